"""apply on the real NetworkManager and ModemManager: from a boot file to a connection."""

from __future__ import annotations

import json
import re
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.lab import BOOT, KEYFILES, Lab, Modem

_APPLY = ["/usr/bin/python3", "-m", "nm_cellular", "apply"]
_CHECKOUT = Path(__file__).parents[2]

GIFFGAFF = """\
[connection]
id=giffgaff Mobile Broadband
uuid=3b8f359e-4df2-4997-99d8-04e15742d38f
type=gsm
autoconnect=true
permissions=
secondaries=

[gsm]
apn=giffgaff.com
number=*99#
password=password
username=giffgaff

[serial]
baud=115200

[ipv4]
dns-search=
method=auto

[ipv6]
addr-gen-mode=stable-privacy
dns-search=
method=ignore
"""


def apply(lab: Lab, *options: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    return lab.run([*_APPLY, *options], env={"PYTHONPATH": str(_CHECKOUT)}, check=check)


def report(lab: Lab, *options: str) -> Any:
    return json.loads(apply(lab, "--json", *options, check=False).stdout)


def actions(lab: Lab, *options: str) -> dict[str, str]:
    return {profile["id"]: profile["action"] for profile in report(lab, *options)["profiles"]}


def write(lab: Lab, text: str | bytes, name: str = "cellular.conf") -> None:
    path = lab.path(f"{BOOT}/{name}")
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def profiles(lab: Lab) -> set[str]:
    """The names of the cellular profiles that NetworkManager holds."""
    listed = lab.run(["nmcli", "--terse", "--fields", "NAME,TYPE", "connection"]).stdout
    return {line.removesuffix(":gsm") for line in listed.splitlines() if line.endswith(":gsm")}


def held(lab: Lab, name: str, *fields: str) -> list[str]:
    shown = lab.run(["nmcli", "--show-secrets", "--get-values", ",".join(fields), "connection", "show", name])
    return shown.stdout.splitlines()


def connected(lab: Lab) -> str:
    for line in lab.run(["nmcli", "--terse", "--fields", "DEVICE,STATE,CONNECTION", "device"]).stdout.splitlines():
        if line.startswith("ttyUSB0:connected:"):
            return line.rpartition(":")[2]
    return ""


def test_a_section_becomes_a_profile_that_networkmanager_holds(lab: Lab) -> None:
    write(lab, "[Soracom]\napn = soracom.io\nusername = sora\npassword = s;o#ra \\ [x]\nipv6.ip6-privacy = 2\n")
    assert "NetworkManager has read them" in apply(lab).stdout
    assert held(lab, "Soracom", "gsm.apn", "gsm.username", "gsm.number") == ["soracom.io", "sora", "*99#"]
    assert held(lab, "Soracom", "gsm.password") == [r"s;o#ra \\ [x]"]
    assert held(lab, "Soracom", "ipv6.ip6-privacy", "connection.autoconnect-retries")[1] == "0"


def test_the_giffgaff_keyfile_of_the_forum_connects(lab: Lab) -> None:
    write(lab, GIFFGAFF.replace("\n", "\r\n"), "system-connections/resin-cellular")
    apply(lab)
    lab.modemmanager.start(modems=[Modem(apns={"giffgaff.com"})])
    assert lab.wait_for(lambda: connected(lab), what="a connection") == "giffgaff Mobile Broadband"


def test_the_second_of_two_apns_connects_where_the_first_is_refused(lab: Lab) -> None:
    write(lab, "[operator]\napn = internet, giffgaff.com\n")
    apply(lab)
    lab.modemmanager.start(modems=[Modem(apns={"giffgaff.com"})])
    assert lab.wait_for(lambda: connected(lab), what="a connection") == "operator (giffgaff.com)"


def test_a_second_run_finds_nothing_to_do(lab: Lab) -> None:
    write(lab, "[a]\napn = a.example\n")
    apply(lab)
    before = lab.path(f"{KEYFILES}/a.nmconnection").stat()
    assert actions(lab) == {"a": "unchanged"}
    lab.path("/var/lib/nm-cellular/applied.json").unlink()
    assert actions(lab) == {"a": "unchanged"}
    after = lab.path(f"{KEYFILES}/a.nmconnection").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_changed_section_changes_the_profile_and_a_removed_one_removes_it(lab: Lab) -> None:
    write(lab, "[a]\napn = a.example\n[b]\napn = b.example\n")
    apply(lab)
    write(lab, "[a]\napn = new.example\n")
    assert actions(lab) == {"a": "update", "b": "remove"}
    assert profiles(lab) == {"a"}
    assert held(lab, "a", "gsm.apn") == ["new.example"]


def test_a_profile_changed_in_networkmanager_is_kept_until_forced(lab: Lab) -> None:
    write(lab, "[a]\napn = a.example\n")
    apply(lab)
    lab.run(["nmcli", "connection", "modify", "a", "gsm.apn", "mine.example"])
    assert actions(lab) == {"a": "conflict"}
    assert held(lab, "a", "gsm.apn") == ["mine.example"]
    assert actions(lab, "--force") == {"a": "update"}
    assert held(lab, "a", "gsm.apn") == ["a.example"]


def test_a_profile_that_networkmanager_only_rewrote_is_unchanged(lab: Lab) -> None:
    write(lab, "[a]\napn = a.example\nmetric = 50\nmetered = yes\ndns = 1.1.1.1, 2606:4700:4700::1111\npriority = 3\n")
    apply(lab)
    file = lab.path(f"{KEYFILES}/a.nmconnection")
    before = file.read_text()
    lab.run(["nmcli", "connection", "modify", "a", "connection.zone", "x"])
    lab.run(["nmcli", "connection", "modify", "a", "connection.zone", ""])
    assert file.read_text() != before
    assert actions(lab) == {"a": "unchanged"}


def test_everybody_elses_profiles_are_left_alone(lab: Lab) -> None:
    lab.run(["nmcli", "connection", "add", "type", "gsm", "con-name", "theirs", "apn", "x.example", "ifname", "*"])
    file = next(lab.path(KEYFILES).iterdir())
    before = file.read_bytes()
    write(lab, "[a]\napn = a.example\n")
    found = report(lab)
    assert "for the same SIM" in found["profiles"][0]["warnings"][0]["message"]
    write(lab, "# nothing any more\n")
    assert actions(lab) == {"a": "remove"}
    assert file.read_bytes() == before
    assert profiles(lab) == {"theirs"}


def test_a_foreign_profile_with_the_same_uuid_is_a_conflict(lab: Lab) -> None:
    lab.networkmanager.add_keyfile("resin-cellular", GIFFGAFF)
    write(lab, GIFFGAFF, "system-connections/resin-cellular")
    assert actions(lab) == {"giffgaff Mobile Broadband": "conflict"}
    assert [path.name for path in lab.path(KEYFILES).iterdir()] == ["resin-cellular"]


def test_a_tombstone_is_reported(lab: Lab) -> None:
    write(lab, "[a]\napn = a.example\n")
    uuid = report(lab, "--runtime")["profiles"][0]["uuid"]
    lab.run(["nmcli", "connection", "delete", "a"])
    tombstones = [
        path for path in lab.path("/run/NetworkManager/system-connections").iterdir() if path.suffix == ".nmmeta"
    ]
    if not tombstones:
        lab.path(f"/run/NetworkManager/system-connections/{uuid}.nmmeta").symlink_to("/dev/null")
    warnings = report(lab, "--runtime")["profiles"][0]["warnings"]
    assert any("told to forget" in warning["message"] for warning in warnings)


def test_a_bad_section_leaves_its_profile_and_the_good_ones_are_applied(lab: Lab) -> None:
    write(lab, "[a]\napn = a.example\n")
    apply(lab)
    write(lab, "[a]\napn = a b\n[b]\napn = b.example\n")
    done = apply(lab, check=False)
    assert done.returncode == 3
    assert f"{BOOT}/cellular.conf:2:7: error: " in done.stderr
    assert profiles(lab) == {"a", "b"}


@pytest.mark.parametrize("emptied", ["missing", "empty"])
def test_a_boot_partition_that_is_not_there_removes_nothing(lab: Lab, emptied: str) -> None:
    write(lab, "[a]\napn = a.example\n")
    apply(lab)
    lab.path(f"{BOOT}/cellular.conf").unlink()
    if emptied == "missing":
        lab.path(BOOT).rmdir()
    done = apply(lab, "--boot", BOOT, check=False)
    assert profiles(lab) == {"a"}
    assert done.returncode == (3 if emptied == "missing" else 0)


def test_without_networkmanager_the_files_are_enough(lab: Lab) -> None:
    lab.networkmanager.stop()
    write(lab, "[a]\napn = a.example\n")
    assert "will read them when it starts" in apply(lab).stdout
    lab.networkmanager.start()
    assert profiles(lab) == {"a"}


def test_networkmanager_restarting_underneath_has_read_them_in_the_end(lab: Lab) -> None:
    for number in range(8):
        write(lab, f"[a]\napn = a{number}.example\n")
        running = lab.spawn(_APPLY, env={"PYTHONPATH": str(_CHECKOUT)})
        # From before it writes to after it has asked, in steps.
        time.sleep(number * 0.02)
        lab.networkmanager.kill()
        lab.networkmanager.start()
        assert running.wait() == 0
        assert held(lab, "a", "gsm.apn") == [f"a{number}.example"]


def test_runtime_profiles_last_until_the_next_boot(lab: Lab) -> None:
    write(lab, "[a]\napn = a.example\n")
    apply(lab, "--runtime")
    assert not list(lab.path(KEYFILES).iterdir())
    assert profiles(lab) == {"a"}


def test_two_hundred_profiles(lab: Lab) -> None:
    write(lab, "".join(f"[profile {number}]\napn = a{number}.example\nautoconnect = no\n" for number in range(200)))
    assert set(actions(lab).values()) == {"create"}
    assert len(profiles(lab)) == 200
    assert set(actions(lab).values()) == {"unchanged"}


def test_no_password_is_seen_in_any_argument_list_or_output(lab: Lab) -> None:
    write(lab, "[a]\napn = a.example\nusername = u\npassword = hunter2-first\npin = 4711\n")
    tracing = ["strace", "-f", "-s", "4096", "-e", "trace=execve", "-o", "/run/trace"]
    first = lab.run([*tracing, *_APPLY, "-v"], env={"PYTHONPATH": str(_CHECKOUT)})
    write(lab, "[a]\napn = a.example\nusername = u\npassword = hunter2-second\npin = 4711\n")
    dry = apply(lab, "--dry-run", "-v")
    assert "password=<hidden> (changed)" in dry.stdout
    seen = first.stdout + first.stderr + dry.stdout + dry.stderr + lab.path("/run/trace").read_text()
    assert "busctl" in seen
    assert not re.search(r"hunter2|4711", seen)


def test_moved_secrets_stay_in_networkmanager(lab: Lab) -> None:
    write(lab, "[nm-cellular]\nsecrets = move\n[a]\napn = a.example\nusername = u\npassword = hunter2\npin = 4711\n")
    apply(lab)
    left = lab.path(f"{BOOT}/cellular.conf").read_text()
    assert not re.search(r"hunter2|4711", left)
    assert actions(lab) == {"a": "unchanged"}
    assert held(lab, "a", "gsm.password", "gsm.pin") == ["hunter2", ""]
    assert "4711" in lab.path("/var/lib/nm-cellular/pins.json").read_text()
    write(lab, left.replace("a.example", "b.example"))
    assert actions(lab) == {"a": "update"}
    assert held(lab, "a", "gsm.apn", "gsm.password", "gsm.pin") == ["b.example", "hunter2", ""]
    assert "4711" in lab.path("/var/lib/nm-cellular/pins.json").read_text()


def test_the_demo_of_the_readme_runs() -> None:
    done = subprocess.run(
        ["/usr/bin/python3", "-m", "tests.lab.demo"], cwd=_CHECKOUT, capture_output=True, text=True, check=True
    )
    assert "1 created; NetworkManager has read them" in done.stdout
    assert re.search(r"giffgaff .* gsm .* activated", done.stdout)


def test_a_profile_from_netplan_for_the_same_sim_is_reported(lab: Lab, tmp_path: Path) -> None:
    netplan = tmp_path / "etc/netplan/modem.yaml"
    netplan.parent.mkdir(parents=True)
    netplan.write_text("network:\n  renderer: NetworkManager\n  modems:\n    cdc-wdm0:\n      apn: internet\n")
    netplan.chmod(0o600)
    subprocess.run(["netplan", "generate", "--root-dir", tmp_path], check=True)
    made = next((tmp_path / "run/NetworkManager/system-connections").iterdir())
    runtime = lab.path("/run/NetworkManager/system-connections")
    (runtime / made.name).write_bytes(made.read_bytes())
    (runtime / made.name).chmod(0o600)
    write(lab, "[a]\napn = a.example\n")
    (profile,) = report(lab)["profiles"]
    assert profile["action"] == "create"
    assert any("(from netplan) is for the same SIM" in warning["message"] for warning in profile["warnings"])
    assert (runtime / made.name).read_bytes() == made.read_bytes()


def test_a_clone_of_a_profile_of_ours_is_its_makers(lab: Lab) -> None:
    write(lab, "[a]\napn = a.example\n")
    apply(lab)
    lab.run(["nmcli", "connection", "clone", "a", "mine"])
    assert actions(lab, "--force") == {"a": "unchanged"}
    assert profiles(lab) == {"a", "mine"}


@pytest.mark.parametrize("flags", ["1", "2"])
def test_a_secret_that_networkmanager_does_not_keep_is_not_moved(lab: Lab, flags: str) -> None:
    conf = f"[a]\napn = a.example\nusername = u\npassword = hunter2\ngsm.password-flags = {flags}\npin = 4711\n"
    write(lab, conf)
    apply(lab, "--move-secrets")
    left = lab.path(f"{BOOT}/cellular.conf").read_text()
    assert "hunter2" in left
    assert "4711" not in left


def test_names_that_are_taken_by_no_profile_are_left_alone(lab: Lab) -> None:
    lab.path(f"{KEYFILES}/a.nmconnection").symlink_to("/data/not-mounted")
    lab.path(f"{KEYFILES}/b.nmconnection").mkdir()
    write(lab, "[a]\napn = a.example\n[b]\napn = b.example\n")
    assert actions(lab) == {"a": "create", "b": "create"}
    assert profiles(lab) == {"a", "b"}
    assert lab.path(f"{KEYFILES}/a.nmconnection").is_symlink()
    assert lab.path(f"{KEYFILES}/b.nmconnection").is_dir()


def test_a_pipe_and_standard_input_can_be_checked(lab: Lab) -> None:
    check = "/usr/bin/python3 -m nm_cellular check --json"
    for command in (f"echo '[a]' | {check} -", f"echo '[a]' | {check} /dev/stdin"):
        done = lab.run(["sh", "-c", command], env={"PYTHONPATH": str(_CHECKOUT)})
        assert json.loads(done.stdout)["profiles"][0]["id"] == "a"


@pytest.mark.parametrize("verb", ["apply --dry-run", f"render {BOOT}/cellular.conf", "apply"])
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_descriptors_are_no_fault(lab: Lab, verb: str, closed: str) -> None:
    write(lab, "[a]\napn = a.example\nnumber = 99#\n")
    command = f"/usr/bin/python3 -m nm_cellular {verb} {closed}"
    done = lab.run(["sh", "-c", command], env={"PYTHONPATH": str(_CHECKOUT)}, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "99#`" not in done.stdout
