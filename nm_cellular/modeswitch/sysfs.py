"""USB devices straight from sysfs: what udev has read of a device it keeps, and a stick's descriptors change.

That is all that a stick is switched by, so that it does not wait until pyudev is loaded.
"""

from __future__ import annotations

import os

from ..problem import ValueRefused
from .usb import UsbDevice, device

_DEVICES = "/sys/bus/usb/devices"

_OF_A_DEVICE = """idVendor idProduct bcdDevice manufacturer product busnum devnum bConfigurationValue
bNumConfigurations""".split()  # noqa: SIM905
_OF_AN_INTERFACE = ("bInterfaceNumber", "bInterfaceClass", "bInterfaceSubClass", "bInterfaceProtocol")


def find(sysname: str) -> UsbDevice | None:
    """The device at a port, such as 1-1.3, as it is now; None where there is none."""
    path = os.path.join(_DEVICES, os.path.basename(sysname))
    attributes = {name: attribute(path, name) for name in _OF_A_DEVICE}
    interfaces = [os.path.join(path, name) for name in _entries(path) if ":" in name]
    try:
        return device(
            sysname,
            {name: value for name, value in attributes.items() if value},
            [{name: attribute(each, name) for name in _OF_AN_INTERFACE} for each in interfaces],
        )
    except ValueRefused:
        return None


def connected(sysname: str) -> float:
    """For how many seconds the kernel has had the device at a port; 0 where it does not say."""
    try:
        return int(attribute(os.path.join(_DEVICES, sysname), "power/connected_duration")) / 1000
    except ValueError:
        return 0


def attribute(directory: str, name: str) -> bytes:
    """Empty where it cannot be read, as those of a device that is leaving."""
    try:
        with open(os.path.join(directory, name), "rb") as stream:
            return stream.read(4096)
    except OSError:
        return b""


def _entries(path: str) -> list[str]:
    try:
        return sorted(os.listdir(path))
    except OSError:
        return []
