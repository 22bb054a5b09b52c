"""The lab itself: its daemons do what they do on a device, and it leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.lab import KEYFILES, Lab, Modem
from tests.lab.waiting import wait_for

_UUID = "5b0dfbfc-8fd5-4a54-a3f1-{:012}"
_ROOT = Path(__file__).parents[2]


def keyfile(name: str, *, apn: str, number: int = 0, priority: int = 0) -> str:
    return f"""\
[connection]
id={name}
uuid={_UUID.format(number)}
type=gsm
autoconnect-priority={priority}
autoconnect-retries=1

[gsm]
apn={apn}
username=gg
password=p

[ipv4]
method=auto

[ipv6]
method=ignore
"""


def add(lab: Lab, name: str, text: str) -> None:
    path = lab.networkmanager.add_keyfile(f"{name}.nmconnection", text)
    lab.run(["nmcli", "connection", "load", path])


def nmcli(lab: Lab, fields: str, what: str) -> list[str]:
    return lab.run(["nmcli", "--terse", "--fields", fields, what]).stdout.splitlines()


def connected(lab: Lab, device: str = "ttyUSB0") -> str:
    """The profile that the device is connected with, or nothing."""
    for line in nmcli(lab, "DEVICE,STATE,CONNECTION", "device"):
        if line.startswith(f"{device}:connected:"):
            return line.rpartition(":")[2]
    return ""


def test_networkmanager_lists_a_keyfile_written_by_hand(lab: Lab) -> None:
    add(lab, "giffgaff", keyfile("giffgaff", apn="giffgaff.com"))
    assert f"giffgaff:{KEYFILES}/giffgaff.nmconnection" in nmcli(lab, "NAME,FILENAME", "connection")


def test_networkmanager_refuses_a_keyfile_that_others_may_read(lab: Lab) -> None:
    path = lab.networkmanager.add_keyfile("g.nmconnection", keyfile("g", apn="giffgaff.com"), mode=0o644)
    assert "Could not load file" in lab.run(["nmcli", "connection", "load", path], check=False).stderr
    assert "File permissions (100644) are insecure" in lab.logs()


def test_networkmanager_reads_its_files_again_when_restarted(lab: Lab) -> None:
    lab.networkmanager.add_keyfile("g.nmconnection", keyfile("g", apn="giffgaff.com"))
    lab.networkmanager.stop()
    assert lab.run(["nmcli", "general"], check=False).returncode == 8
    lab.networkmanager.start()
    assert "g" in nmcli(lab, "NAME", "connection")


def test_a_profile_connects_the_modem_by_itself(lab: Lab) -> None:
    add(lab, "giffgaff", keyfile("giffgaff", apn="giffgaff.com"))
    lab.modemmanager.start(modems=[Modem(apns={"giffgaff.com"})])
    assert lab.wait_for(lambda: connected(lab), what="a connection") == "giffgaff"
    assert "10.64.64.2" in lab.run(["ip", "address", "show", "dev", "ppp0"]).stdout


def test_a_refused_apn_gives_way_to_the_next_profile(lab: Lab) -> None:
    modem = Modem(apns={"giffgaff.com"})
    add(lab, "wrong", keyfile("wrong", apn="internet", number=1, priority=1))
    add(lab, "right", keyfile("right", apn="giffgaff.com", number=2))
    lab.modemmanager.start(modems=[modem])
    assert lab.wait_for(lambda: connected(lab), what="a connection") == "right"
    assert modem.commands.index('+CGDCONT=1,"IP","internet"') < modem.commands.index("D*99***1#")
    assert "no-carrier" in lab.logs()


def test_a_refused_apn_does_not_connect(lab: Lab) -> None:
    add(lab, "wrong", keyfile("wrong", apn="internet"))
    lab.modemmanager.start(modems=[Modem(apns={"giffgaff.com"})])
    lab.wait_for(lambda: "-> failed" in lab.logs(), what="the failure")
    assert not connected(lab)


def test_modemmanager_reports_the_modem_that_the_test_described(lab: Lab) -> None:
    lab.modemmanager.start(modems=[Modem(operator="24001", operator_name="Telia", imei="867698040000777")])
    lab.wait_for(lambda: "Telia" in lab.run(["mmcli", "--modem=any"], check=False).stdout, what="Telia")
    modem = lab.run(["mmcli", "--modem=any", "--output-keyvalue"]).stdout
    for value in ("24001", "867698040000777", "registered", "lte"):
        assert value in modem
    assert "8944110065300000009" in lab.run(["mmcli", "--sim=0"]).stdout


def test_a_modem_without_a_sim_has_failed(lab: Lab) -> None:
    lab.modemmanager.start(modems=[Modem(replies={"+CPIN?": "+CME ERROR: 10"})])
    lab.wait_for(lambda: "sim-missing" in lab.run(["mmcli", "--modem=any"], check=False).stdout)


def test_an_unplugged_modem_is_gone_until_it_is_replugged(lab: Lab) -> None:
    def devices() -> list[str]:
        return nmcli(lab, "DEVICE", "device")

    lab.modemmanager.start(modems=[Modem(), Modem()])
    lab.wait_for(lambda: {"ttyUSB0", "ttyUSB1"} <= set(devices()))
    lab.modemmanager.unplug("ttyUSB1")
    lab.wait_for(lambda: "ttyUSB1" not in devices())
    lab.modemmanager.replug("ttyUSB1")
    lab.wait_for(lambda: "ttyUSB1" in devices())


def test_polkit_can_forbid_what_modemmanager_is_asked(lab: Lab) -> None:
    lab.policykit.allows = False
    lab.modemmanager.start(modems=[Modem()])
    lab.wait_for(lambda: "/Modem/0" in lab.run(["mmcli", "--list-modems"]).stdout)
    refused = lab.run(["mmcli", "--modem=0", "--enable"], check=False)
    assert "Unauthorized" in refused.stderr


def test_a_failed_wait_says_what_and_shows_the_daemons_logs() -> None:
    with pytest.raises(TimeoutError, match=r"not within 0\.01 s: rain") as failure, Lab() as lab:
        lab.wait_for(lambda: False, 0.01, what="rain")
    assert "NetworkManager (version" in failure.value.__notes__[0]


def test_a_failed_program_shows_what_it_said(lab: Lab) -> None:
    with pytest.raises(subprocess.CalledProcessError) as failure:
        lab.run(["ls", "/nowhere"])
    assert "No such file or directory" in failure.value.__notes__[0]


def test_nothing_is_left_after_the_end() -> None:
    before = host_state()
    with Lab() as lab:
        lab.modemmanager.start(modems=[Modem()])
        space = mount_namespace(lab)
        assert inhabitants(space)
    assert not inhabitants(space)
    assert host_state() == before


def test_nothing_is_left_after_an_exception() -> None:
    before = host_state()
    with suppress(ZeroDivisionError), Lab() as lab:
        space = mount_namespace(lab)
        raise ZeroDivisionError
    assert not inhabitants(space)
    assert host_state() == before


_KILLED = """\
import os, signal
from tests.lab import Lab, Modem
with Lab() as lab:
    lab.modemmanager.start(modems=[Modem()])
    lab.spawn(["sleep", "infinity"])
    print(os.readlink(lab.path("/proc/1/ns/mnt")), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_nothing_is_left_after_a_sigkill() -> None:
    before = host_state()
    killed = subprocess.run([sys.executable, "-c", _KILLED], cwd=_ROOT, stdout=subprocess.PIPE, text=True)
    assert killed.returncode == -signal.SIGKILL
    wait_for(lambda: not inhabitants(killed.stdout.strip()), what="an empty namespace")
    assert host_state() == before


def mount_namespace(lab: Lab) -> str:
    return os.readlink(lab.path("/proc/1/ns/mnt"))


def inhabitants(space: str) -> list[str]:
    """The ids of the processes that live in the mount namespace."""
    processes = Path("/proc").glob("[0-9]*")
    return [process.name for process in processes if _readlink(process / "ns/mnt") == space]


def _readlink(path: Path) -> str:
    try:
        return os.readlink(path)
    except OSError:  # it has ended, or it is none that we may look at, so none of ours
        return ""


def host_state() -> tuple[object, ...]:
    """What a lab must not change outside: its mount points, interfaces, and the daemons' files."""
    directories = (
        *("/boot", "/etc/NetworkManager", "/run/NetworkManager", "/run/lab"),
        *("/usr/lib/NetworkManager", "/var/lib/NetworkManager"),
    )
    mounts = Path("/proc/self/mountinfo").read_text().splitlines()
    return (
        [mount for mount in mounts if " lab " in mount or "pppd" in mount],
        os.listdir("/sys/class/net"),
        *(sorted(Path(directory).rglob("*")) for directory in directories),
    )
