"""What the kernel's messages tell of devices on USB and of the drivers that take them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact
from ..facts.usb import UsbBound, UsbDevice, UsbFault, UsbGone, UsbName, UsbUnbound
from ..source import Source
from .lines import mentions

_DEVICE = re.compile(r"usb ((?:usb)?\d[\d.-]*?(?:-port\d+)?): ?(.*)")
_FOUND = re.compile(r"New USB device found, idVendor=([0-9a-f]{4}), idProduct=([0-9a-f]{4})", re.IGNORECASE)
_ATTACHED = re.compile(r"(.+?) converter now (?:attached to|disconnected from) (ttyUSB\d+)")
_INTERFACE = re.compile(r"([\w-]+) (\d+-[\d.]+):\d+\.(\d+):? ?(.*)")
_REGISTERED = re.compile(r"(?:(\w+): )?(?:un)?register '([\w-]+)' (?:at )?usb-|(\S+): register '([\w-]+)'")
_NODE = re.compile(r"(cdc-wdm\d+|ttyACM\d+|ttyUSB\d+): ")
_CONVERTER = re.compile(r"(\w+?)1? (ttyUSB\d+): .* converter now disconnected from")
_PORT = re.compile(r"hub (\d+-[\d.]+):\d+\.\d+: (.*)")
_PORT_NUMBER = re.compile(r"port (\d+)")
_PROBE = re.compile(r"([\w-]+): probe of (\d+-[\d.]+):\d+\.\d+ failed with error -\d+")

SERIAL_DRIVERS = {
    "GSM modem (1-port)": "option",
    "Sierra USB modem": "sierra",
    "Qualcomm USB modem": "qcserial",
    "generic": "usbserial_generic",
}
"""usb-serial names a port by its driver's description."""

_COMPLAINTS = (
    ("enumeration", "device descriptor read"),
    ("enumeration", "device not accepting address"),
    ("enumeration", "unable to enumerate USB device"),
    ("enumeration", "Cannot enable"),
    ("enumeration", "cannot reset"),
    ("enumeration", "cannot disable"),
    ("enumeration", "Device not responding to setup address"),
    ("enumeration", "device not responding to setup address"),
    ("enumeration", "can't read configurations"),
    ("enumeration", "unable to read config index"),
    ("enumeration", "can't set config"),
    ("enumeration", "connect-debounce failed"),
    ("enumeration", "unable to get BOS descriptor"),
    ("bus-power", "insufficient available bus power"),
    ("over-current", "over-current"),
    ("interference", "disabled by hub (EMI?)"),
    ("reset", "reset high-speed USB device"),
    ("reset", "reset full-speed USB device"),
    ("reset", "reset SuperSpeed"),
)
_TROUBLES = {
    "bind() failure": "driver",
    "SET_NTB_FORMAT failed": "driver",
    "probe with driver": "driver",
    "Cannot change a running device": "frames",
    "nonzero urb status": "transfer",
    "urb stopped": "transfer",
    "Error in IN-Urb": "transfer",
}
"""What drivers say of an interface that is theirs, and the kind of fault."""

_COMPLAINED = tuple(words for _, words in _COMPLAINTS)
_BOS = "unable to get BOS descriptor"


def device(source: Source, text: str) -> Iterator[Fact]:
    """`usb 1-1.2: …`"""
    found = _DEVICE.match(text)
    return _device(source, found[1], found[2]) if found else iter(())


def driver(source: Source, text: str) -> Iterator[Fact] | None:
    """What a driver says of an interface, `option 1-1:1.0: …`, or of what it made of one; None where none says it."""
    if found := _INTERFACE.match(text):
        return _interface(source, *found.groups())
    if found := _CONVERTER.match(text):
        return iter((UsbUnbound(source, found[1], node=found[2]),))
    if found := _PROBE.match(text):
        return iter((UsbFault(source, "driver", found[2]),))
    return None


def _device(source: Source, place: str, text: str) -> Iterator[Fact]:
    if found := _FOUND.match(text):
        # usb1, or the root hub: it is the host's own.
        if "-" in place:
            yield UsbDevice(source, id=f"{found[1]}:{found[2]}".lower(), place=place)
    elif text.startswith("USB disconnect"):
        yield UsbGone(source, place)
    elif text.startswith("Product: ") and "-" in place:
        yield UsbName(source, place, product=text.removeprefix("Product: ").strip())
    elif text.startswith("Manufacturer: ") and "-" in place:
        yield UsbName(source, place, manufacturer=text.removeprefix("Manufacturer: ").strip())
    elif " converter now " in text and (found := _ATTACHED.match(text)):
        yield _port(source, found, place)
    else:
        yield from _complaint(source, place, text)


def _port(source: Source, found: re.Match[str], place: str) -> UsbBound | UsbUnbound:
    driver = SERIAL_DRIVERS.get(found[1], found[1])
    kind = UsbUnbound if "disconnected" in found[0] else UsbBound
    return kind(source, driver, place, node=found[2])


def _complaint(source: Source, place: str, text: str) -> Iterator[Fact]:
    if mentions(text, _COMPLAINED) and _BOS not in text:
        yield UsbFault(source, next(kind for kind, words in _COMPLAINTS if words in text), place)


def hub(source: Source, text: str) -> Iterator[Fact]:
    """Older kernels name the port in words: `hub 1-1:1.0: unable to enumerate USB device on port 3`."""
    if found := _PORT.match(text):
        port = _PORT_NUMBER.search(found[2])
        place = f"{found[1].removesuffix('-0')}-port{port[1]}" if port else found[1]
        yield from _complaint(source, place, found[2])


def _interface(source: Source, driver: str, place: str, number: str, text: str) -> Iterator[Fact]:
    driver, interface = driver.replace("-", "_"), int(number)
    if found := _REGISTERED.match(text):
        kind = UsbUnbound if "unregister '" in text else UsbBound
        yield kind(source, driver, place, interface, (found[1] or found[3] or "").rstrip(":"))
    elif found := _NODE.match(text):
        yield UsbBound(source, driver, place, interface, found[1])
    elif "converter detected" in text or text.startswith("USB Mass Storage device detected"):
        yield UsbBound(source, driver, place, interface)
    elif text.startswith("device disconnected"):
        yield UsbUnbound(source, driver, place, interface)
    elif text.endswith("network connection: disconnected"):
        yield UsbFault(source, "link", f"{place}:{number}")
    elif trouble := next((kind for words, kind in _TROUBLES.items() if words in text), ""):
        yield UsbFault(source, trouble, place)
