"""What a USB device says of itself, as data and as the bytes of the USB 2.0 specification, chapter 9.6."""

from __future__ import annotations

import struct
from dataclasses import dataclass

BULK, INTERRUPT = 2, 3
IN = 0x80

_DEVICE, _CONFIGURATION, _STRING, _INTERFACE, _ENDPOINT, _QUALIFIER = 1, 2, 3, 4, 5, 6
_ENGLISH = 0x0409
_USB_2 = 0x0200
_BUS_POWERED, _HALF_AN_AMPERE = 0x80, 250


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The address has the bit IN for data that goes to the host."""

    address: int
    transfer: int = BULK

    @property
    def number(self) -> int:
        return self.address & ~IN

    def encoded(self) -> bytes:
        size, interval = (512, 0) if self.transfer == BULK else (16, 9)
        return struct.pack("<BBBBHB", 7, _ENDPOINT, self.address, self.transfer, size, interval)


@dataclass(frozen=True, slots=True)
class Interface:
    """kind is class, subclass and protocol; role is what answers there, None for a port that is mute."""

    number: int
    kind: tuple[int, int, int]
    endpoints: tuple[Endpoint, ...]
    role: str | None = None
    alternate: int = 0
    class_descriptors: bytes = b""

    def encoded(self) -> bytes:
        head = bytes((9, _INTERFACE, self.number, self.alternate, len(self.endpoints), *self.kind, 0))
        return head + self.class_descriptors + b"".join(endpoint.encoded() for endpoint in self.endpoints)


@dataclass(frozen=True, slots=True)
class Configuration:
    interfaces: tuple[Interface, ...]
    value: int = 1

    def encoded(self) -> bytes:
        body = b"".join(interface.encoded() for interface in self.interfaces)
        count = len({interface.number for interface in self.interfaces})
        sizes = struct.pack("<BBHB", 9, _CONFIGURATION, 9 + len(body), count)
        return sizes + bytes((self.value, 0, _BUS_POWERED, _HALF_AN_AMPERE)) + body


@dataclass(frozen=True, slots=True)
class Descriptors:
    """A device in one of its modes; release is bcdDevice, and what strings lack is not told."""

    vendor: int
    product: int
    configurations: tuple[Configuration, ...]
    manufacturer: str = ""
    name: str = ""
    serial: str = ""
    release: int = 0x0102
    more_strings: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Such as 12d1:1506."""
        return f"{self.vendor:04x}:{self.product:04x}"

    def descriptor(self, kind: int, index: int) -> bytes | None:
        """What GET_DESCRIPTOR answers; None for what the device does not have."""
        if kind == _DEVICE:
            return self._device()
        if kind == _CONFIGURATION and index < len(self.configurations):
            return self.configurations[index].encoded()
        if kind == _STRING:
            return self._string(index)
        return self._qualifier() if kind == _QUALIFIER else None

    def _device(self) -> bytes:
        strings = [position if text else 0 for position, text in enumerate(self._strings()[:3], start=1)]
        return struct.pack(
            "<BBHBBBBHHHBBBB", 18, _DEVICE, _USB_2, 0, 0, 0, 64, self.vendor, self.product, self.release, *strings,
            len(self.configurations),
        )  # fmt: skip

    def _qualifier(self) -> bytes:
        return struct.pack("<BBHBBBBBB", 10, _QUALIFIER, _USB_2, 0, 0, 0, 64, len(self.configurations), 0)

    def _strings(self) -> tuple[str, ...]:
        return self.manufacturer, self.name, self.serial, *self.more_strings

    def _string(self, index: int) -> bytes | None:
        if index == 0:
            return struct.pack("<BBH", 4, _STRING, _ENGLISH)
        if index > len(self._strings()):
            return None
        text = self._strings()[index - 1].encode("utf-16-le")
        return bytes((2 + len(text), _STRING)) + text
