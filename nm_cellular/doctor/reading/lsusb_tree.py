"""`lsusb -t`: which driver has which interface."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact
from ..facts.usb import UsbController, UsbDevice, UsbTreeEntry
from .paste import Paste

_BUS = re.compile(r"/: +Bus (\d+)\.Port \d+: Dev \d+, Class=root_hub, Driver=([\w-]+)")
_ENTRY = re.compile(r"\|__ Port (\d+): Dev (\d+), If (\d+), Class=(.*?), Driver=(\S*?), ?(?:\d|$)")
_PART = re.compile(r"(?<=\s)(?=/: +Bus|\|__ Port)")
_ID = re.compile(r"ID ([0-9a-f]{4}:[0-9a-f]{4})")


def read(lines: Paste) -> Iterator[Fact]:
    bus = address = 0
    chain: list[tuple[int, int]] = []
    for line in lines.having("/:", "|__", "ID "):
        text = line.text.strip(" \t>")
        if not text.startswith(("/:", "|__", "ID ")) and "|__" not in text:
            continue
        # A forum may have joined the lines to one.
        for part in _PART.split(text):
            if found := _BUS.match(part):
                bus, address = int(found[1]), 0
                chain = []
                yield UsbController(line.source, found[2], role="host")
            elif found := _ENTRY.match(part):
                address = int(found[2])
                indent = line.text.find("|__")
                chain = [*((before, port) for before, port in chain if before < indent), (indent, int(found[1]))]
                place = f"{bus}-{'.'.join(str(port) for _, port in chain)}"
                driver = _bound(found[5].partition("/")[0].replace("-", "_"))
                yield UsbTreeEntry(line.source, bus, address, int(found[3]), found[4], driver, place)
            elif address and (found := _ID.match(part)):
                yield UsbDevice(line.source, id=found[1], bus=bus, address=address, product=part[13:].strip())


def _bound(driver: str) -> str:
    return "" if driver.strip("[]()").lower() == "none" else driver
