"""lsusb: the list, and `lsusb -v` with its descriptors."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact
from ..facts.usb import UsbDevice, UsbInterface, UsbList
from ..source import Source
from .lines import Line
from .paste import Paste

_LISTED = re.compile(
    r"Bus (\d{1,3}) Device (\d{1,3}): ID ([0-9a-f]{4}):([0-9a-f]{4}) *((?:(?!Bus \d).)*)", re.IGNORECASE
)
_DESCRIPTOR = re.compile(
    r"(idVendor|idProduct|iManufacturer|iProduct|bNumConfigurations|bInterfaceNumber|bAlternateSetting"
    r"|bNumEndpoints|bInterfaceClass|bInterfaceSubClass|bInterfaceProtocol|bNumInterfaces)\s+(?:0x)?([0-9a-f]+)\s*(.*)"
)
_STARTS = ("id", "iM", "iP", "bNum", "bInterface", "bAlternate")
_WORDS = ("ID ", "Device Descriptor:", "idVendor", "idProduct", "iManu", "iProd", "bNum", "bInterface", "bAlternate")
_ROOT_HUB = "1d6b"


def read(lines: Paste) -> Iterator[Fact]:
    block: _Block | None = None
    for line in lines.having(*_WORDS):
        text = line.text.lstrip(" \t>")
        begun = list(_begun(line, text, block))
        if block and begun:
            yield block.device()
        # A forum may have joined several lines to one.
        yield from (each.device() for each in begun[:-1])
        yield from (UsbList(line.source) for each in begun if each.id.startswith(_ROOT_HUB))
        if begun:
            block = begun[-1]
        elif block and text.startswith(_STARTS) and (found := _DESCRIPTOR.match(text)):
            block.descriptor(*found.groups())
    if block:
        yield block.device()


def _begun(line: Line, text: str, block: _Block | None) -> Iterator[_Block]:
    """The devices that begin in a line: descriptors of their own, or those of the device that was just listed."""
    if "ID " in text:
        yield from (_Block.listed(line.source, found) for found in _LISTED.finditer(text))
    elif text.startswith("Device Descriptor:") and (block is None or block.vendor):
        yield _Block(line.source)


class _Block:
    """One device, while its descriptors are read; vendor: of a descriptor."""

    def __init__(self, source: Source, usb_id: str = "", bus: int = 0, address: int = 0, name: str = "") -> None:
        self.source, self.id, self.bus, self.address, self.name = source, usb_id, bus, address, name
        self.vendor = self.maker = ""
        self.configurations = 0
        self._interfaces: dict[int, dict[str, int]] = {}
        self._interface: dict[str, int] = {}

    @classmethod
    def listed(cls, source: Source, found: re.Match[str]) -> _Block:
        usb_id = f"{found[3]}:{found[4]}".lower()
        return cls(source, usb_id, int(found[1]), int(found[2]), found[5].strip())

    def descriptor(self, name: str, value: str, text: str) -> None:
        if name == "idVendor":
            self.vendor = value
        elif name == "idProduct":
            self.id = self.id or f"{self.vendor}:{value}"
        elif name == "iManufacturer":
            self.maker = text.strip() or self.maker
        elif name == "iProduct":
            self.name = text.strip() or self.name
        elif name == "bNumConfigurations":
            self.configurations = self.configurations or _number(value)
        elif name == "bInterfaceNumber":
            # An alternate setting tells again of an interface; the first is the one that is active at first.
            self._interface = self._interfaces.setdefault(_number(value), {}) if value.isdigit() else {}
        elif name.startswith("bInterface") or name == "bNumEndpoints":
            self._interface.setdefault(name, _number(value))

    def device(self) -> UsbDevice:
        return UsbDevice(
            self.source,
            id=self.id,
            manufacturer=self.maker,
            product=self.name,
            configurations=self.configurations,
            interfaces=tuple(_interface(number, codes) for number, codes in sorted(self._interfaces.items())),
            bus=self.bus,
            address=self.address,
        )


def _interface(number: int, codes: dict[str, int]) -> UsbInterface:
    return UsbInterface(
        number,
        codes.get("bInterfaceClass", -1),
        codes.get("bInterfaceSubClass", -1),
        codes.get("bInterfaceProtocol", -1),
        codes.get("bNumEndpoints", -1),
    )


def _number(value: str) -> int:
    """Those of lsusb -v are decimal."""
    return int(value) if value.isdigit() else -1
