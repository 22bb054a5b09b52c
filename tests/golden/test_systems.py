"""One cellular.conf as `render --for` prints it for each system, the way back, and what those systems' programs say.

`pytest tests/golden --update-golden` writes what came out into systems/, for git to show.
"""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import signal
import subprocess
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from nm_cellular import formats, keyfile, recipes
from nm_cellular.__main__ import main
from nm_cellular.modeswitch import reading
from nm_cellular.modeswitch.known import profiles
from nm_cellular.modeswitch.settings import config_text
from nm_cellular.profile import CellularProfile, Secret
from nm_cellular.recipes import writing
from nm_cellular.systems import SYSTEMS

HERE = Path(__file__).parent / "systems"
CONF = HERE / "cellular.conf"

Run = Callable[..., str]


@pytest.fixture
def render(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(system: str, file: Path = CONF) -> str:
        monkeypatch.setattr("sys.argv", ["nm-cellular", "render", "--for", system, str(file)])
        assert main() == 0
        said = capsys.readouterr()
        return f"{said.out}--- said\n{said.err}".replace(str(file.parent), "")

    return run


def printed(text: str) -> str:
    return text.partition("--- said\n")[0]


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_profile_is_printed_as_is_expected(system: str, render: Run, request: pytest.FixtureRequest) -> None:
    found = render(system)
    if request.config.getoption("--update-golden"):
        (HERE / f"{system}.txt").write_text(found)
    assert found == (HERE / f"{system}.txt").read_text()


FIELDS = {"apn": "apn", "username": "username", "password": "password", "metric": "metric", "mtu": "mtu",
          "ipv4": "ipv4", "ipv6": "ipv6", "pin": "pin", "roaming": "roaming", "sim": "sim_operator_id"}  # fmt: skip
LOST = {
    "ppp": {"pin", "roaming", "sim"},
    "netplan": {"pin"},
    "uci": {"sim"},
    "vintagenet": set(FIELDS) - {"apn"},
    "wvdial": {"pin", "roaming", "sim", "metric", "mtu", "ipv6"},
    "quectel-cm": {"roaming", "sim", "metric", "mtu"},
    "systemd-networkd": set(FIELDS) - {"apn", "ipv6"},
}


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_was_printed_is_imported_as_it_was(system: str, render: Run) -> None:
    back = [found.recipe for found in recipes.find_all(printed(render(system))) if found.recipe]
    profiles = formats.parse("cellular.conf", CONF.read_bytes()).profiles
    assert [_asked(profile) - _of(LOST[system], profile) for profile in profiles] == [
        {(key, value.text) for key, value in recipe.values.items() if key in FIELDS and key not in LOST[system]}
        for recipe in back
    ]


def _asked(profile: CellularProfile) -> set[tuple[str, str]]:
    values = {key: getattr(profile, name) for key, name in FIELDS.items()}
    values["roaming"] = "no" if profile.roaming is False else None
    texts = {key: value.reveal() if isinstance(value, Secret) else value for key, value in values.items()}
    return {(key, str(text)) for key, text in texts.items() if text not in (None, "auto")}


def _of(keys: set[str], profile: CellularProfile) -> set[tuple[str, str]]:
    return {(key, text) for key, text in _asked(profile) if key in keys}


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_has_no_place_there_is_said(system: str, render: Run) -> None:
    said = render(system).partition("--- said\n")[2]
    lost = {line.partition("warning: ")[2].partition(" has no place")[0] for line in said.splitlines()}
    assert {key for key in LOST[system] if f" {key} has no place" in said} == LOST[system] & lost


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_value_can_add_a_line(system: str, render: Run, tmp_path: Path) -> None:
    """Each value stands in its own line, whatever quotes and signs it has."""
    plain, nasty = tmp_path / "plain.conf", tmp_path / "nasty.conf"
    plain.write_text("[x]\napn = a\nusername = u\npassword = p\n")
    nasty.write_text('[x]\napn = a\nusername = "u\' \\" #{1+1} $(id) `id` {{ 1234567*2 }} %s"\npassword = "\'; id #"\n')
    assert len(printed(render(system, nasty)).splitlines()) == len(printed(render(system, plain)).splitlines())
    assert "2469134" not in printed(render(system, nasty))


@pytest.mark.skipif(not shutil.which("netplan"), reason="netplan.io is not installed")
def test_netplan_makes_the_profile_of_it_that_apply_would(render: Run, tmp_path: Path) -> None:
    file = tmp_path / "etc/netplan/cellular.yaml"
    file.parent.mkdir(parents=True)
    file.touch(0o600)
    conf = tmp_path / "cellular.conf"
    conf.write_text(CONF.read_text().replace("pin = 1234\n", ""))  # it is not for NetworkManager
    file.write_text(printed(render("netplan", conf)))
    subprocess.run(["netplan", "generate", "--root-dir", tmp_path], check=True)
    theirs, ours = _netplans(tmp_path), _ours(printed(render("nm", conf)))
    assert theirs.keys() == ours.keys()
    for uuid, sections in ours.items():
        wanted = {(section, key, value) for section, keys in sections.items() for key, value in keys.items()}
        made = {(section, key, value) for section, keys in theirs[uuid].items() for key, value in keys.items()}
        assert {each for each in wanted - made if each[:2] not in _NETPLANS_OWN} == set()


_NETPLANS_OWN = {("connection", "autoconnect"), ("gsm", "number"), ("ipv6", "ip6-privacy")}
"""What netplan leaves at NetworkManager's default."""

Sections = dict[str, dict[str, str]]


def _netplans(root: Path) -> dict[str, Sections]:
    made = (root / "run/NetworkManager/system-connections").glob("*.nmconnection")
    return {each["connection"]["uuid"]: each for each in map(_sections, (path.read_text() for path in made))}


def _ours(text: str) -> dict[str, Sections]:
    parts = [f"[connection]{part}" for part in text.split("[connection]")[1:]]
    return {each["connection"]["uuid"]: each for each in map(_sections, parts)}


def _sections(text: str) -> Sections:
    return {name: dict(keys) for name, keys in keyfile.parse(text).sections.items() if name != "user"}


@pytest.mark.skipif(not shutil.which("pppd"), reason="ppp is not installed")
def test_pppd_knows_each_option_of_the_peer(render: Run, tmp_path: Path) -> None:
    peer = tmp_path / "peer"
    peer.write_text(printed(render("ppp")).partition("# /etc/chatscripts")[0].replace("/dev/ttyUSB2", "/dev/null"))
    made = subprocess.run(["pppd", "file", peer, "dryrun"], capture_output=True, text=True)
    assert made.returncode != 2, made.stderr  # 2: an option is wrong; without PPP in the kernel it is 4


@pytest.mark.skipif(not shutil.which("chat"), reason="ppp is not installed")
def test_chat_dials_with_the_script(render: Run, tmp_path: Path) -> None:
    script = tmp_path / "script"
    text = printed(render("ppp")).partition("\n# /etc/chatscripts/my-operator\n")[2].partition("\n# ")[0]
    script.write_text(text)
    sent, status = talk(["/usr/sbin/chat", "-s", "-f", str(script)])
    # A slow machine may be asked more than once whether it is there.
    assert list(dict.fromkeys(sent)) == ["AT", "AT+CPIN?", 'AT+CGDCONT=1,"IPV4V6","internet"', "ATD*99***1#"]
    assert status == 0


@pytest.mark.skipif(not shutil.which("chat"), reason="ppp is not installed")
def test_chat_sends_the_quote_that_we_complain_of(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text('ABORT "ERROR"\n""+++ATH"\n')
    (mistake,) = (mistake for found in recipes.find_all(script.read_text()) for mistake in found.mistakes)
    assert "the last quote is sent" in mistake.message
    assert talk(["/usr/sbin/chat", "-s", "-f", str(script)])[0] == ['+++ATH"']


@pytest.mark.skipif(not shutil.which("wvdial"), reason="wvdial is not installed")
def test_wvdial_reads_its_file_and_dials(render: Run, tmp_path: Path) -> None:
    file = tmp_path / "wvdial.conf"
    text = printed(render("wvdial"))

    def command(port: str) -> list[str]:
        file.write_text(text.replace("/dev/ttyUSB2", port))
        return ["wvdial", "--config", str(file)]

    sent, status = talk(command, until="ATDT")
    said = ["ATZ", 'AT+CGDCONT=1,"IPV4V6","internet"', "ATDT*99***1#"]
    if status == -signal.SIGSEGV:
        assert sent == said[:2]
        pytest.skip("this wvdial crashes before it dials, whatever its file says: Debian 13's 1.61-8")
    assert sent == said


@pytest.mark.skipif(not shutil.which("usb_modeswitch"), reason="usb-modeswitch is not installed")
def test_usb_modeswitch_refuses_the_message_that_we_complain_of() -> None:
    digits = "5553424312345678" + "0" * 46
    curly, straight = f"usb_modeswitch -v 12d1 -p 14fe -M “{digits}”", f"usb_modeswitch -v 12d1 -p 14fe -M {digits}"
    for line, refused in ((curly, True), (straight, False)):
        (found,) = recipes.find_all(line)
        made = subprocess.run(line.split(), capture_output=True, text=True)
        assert ("not a hex string" in made.stdout + made.stderr) == refused == bool(found.mistakes)


@pytest.mark.skipif(not shutil.which("usb_modeswitch"), reason="usb-modeswitch is not installed")
@pytest.mark.parametrize("how", ["-J", "-M 55534243123456780000000000000011062000000100000000000000000000", "-K -2 5a"])
def test_usb_modeswitch_reads_what_import_makes_of_its_command_line(how: str, tmp_path: Path) -> None:
    (found,) = recipes.find_all(f"usb_modeswitch -v 12d1 -p 14fe -V 12d1 -P 1506 {how}")
    written = writing.write([("page.txt", found)]).text()
    (known,) = profiles(reading.read("cellular.conf", written.encode())).profiles
    (mode,) = known.modes
    file = tmp_path / "stick.conf"
    ids = "DefaultVendor=0x12d1\nDefaultProduct=0x14fe\nTargetVendor=0x12d1\nTargetProduct=0x1506\n"
    file.write_text(ids + config_text(mode.settings))
    made = subprocess.run(["usb_modeswitch", "-W", "-c", file], capture_output=True, text=True)
    said = re.sub(r"[\s\"]", "", made.stdout + made.stderr)
    assert all(re.sub(r"[\s\"]", "", line) in said for line in file.read_text().splitlines())
    assert "Abort" not in said


@pytest.mark.skipif(not shutil.which("nmcli"), reason="network-manager is not installed")
def test_nmcli_takes_the_keyfile_and_keeps_every_value(render: Run, tmp_path: Path) -> None:
    conf = tmp_path / "cellular.conf"
    conf.write_text(CONF.read_text())
    for text in (f"[connection]{part}" for part in printed(render("nm", conf)).split("[connection]")[1:]):
        argv = ["nmcli", "--offline", "connection", "modify", "connection.lldp", "0"]
        made = subprocess.run(argv, input=text, capture_output=True, text=True)
        assert made.returncode == 0, made.stderr
        assert {each for each in _values(text) - _values(made.stdout) if each[:2] not in _DEFAULTS} == set()


_DEFAULTS = {
    ("connection", "autoconnect"),
    ("connection", "autoconnect-retries"),
    ("gsm", "number"),
    ("connection", "lldp"),
}
"""What nmcli leaves out, for it is so anyway."""


def _values(text: str) -> set[tuple[str, str, str]]:
    return {(name, key, value) for name, keys in keyfile.parse(text).sections.items() for key, value in keys.items()}


def test_sh_writes_no_file_where_we_say_so(tmp_path: Path) -> None:
    file = tmp_path / "peer"
    text = f"cat << EOF\nnoauth\nusepeerdns\ndefaultroute\nEOF | tee {file}\n"
    (mistake,) = (mistake for found in recipes.find_all(text) for mistake in found.mistakes)
    assert f"{file} is never written" in mistake.message
    subprocess.run(["sh"], input=text, text=True, capture_output=True)
    assert not file.exists()


def talk(command: list[str] | Callable[[str], list[str]], until: str = "") -> tuple[list[str], int | None]:
    """Runs it on a port whose modem says OK, or CONNECT to a call; returns the commands it got, and the status.

    until: the command with which it has seen enough.
    """
    with port() as (modem, name, line):
        argv = command if isinstance(command, list) else command(name)
        program = subprocess.Popen(argv, stdin=line, stdout=line if isinstance(command, list) else subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)  # fmt: skip
        try:
            sent = list(answered(modem, program, until))
        finally:
            program.kill()
        return sent, program.wait()


@contextmanager
def port() -> Iterator[tuple[int, str, int]]:
    modem, line = pty.openpty()
    tty.setraw(modem)
    tty.setraw(line)
    os.set_blocking(modem, False)
    try:
        yield modem, os.ttyname(line), line
    finally:
        os.close(modem)
        os.close(line)


def answered(modem: int, program: subprocess.Popen[bytes], until: str) -> Iterator[str]:
    """Answers each command, and yields it, until the program ends."""
    deadline, pending = time.monotonic() + 60, b""
    while time.monotonic() < deadline:
        if not select.select([modem], [], [], 0.2)[0]:
            if program.poll() is not None:
                return
            continue
        pending += os.read(modem, 500)
        *lines, pending = pending.split(b"\r")
        for command in (each.decode() for each in lines if each.strip()):
            os.write(modem, b"\r\n+CPIN: READY\r\n" if command == "AT+CPIN?" else b"")
            os.write(modem, b"\r\nCONNECT\r\n" if command.startswith("ATD") and not until else b"\r\nOK\r\n")
            yield command
            if until and command.startswith(until):
                return
