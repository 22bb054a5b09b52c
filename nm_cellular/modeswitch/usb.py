"""USB devices as values.

Numbers come from the kernel.  Names come from the device, which may claim any text: it is kept short and printable,
and is compared, never interpreted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..printable import printable
from ..problem import ValueRefused

STORAGE = 0x08
"""bInterfaceClass of a mass-storage interface."""

_ID = re.compile(r"(?:0x)?([0-9a-f]{1,4}):(?:0x)?([0-9a-f]{1,4})", re.IGNORECASE)
_LONGEST_NAME = 126
"""Characters in a USB string descriptor, whose length is one byte."""


@dataclass(frozen=True, slots=True, order=True)
class UsbId:
    """Vendor and product, as lsusb writes them: 12d1:14fe."""

    vendor: int
    product: int

    def __str__(self) -> str:
        return f"{self.vendor:04x}:{self.product:04x}"


@dataclass(frozen=True, slots=True)
class UsbInterface:
    """One interface of the active configuration: its number and its three class codes."""

    number: int
    interface_class: int
    subclass: int
    protocol: int


@dataclass(frozen=True, slots=True)
class UsbDevice:
    """A device as sysfs shows it.

    sysname: its place, such as 1-1.3.  revision: bcdDevice, as four hexadecimal digits.  configuration: the active
    one, 0 where there is none.
    """

    sysname: str
    id: UsbId
    bus: int = 0
    address: int = 0
    manufacturer: str = ""
    product: str = ""
    revision: str = ""
    configuration: int = 0
    configurations: int = 1
    interfaces: tuple[UsbInterface, ...] = ()

    @property
    def first_class(self) -> int | None:
        """The class of the interface with the lowest number; None where there are none (yet)."""
        first = min(self.interfaces, key=lambda interface: interface.number, default=None)
        return first.interface_class if first else None


def parse_id(text: str) -> UsbId:
    """Raises ValueRefused."""
    found = _ID.fullmatch(text.strip())
    if not found:
        raise ValueRefused(f"`{printable(text)}` is no USB id", "write it as lsusb does: 12d1:14fe")
    return UsbId(int(found[1], 16), int(found[2], 16))


def device(sysname: str, attributes: Mapping[str, bytes], interfaces: Iterable[Mapping[str, bytes]] = ()) -> UsbDevice:
    """A device from sysfs attributes; raises ValueRefused where its ids are missing, as when it is leaving."""
    try:
        ids = UsbId(_number(attributes["idVendor"], 16), _number(attributes["idProduct"], 16))
    except (KeyError, ValueError):
        raise ValueRefused(f"{sysname} has no USB id", "it may just have left the bus") from None
    return UsbDevice(
        sysname=sysname,
        id=ids,
        bus=_tolerant(attributes, "busnum", 10),
        address=_tolerant(attributes, "devnum", 10),
        manufacturer=_name(attributes.get("manufacturer", b"")),
        product=_name(attributes.get("product", b"")),
        revision=_name(attributes.get("bcdDevice", b"")),
        configuration=_tolerant(attributes, "bConfigurationValue", 10),
        configurations=_tolerant(attributes, "bNumConfigurations", 10),
        interfaces=tuple(sorted(map(_interface, interfaces), key=lambda interface: interface.number)),
    )


def _interface(attributes: Mapping[str, bytes]) -> UsbInterface:
    names = ("bInterfaceNumber", "bInterfaceClass", "bInterfaceSubClass", "bInterfaceProtocol")
    return UsbInterface(*(_tolerant(attributes, name, 16) for name in names))


def _tolerant(attributes: Mapping[str, bytes], name: str, base: int) -> int:
    """0 where a device that is leaving, or is not configured, has it no more or not yet."""
    try:
        return _number(attributes.get(name, b""), base)
    except ValueError:
        return 0


def _number(data: bytes, base: int) -> int:
    return int(data.decode("ascii", "replace").strip(), base)


def _name(data: bytes) -> str:
    return printable(data.decode("utf-8", "replace").strip())[:_LONGEST_NAME]
