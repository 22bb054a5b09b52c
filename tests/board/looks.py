"""What steps do and look at on the board."""

from __future__ import annotations

import hashlib
import urllib.request
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.lab import SimLock
from tests.vm.isp import SERVER_IPV4, SERVER_IPV6
from tests.vm.system import System
from tests.vm.usb.qmi import QmiModem
from tests.vm.usb.sticks import E3131, E3372, EC25_QMI, huawei_modem

PROFILES = Path("/etc/NetworkManager/system-connections")
BOOT_PARTITION = Path("/boot/firmware")
PLACES = (
    PROFILES,
    Path("/etc/NetworkManager/conf.d"),
    Path("/etc/udev/rules.d"),
    Path("/var/lib/nm-cellular"),
    BOOT_PARTITION,
)

SERVICES = ("nm-cellular-setup.service", "nm-cellular-watch.service")

FOR_PPPD = """\
[home]
apn = internet
username = me
password = secret
port = 1-1.2:1.3
"""

_OTHERS = (
    "/usr/lib/udev/hwdb.d",  # tests/vm/image leaves it empty, and dpkg takes an empty directory with its last file
    *("/proc", "/sys", "/dev", "/tmp", "/run", "/srv", "/var/log", "/var/tmp"),
    *("/etc/resolv.conf", "/etc/ppp/resolv.conf"),
    *("/var/lib/dpkg", "/var/lib/apt", "/var/cache", "/var/lib/NetworkManager", "/var/lib/systemd"),
)

_HTTP_PATIENCE = 60
"""Seconds."""


class FileState(NamedTuple):
    """What stays the same of a file that nobody writes."""

    inode: int
    mode: int
    modified_ns: int
    digest: str


def plug_e3131(system: System) -> None:
    system.plug(E3131, huawei_modem())


def plug_ec25(system: System, pin: str, apns: set[str]) -> None:
    """By QMI: with a SIM that asks for the PIN, in a network that knows these APNs."""
    system.plug(EC25_QMI, QmiModem(lock=SimLock(pin), apns=apns))


def plug_hilink(system: System) -> None:
    """A stick that can become an Ethernet card, behind which is a router."""
    system.plug(E3372, huawei_modem())


def ids_and_messages(system: System) -> tuple[list[str], int]:
    """All that the stick has been, and how many messages it got that were to switch it."""
    (stick,) = system.sticks
    return [mode.descriptors.id for mode in stick.modes], len(stick.messages)


def told(system: System) -> list[str]:
    """What the modem was told so far."""
    (stick,) = system.sticks
    return stick.modem.commands


def dialled(system: System) -> list[str]:
    """The APNs of the calls of a modem with QMI."""
    (stick,) = system.sticks
    assert isinstance(stick.modem, QmiModem)
    return stick.modem.dialled


def wait_for_packets(system: System, device: str) -> None:
    """By both families, and of a web page."""
    for address in (SERVER_IPV4, SERVER_IPV6):
        system.wait_for(partial(system.reaches, address), f"packets from {address}")
        assert f" dev {device} " in system.run("ip", "route", "get", address)
    for url in (f"http://{SERVER_IPV4}/", f"http://[{SERVER_IPV6}]/"):
        with urllib.request.urlopen(url, timeout=_HTTP_PATIENCE) as answer:
            assert answer.status == 200


def wait_for_router(system: System, address: str) -> None:
    """The default route by it, and packets."""
    system.wait_for(lambda: address in system.run("ip", "route", "show", "default"), "a default route")
    system.wait_for(partial(system.reaches, address), "packets")


def failed_units(system: System) -> str:
    return system.run("systemctl", "list-units", "--failed", "--plain", "--no-legend")


def processes(system: System) -> set[str]:
    """Those of our services, by number; 0 for one that does not run."""
    return set(system.run("systemctl", "show", "--property=MainPID", "--value", *SERVICES).split())


def complaints(system: System) -> list[str]:
    """What our units said in this boot that is worse than a notice."""
    argv = ["journalctl", "--boot", "--quiet", "--no-pager", "--output=cat", "--priority=warning"]
    return system.run(*argv, "--unit=nm-cellular-*").splitlines()


def configuration(system: System) -> dict[str, FileState]:
    """Those of them that are no memory of nm-cellular's own."""
    return {path: state for path, state in ours(system).items() if not path.startswith("/var/")}


def ours(system: System) -> dict[str, FileState]:
    """Files that nm-cellular has written, by path, and the boot partition's."""
    return {str(path): _state(path) for place in PLACES if place.is_dir() for path in place.iterdir() if path.is_file()}


def _state(path: Path) -> FileState:
    status = path.stat()
    # vfat has no numbers for its files.
    inode = 0 if path.is_relative_to(BOOT_PARTITION) else status.st_ino
    return FileState(inode, status.st_mode, status.st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())


def profiles(system: System) -> list[str]:
    return sorted(path.name for path in PROFILES.iterdir())


def on_boot_partition(_: System) -> list[str]:
    return sorted(path.name for path in BOOT_PARTITION.iterdir())


def connections(system: System) -> list[str]:
    """Those that NetworkManager has, without what it makes of lo."""
    argv = ["nmcli", "--terse", "--escape", "no", "--fields", "NAME", "connection", "show"]
    return [name for name in system.run(*argv).splitlines() if name != "lo"]


def wait_until_gone(system: System, connection: str) -> None:
    system.wait_for(lambda: connection not in connections(system), f"{connection} is gone")


def exists(_: System, path: str) -> bool:
    return Path("/", path).exists()


def dials(system: System) -> int:
    """How often a modem with AT commands was told to dial."""
    return sum(command.startswith("D*99") for command in told(system))


def write_somebodys_ppp_files(_: System) -> None:
    """A connection of pppd that nm-cellular has nothing to do with."""
    Path("/etc/ppp/peers/somebodys").write_text("nodetach\n")
    with Path("/etc/ppp/chap-secrets").open("a") as secrets:
        secrets.write('"somebody" * "else"\n')


def apply_for_pppd(system: System) -> None:
    (BOOT_PARTITION / "cellular.conf").write_text(FOR_PPPD)
    system.run("nm-cellular", "apply", "--for", "ppp")


def everything(system: System) -> set[str]:
    """All files of the disk, and what is in those below /etc, but for what others write all the time."""
    others = [part for path in _OTHERS for part in ("-path", path, "-prune", "-o")]
    files = system.run("find", "/", "-xdev", *others, "-printf", "%p %y %m %u %g %l\\n")
    contents = system.run("find", "/etc", "-xdev", *others, "-type", "f", "-exec", "sha256sum", "{}", "+")
    return {*files.splitlines(), *contents.splitlines()}
