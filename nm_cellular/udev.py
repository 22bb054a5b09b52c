"""USB devices as udev knows them, and as they come and go: the only module that imports pyudev."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator

import pyudev

from .modeswitch.sysfs import attribute, find
from .modeswitch.usb import UsbDevice


def all_devices() -> tuple[UsbDevice, ...]:
    """Hubs too."""
    listed = pyudev.Context().list_devices(subsystem="usb", DEVTYPE="usb_device")
    found = (find(each.sys_name) for each in listed)
    return tuple(each for each in found if each)


def modemmanager_uid(sysname: str) -> str:
    """By what name ModemManager knows the device at a port: a rule's, or its path; empty where there is none."""
    try:
        found = pyudev.Devices.from_name(pyudev.Context(), "usb", sysname)
    except pyudev.DeviceNotFoundError:
        return ""
    return str(found.properties.get("ID_MM_PHYSDEV_UID", found.sys_path))


def modemmanager_tags() -> Iterator[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """Name, subsystem and ID_MM_… properties of all that has any which a rule set for ModemManager."""
    for subsystem in ("usb", "tty", "net", "usbmisc"):
        for each in pyudev.Context().list_devices(subsystem=subsystem):
            tags = tuple((key, value) for key, value in each.properties.items() if key.startswith("ID_MM_"))
            if tags != (("ID_MM_CANDIDATE", "1"),) and tags:
                yield each.sys_name, subsystem, tags


def network_interfaces() -> tuple[tuple[UsbDevice, str, str], ...]:
    """Those of USB devices: the device, the interface's name and its MAC address."""
    found = []
    for each in pyudev.Context().list_devices(subsystem="net"):
        card = each.find_parent("usb", "usb_device")
        device = find(card.sys_name) if card else None
        if device:
            found.append(
                (device, each.sys_name, attribute(each.sys_path, "address").decode("ascii", "replace").strip())
            )
    return tuple(found)


class Port:
    """What happens at one port, from the moment on at which this was made."""

    def __init__(self, sysname: str, monitor: pyudev.Monitor) -> None:
        self.sysname = sysname
        self._monitor = monitor

    def changes(self, seconds: float, away: float = math.inf) -> Iterator[UsbDevice | None]:
        """The device as it is: now, after each event at the port, and in the end.

        That is after so many seconds, or when there was no device for the seconds `away`.
        """
        deadline = time.monotonic() + seconds
        device = find(self.sysname)
        yield device
        until = _end(device, deadline, away)
        while (left := until - time.monotonic()) > 0:
            event = self._monitor.poll(left)
            if event and event.sys_name.partition(":")[0] == self.sysname:
                device = find(self.sysname)
                yield device
                until = _end(device, deadline, away)
        # An event may come a moment before sysfs shows what it tells of.
        yield find(self.sysname)


def _end(device: UsbDevice | None, deadline: float, away: float) -> float:
    return deadline if device else min(deadline, time.monotonic() + away)


def watched(sysname: str) -> Port:
    """A stick comes back at the port that it left, with another address."""
    monitor = pyudev.Monitor.from_netlink(pyudev.Context())
    # Its interfaces come after it, and what class they have is what tells some modes apart.
    monitor.filter_by("usb")
    monitor.start()
    return Port(sysname, monitor)
