"""`apply --for ppp`: the files, whose lines stay, and what the programs that read them say."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nm_cellular.__main__ import main
from nm_cellular.ppp import port, secrets
from nm_cellular.problem import ValueRefused

PASSWORD = 'hun"ter2\\'
CONF = f"[my operator]\napn = internet\nusername = me\npassword = {PASSWORD}\nport = 1-1.2:1.3\nmetric = 650\n"
PEER, SCRIPT = "etc/ppp/peers/my-operator", "etc/chatscripts/my-operator"
RULES = "etc/udev/rules.d/70-nm-cellular-my-operator.rules"
CHAP, PAP = "etc/ppp/chap-secrets", "etc/ppp/pap-secrets"
PROFILE = "etc/NetworkManager/system-connections/my-operator.nmconnection"


class Machine:
    """A system below a root, with a boot directory."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.root, self.boot = root / "root", root / "boot"
        self.root.mkdir()
        self.boot.mkdir()
        self._patch, self._said = monkeypatch, capsys
        self.write(CONF)

    def write(self, text: str) -> None:
        (self.boot / "cellular.conf").write_text(text)

    def apply(self, *options: str, system: str = "ppp") -> tuple[int, str]:
        """The status, and all that was shown."""
        argv = ["apply", "--for", system, "--root", str(self.root), "--boot", str(self.boot), *options]
        self._patch.setattr("sys.argv", ["nm-cellular", *argv])
        code = main()
        return int(code), "".join(self._said.readouterr())

    def steps(self, *options: str, system: str = "ppp") -> dict[str, str]:
        _, said = self.apply("--json", *options, system=system)
        made = json.loads(said)["profiles"]
        return {each["path"].removeprefix(f"{self.root}/"): each["action"] for each in made}

    def text(self, path: str) -> str:
        return (self.root / path).read_text()

    def files(self) -> set[str]:
        found = {str(path.relative_to(self.root)) for path in self.root.rglob("*") if path.is_file()}
        return {path for path in found if not path.startswith("var/")}


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Machine:
    return Machine(tmp_path, monkeypatch, capsys)


def test_pppd_gets_its_files_and_a_second_run_changes_nothing(machine: Machine) -> None:
    assert machine.steps() == dict.fromkeys((PEER, SCRIPT, RULES, CHAP, PAP), "create")
    assert machine.files() == {PEER, SCRIPT, RULES, CHAP, PAP}
    assert set(machine.steps().values()) == {"unchanged"}


def test_the_password_is_in_the_secrets_alone_for_root_alone(machine: Machine) -> None:
    _, said = machine.apply("--verbose")
    assert "ter2" not in said
    for path in machine.files():
        holds = "ter2" in machine.text(path)
        assert holds == (path in (CHAP, PAP))
        assert stat.S_IMODE((machine.root / path).stat().st_mode) == (0o600 if holds else 0o644)


def test_a_dry_run_shows_a_diff_without_secrets_and_writes_nothing(machine: Machine) -> None:
    (machine.root / "etc/ppp").mkdir(parents=True)
    (machine.root / CHAP).write_text("other * theirs *\n")
    code, said = machine.apply("--dry-run")
    assert code == 0
    assert "+metric 650" not in said
    assert "+defaultroute-metric 650" in said
    assert "+me * <hidden>" in said
    assert "ter2" not in said
    assert "theirs" not in said
    assert machine.files() == {CHAP}


def test_what_is_gone_from_the_boot_file_is_removed_and_others_lines_stay(machine: Machine) -> None:
    (machine.root / "etc/ppp").mkdir(parents=True)
    (machine.root / CHAP).write_text("# theirs\nother * theirs *")
    machine.apply()
    assert machine.text(CHAP).startswith("# theirs\nother * theirs *\n# nm-cellular: my-operator\n")
    machine.write("# nothing\n")
    assert set(machine.steps().values()) == {"remove", "update"}
    assert machine.files() == {CHAP}
    assert machine.text(CHAP) == "# theirs\nother * theirs *\n"


def test_a_section_with_an_error_keeps_what_is_installed(machine: Machine) -> None:
    machine.apply()
    before = {path: machine.text(path) for path in machine.files()}
    for broken in (CONF + "ipv4 = perhaps\n", CONF.replace("port = 1-1.2:1.3\n", "")):
        machine.write(broken)
        code, _ = machine.apply()
        assert code == 3
        assert {path: machine.text(path) for path in machine.files()} == before


def test_a_section_without_a_port_keeps_networkmanagers_profile(machine: Machine) -> None:
    machine.write(CONF.replace("port = 1-1.2:1.3\n", ""))
    machine.apply(system="nm")
    assert machine.apply()[0] == 3
    assert machine.files() == {PROFILE}


def test_a_section_without_a_port_is_told_which_to_write(machine: Machine) -> None:
    machine.write("[x]\napn = internet\n")
    code, said = machine.apply()
    assert code == 3
    assert "`x` names no port" in said
    assert "1-1.2:1.3" in said


@pytest.mark.parametrize("path", [PEER, SCRIPT, RULES])
@pytest.mark.parametrize("addition", [b"# mine\n", "# für mich\n".encode("latin-1")], ids=["ASCII", "latin-1"])
def test_a_file_that_somebody_changed_is_kept_unless_forced(machine: Machine, path: str, addition: bytes) -> None:
    machine.apply()
    file = machine.root / path
    changed = file.read_bytes() + addition
    file.write_bytes(changed)
    machine.write(CONF.replace("internet", "web").replace("1-1.2:1.3", "1-1.4:1.0").replace("650", "700"))
    assert machine.apply("--dry-run")[0] == 0
    assert machine.steps()[path] == "conflict"
    assert file.read_bytes() == changed
    assert machine.steps("--force")[path] == "update"
    assert addition not in file.read_bytes()


def test_a_peer_of_somebody_else_with_that_name_stays_and_gets_neither_secrets_nor_a_unit(machine: Machine) -> None:
    (machine.root / PEER).parent.mkdir(parents=True)
    (machine.root / PEER).write_text("noauth\n")
    _, said = machine.apply()
    assert "not nm-cellular's" in said
    assert machine.text(PEER) == "noauth\n"
    assert machine.files() == {PEER}
    (machine.root / PEER).unlink()
    machine.apply()
    assert machine.files() == {PEER, SCRIPT, RULES, CHAP, PAP}


def test_either_system_removes_what_the_other_had(machine: Machine) -> None:
    machine.apply(system="nm")
    assert machine.files() == {PROFILE}
    machine.apply()
    assert machine.files() == {PEER, SCRIPT, RULES, CHAP, PAP}
    machine.apply(system="nm")
    assert machine.files() == {PROFILE}


def test_modemmanager_is_told_of_a_serial_line_and_of_no_usb_port(machine: Machine) -> None:
    machine.write("[my operator]\napn = internet\nport = /dev/ttyAMA0\n")
    assert machine.steps(system="nm") == {PROFILE: "create", RULES: "create"}
    told = 'KERNEL=="ttyAMA0", ENV{ID_MM_DEVICE_PROCESS}="1", ENV{ID_MM_TTY_BAUDRATE}="115200"\n'
    assert told in machine.text(RULES)
    assert machine.steps(system="nm") == {PROFILE: "unchanged", RULES: "unchanged"}
    machine.write(CONF)
    _, said = machine.apply(system="nm")
    assert "ModemManager finds modems on USB by itself" in said
    assert machine.files() == {PROFILE}


def test_the_speed_of_a_serial_line_can_be_said(machine: Machine) -> None:
    machine.write("[my operator]\napn = internet\nport = /dev/ttyAMA0\nserial.baud = 9600\n")
    machine.apply(system="nm")
    assert 'ENV{ID_MM_TTY_BAUDRATE}="9600"\n' in machine.text(RULES)
    _, said = machine.apply()
    assert "\n9600\n" in machine.text(PEER)
    assert "baud" not in said


def test_a_rule_that_somebody_deleted_comes_back(machine: Machine) -> None:
    """Though the boot file is as the last run saw it."""
    machine.write("[my operator]\napn = internet\nport = /dev/ttyAMA0\n")
    machine.apply(system="nm")
    (machine.root / RULES).unlink()
    assert machine.steps(system="nm")[RULES] == "create"


def test_a_pin_is_left_out_and_it_is_said_what_to_do(machine: Machine) -> None:
    machine.write(CONF + "pin = 4711\n")
    code, said = machine.apply()
    assert code == 0
    assert "pin has no place there and was left out\n    take it off the SIM" in said
    assert not [path for path in machine.files() if "4711" in machine.text(path)]


@pytest.mark.parametrize(("option", "asks"), [("--verbose", "[nm-cellular]\nsecrets = move\n"), ("--move-secrets", "")])
def test_secrets_that_are_to_be_moved_stay_and_that_is_said(machine: Machine, option: str, asks: str) -> None:
    machine.write(asks + CONF)
    code, said = machine.apply(option)
    assert code == 0
    assert "the secrets stay in the boot file" in said
    assert PASSWORD in (machine.boot / "cellular.conf").read_text()
    assert PASSWORD not in said


@pytest.mark.parametrize("options", [("--runtime",), ("--via", "dbus")])
def test_pppd_has_files_in_etc_only(machine: Machine, options: tuple[str, ...]) -> None:
    assert machine.apply(*options)[0] == 2


STABLE = ["/dev/ttyAMA0", "/dev/ttyS1", "1-1:1.0", "3-1.4.2:1.12",
          "/dev/serial/by-path/platform-fd500000.pcie-pci-0000:01:00.0-usb-0:1.2:1.3-port0"]  # fmt: skip
OTHERS = ["/dev/ttyUSB2", "ttyACM0", "/dev/serial0", "/dev/serial/by-id/usb-x-if02-port0", "1-1.2", '1-1:1.0"',
          "/dev/ttyAMA0\n", '/dev/serial/by-path/a"b', "", "/dev/../etc/x0"]  # fmt: skip


@pytest.mark.parametrize("text", STABLE)
def test_a_port_that_stays_the_same_is_taken(text: str) -> None:
    assert port.parse(text) == text


@pytest.mark.parametrize("text", OTHERS)
def test_a_port_that_changes_or_is_none_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        port.parse(text)
    assert refused.value.hint


def test_the_rule_of_a_port_by_path_leaves_out_what_udev_does_not_know() -> None:
    rule = port.rule_for_pppd("/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.2-port0", "a", starts=False)
    assert 'ENV{ID_PATH}=="pci-0000:00:14.0-usb-0:1:1.2", SYMLINK+="cellular-a"' in rule
    assert "SYSTEMD_WANTS" not in rule


TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\n"), max_size=20)
LINES = st.lists(TEXT, max_size=5)
OURS = st.dictionaries(st.sampled_from(["a", "b-2", "c"]), st.sampled_from(['"u" * "p" *\n', "", '"" * "x" *\n']))


@given(LINES.filter(lambda lines: not any(line.startswith("# nm-cellular: ") for line in lines)), OURS, OURS)
def test_others_lines_come_through_unchanged(theirs: list[str], first: dict[str, str], second: dict[str, str]) -> None:
    text = "".join(f"{line}\n" for line in theirs)
    once = secrets.merged(text, first)
    assert secrets.merged(once, {}) == text
    twice = secrets.merged(once, second, stay=first)
    assert secrets.merged(twice, second, stay=first) == twice
    assert secrets.merged(twice, {}) == text


def test_another_line_for_the_same_user_is_told_of(machine: Machine) -> None:
    (machine.root / "etc/ppp").mkdir(parents=True)
    (machine.root / CHAP).write_text('"me" * theirs *\n')
    _, said = machine.apply()
    assert "a line that is not nm-cellular's is for the same user" in said


@pytest.mark.skipif(not shutil.which("pppd"), reason="ppp is not installed")
def test_pppd_knows_each_option_and_reads_the_secrets(machine: Machine) -> None:
    """2 would be a wrong option; a machine without PPP in its kernel goes no further than 4."""
    machine.apply()
    peer = machine.root / PEER
    text = machine.text(PEER).replace("/dev/cellular-my-operator", "/dev/null")
    peer.write_text(text)
    made = subprocess.run(["pppd", "file", peer, "nodetach", "maxfail", "5", "dryrun"], capture_output=True, text=True)
    assert made.returncode in (0, 4), made.stderr + made.stdout


def test_sections_whose_names_are_one_file_name_have_files_of_their_own(machine: Machine) -> None:
    sections = enumerate(("My op", "my op", "my-op-2"), 1)
    machine.write("".join(f"[{name}]\napn = internet\nport = 1-1.{place}:1.3\n" for place, name in sections))
    assert set(machine.steps().values()) == {"create"}
    peers = {path.removeprefix("etc/ppp/peers/") for path in machine.files() if "/peers/" in path}
    assert peers == {"my-op", "my-op-2", "my-op-2-3"}
    assert set(machine.steps().values()) == {"unchanged"}
