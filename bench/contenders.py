"""What is compared: each contender does the same work with its own tool, for any number of profiles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bench.installation import PYTHON
from bench.machine import Commands, Machine
from tests.lab import KEYFILES


@dataclass(frozen=True, slots=True)
class Contender:
    """prepare: makes the machine ready for a run with so many profiles, and says what to time."""

    name: str
    prepare: Callable[[Machine, int], Commands]


def _python(imports: str) -> Contender:
    return Contender(f"`python3 -c 'import {imports}'`", lambda _machine, _count: [[PYTHON, "-c", f"import {imports}"]])


def _version(machine: Machine, _count: int) -> Commands:
    return [[machine.installation.command, "--version"]]


def boot_file(count: int) -> str:
    return "".join(f"[operator {number}]\napn = apn{number}.example\n\n" for number in range(count))


def _apply_new(machine: Machine, count: int) -> Commands:
    machine.forget_everything()
    machine.write_boot_file(boot_file(count))
    return [[machine.installation.command, "apply"]]


def _apply_again(machine: Machine, count: int) -> Commands:
    [apply] = _apply_new(machine, count)
    machine.run(*apply)
    return [apply]


def _load_connections(machine: Machine, count: int) -> Commands:
    """NetworkManager's share of apply: it has not seen these files, and is told of them in the same way."""
    [apply] = _apply_new(machine, count)
    machine.run(*apply)
    profiles = {f"{KEYFILES}/{name}": content for name, content in machine.profiles()}
    machine.forget_everything()
    for path, content in profiles.items():
        machine.write(path, content)
    service = "org.freedesktop.NetworkManager"
    interface = [service, "/org/freedesktop/NetworkManager/Settings", f"{service}.Settings"]
    return [["busctl", "--system", "call", *interface, "LoadConnections", "as", str(count), *profiles]]


def _nmcli(machine: Machine, count: int) -> Commands:
    machine.forget_everything()
    add = ["nmcli", "connection", "add", "type", "gsm", "ifname", "*"]
    return [[*add, "con-name", f"operator {number}", "apn", f"apn{number}.example"] for number in range(count)]


def _netplan(machine: Machine, count: int) -> Commands:
    machine.forget_everything()
    modems = "".join(f"    modem{number}:\n      apn: apn{number}.example\n" for number in range(count))
    machine.write_netplan(f"network:\n  version: 2\n  renderer: NetworkManager\n  modems:\n{modems}")
    return [["netplan", "generate"], ["nmcli", "connection", "reload"]]


def _status(machine: Machine, _count: int) -> Commands:
    return [[machine.installation.command, "status"]]


def _mmcli(_machine: Machine, count: int) -> Commands:
    return [["mmcli", "--modem", str(number)] for number in range(count)]


def _apn(machine: Machine, _count: int) -> Commands:
    """Warm: the index of the provider database has been written."""
    apn = [machine.installation.command, "apn", "23410"]
    machine.run(*apn)
    return [apn]


VERSION = Contender("`nm-cellular --version`", _version)
APPLY_NEW = Contender("`nm-cellular apply`", _apply_new)
APPLY_AGAIN = Contender("`nm-cellular apply`, nothing changed", _apply_again)
LOAD_CONNECTIONS = Contender("NetworkManager's own share: `LoadConnections`", _load_connections)
NMCLI = Contender("`nmcli connection add`, one by one", _nmcli)
NETPLAN = Contender("`netplan generate`, `nmcli connection reload`", _netplan)
STATUS = Contender("`nm-cellular status`", _status)
MMCLI = Contender("`mmcli -m N`, one by one", _mmcli)
APN = Contender("`nm-cellular apn 23410`", _apn)

IMPORT_ARGPARSE = _python("argparse")
IMPORT_CONFIGPARSER = _python("argparse, configparser")
IMPORT_LIBRARIES = _python("argparse, configparser, jinja2, dbus_next.aio")
IMPORT_DBUS = _python("dbus_next.aio")
