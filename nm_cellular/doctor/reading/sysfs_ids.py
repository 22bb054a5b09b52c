"""`cat /sys/bus/usb/devices/1-1/idVendor …/idProduct`: on a router without lsusb."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact
from ..facts.usb import UsbDevice
from .paste import Paste

_ASKED = re.compile(r"\bcat\b.*?(\d+-[\d.]+|\*)/idVendor\b.*idProduct\b")
_GREPPED = re.compile(r"\S*?(\d+-[\d.]+)/id(Vendor|Product): *([0-9a-f]{4})$")
_HEXADECIMAL = re.compile(r"[0-9a-f]{4}$")


def read(lines: Paste) -> Iterator[Fact]:
    yield from _shown(lines)
    yield from _grepped(lines)


def _grepped(lines: Paste) -> Iterator[Fact]:
    """With the files' names before what is in them."""
    place, vendor = "", ""
    for line in lines.near("/id"):
        found = _GREPPED.match(line.text.strip()) if "/id" in line.text else None
        if found and found[2] == "Vendor":
            place, vendor = found[1], found[3]
        elif found and vendor and place == found[1]:
            yield UsbDevice(line.source, f"{vendor}:{found[3]}", place)


def _shown(lines: Paste) -> Iterator[Fact]:
    """Two lines after the command."""
    place, vendor = "", ""
    for line in lines.near("/id"):
        text = line.text.strip(" \t>")
        if "idVendor" in text and (found := _ASKED.search(text)):
            place, vendor = found[1].strip("*"), "?"
        elif vendor and _HEXADECIMAL.match(text):
            if vendor != "?":
                yield UsbDevice(line.source, f"{vendor}:{text}", place)
            vendor = text if vendor == "?" else "?"
        elif text:
            vendor = ""
