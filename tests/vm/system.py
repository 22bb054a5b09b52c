"""What a scenario does to the virtual machine, and asks of it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

import pyudev

from tests.lab import Modem
from tests.lab.waiting import wait_for
from tests.vm.isp import Call
from tests.vm.tunnels import Bearer, Cable
from tests.vm.usb import Hub, Stick
from tests.vm.usb.stick import Model

T = TypeVar("T")

PATIENCE = 180.0
"""Seconds: an emulated machine on a busy one."""

_INTERVAL = 0.5
"""Seconds between two questions, whose programs take time from what they ask for."""

BOOT = Path("/boot")


class System:
    """The machine's programs, and the sticks that are plugged in."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self.sticks: list[Stick] = []

    def plug(self, model: Model, modem: Modem, number: int = 0) -> Stick:
        stick = Stick(model, modem, Call, Cable, Bearer)
        stick.sysname = self._hub.plug(stick, number)
        self.sticks.append(stick)
        return stick

    def unplug(self, stick: Stick) -> None:
        self._hub.unplug(stick)
        self.sticks.remove(stick)
        self.wait_for(lambda: not self.properties(stick.sysname), "udev knows that it is gone")

    def switching_power(self, stick: Stick) -> AbstractContextManager[None]:
        """As Hub.switching_power."""
        return self._hub.switching_power(stick)

    def wait_for(self, condition: Callable[[], T], what: str) -> T:
        """The first true value of the condition."""
        return wait_for(condition, PATIENCE, what=what, interval=_INTERVAL)

    def properties(self, sysname: str) -> dict[str, str]:
        """udev's, of a USB device; none where there is no such device."""
        try:
            return dict(pyudev.Devices.from_name(pyudev.Context(), "usb", sysname).properties)
        except pyudev.DeviceNotFoundError:
            return {}

    def run(self, *argv: str) -> str:
        """What a program says that must not fail."""
        done = subprocess.run(argv, check=False, capture_output=True, text=True)
        assert done.returncode == 0, f"{' '.join(argv)}: {done.stdout}{done.stderr}"
        return done.stdout

    def write_boot_file(self, cellular_conf: str) -> None:
        (BOOT / "cellular.conf").write_text(cellular_conf)

    def apply(self, cellular_conf: str) -> None:
        """Make profiles of a boot file."""
        self.write_boot_file(cellular_conf)
        self.run("nm-cellular", "apply")

    def status(self) -> str:
        """What `nm-cellular status` prints, whether all is well or not."""
        return subprocess.run(["nm-cellular", "status"], capture_output=True, text=True).stdout

    @property
    def modems(self) -> list[str]:
        """ModemManager's, as object paths."""
        return self.run("mmcli", "--list-modems", "--output-keyvalue").split("/org/freedesktop")[1:]

    def is_connected(self, connection: str) -> bool:
        states = self.run("nmcli", "--terse", "--fields", "NAME,STATE", "connection", "show", "--active")
        return f"{connection}:activated" in states.splitlines()

    def wait_until_connected(self, connection: str) -> None:
        self.wait_for(lambda: self.is_connected(connection), f"{connection} is connected")

    def reaches(self, address: str) -> bool:
        """Whether three packets in a row come back."""
        argv = ["ping", "-q", "-c", "3", "-i", "0.2", "-W", "5", address]
        return subprocess.run(argv, check=False, stdout=subprocess.DEVNULL).returncode == 0

    def journal(self, unit: str, *options: str, since: float = 0.0) -> str:
        """What a unit wrote, without times; `since` is in seconds since 1970."""
        argv = ["journalctl", "--quiet", "--no-pager", "--output=cat", f"--unit={unit}", f"--since=@{since:.6f}"]
        return self.run(*argv, *options)
