"""usb-devices, and the kernel's own /sys/kernel/debug/usb/devices, which it imitates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..facts import Fact
from ..facts.usb import UsbDevice, UsbInterface, UsbList
from .lines import Line

_TOPOLOGY = re.compile(r"T: +Bus= ?(\d++).*? Dev#= *(\d+) +Spd= ?(\d+)")
_PRODUCT = re.compile(r"P: +Vendor=([0-9a-f]{4}) +ProdID=([0-9a-f]{4})", re.IGNORECASE)
_CONFIGURATIONS = re.compile(r"D: .*#Cfgs= *(\d+)")
_INTERFACE = re.compile(
    r"I:\*? *If#= ?(0x)?([0-9a-f]+) +Alt= ?\d+ +#EPs= ?(\d+) +Cls=([0-9a-f]{2})\(.*?\) *Sub=([0-9a-f]{2}) +"
    r"Prot=([0-9a-f]{2}) *(?:Driver=(.*))?",
    re.IGNORECASE,
)


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    device: UsbDevice | None = None
    for line in lines:
        text = line.text.strip(" \t>")
        if text[1:2] != ":" or text[0] not in "TDPSI":
            continue
        if text.startswith("T:") and (found := _TOPOLOGY.match(text)):
            if device:
                yield device
            if " Lev=00 " in text:
                yield UsbList(line.source)
            device = UsbDevice(line.source, "", bus=int(found[1]), address=int(found[2]), speed=int(found[3]))
        elif device or text.startswith("P:"):
            device = _told(device or UsbDevice(line.source, ""), line, text)
    if device and device.id:
        yield device


def _told(device: UsbDevice, line: Line, text: str) -> UsbDevice:
    if found := _PRODUCT.match(text):
        return replace(device, id=f"{found[1]}:{found[2]}".lower(), source=line.source)
    if found := _CONFIGURATIONS.match(text):
        return replace(device, configurations=int(found[1]))
    if found := _INTERFACE.match(text):
        return replace(device, interfaces=(*device.interfaces, _interface(found)))
    name, _, value = text[2:].strip().partition("=")
    if text[0] == "S" and name == "Manufacturer":
        return replace(device, manufacturer=value.strip())
    return replace(device, product=value.strip()) if text[0] == "S" and name == "Product" else device


def _interface(found: re.Match[str]) -> UsbInterface:
    """Its number is decimal, or hexadecimal after 0x."""
    number = int(found[2], 16 if found[1] else 10) if found[1] or found[2].isdigit() else -1
    driver = None if found[7] is None else found[7].strip().replace("-", "_")
    driver = "" if driver is not None and driver.strip("[]()").lower() == "none" else driver
    return UsbInterface(number, int(found[4], 16), int(found[5], 16), int(found[6], 16), int(found[3]), driver)
