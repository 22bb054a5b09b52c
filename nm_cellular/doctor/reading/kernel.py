"""What the kernel's messages tell of USB, drivers and power."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ..facts import Fact
from ..facts.message import Message
from ..facts.system import Board, KernelFault, KernelModule, MissingModule, SupplyVoltage, Version
from ..facts.usb import UsbBound, UsbController, UsbDevice, UsbFault, UsbGone, UsbName, UsbUnbound
from ..source import Source

_DEVICE = re.compile(r"usb ((?:usb)?\d[\d.-]*?(?:-port\d+)?): ?(.*)")
_FOUND = re.compile(r"New USB device found, idVendor=([0-9a-f]{4}), idProduct=([0-9a-f]{4})", re.IGNORECASE)
_ATTACHED = re.compile(r"(.+?) converter now (?:attached to|disconnected from) (ttyUSB\d+)")
_INTERFACE = re.compile(r"([\w-]+) (\d+-[\d.]+):\d+\.(\d+):? ?(.*)")
_REGISTERED = re.compile(r"(?:(\w+): )?(?:un)?register '([\w-]+)' (?:at )?usb-|(\S+): register '([\w-]+)'")
_NODE = re.compile(r"(cdc-wdm\d+|ttyACM\d+|ttyUSB\d+): ")
_CONVERTER = re.compile(r"(\w+?)1? (ttyUSB\d+): .* converter now disconnected from")
_PORT = re.compile(r"hub (\d+-[\d.]+):\d+\.\d+: (.*)")
_PORT_NUMBER = re.compile(r"port (\d+)")
_HOST = re.compile(r"(?:new USB bus registered, assigned bus|[xXeEoO]HCI Host Controller|DWC OTG Controller)")
_MODEMS_QUEUE = re.compile(r"NETDEV WATCHDOG: \S+ \((?:qmi_wwan|cdc_\w+|rndis_host|huawei_cdc_ncm|sierra_net)\)")
_SYMBOL = re.compile(
    r"\b((?:qmi_wwan|usb_wwan|option_|usb_serial|usbnet|cdc_|wdm_|rndis_|sierra|qcserial|huawei_|dwc2_|xhci_|ppp_)\w*)"
    r"\+0x"
)

_SERIAL_DRIVERS = {
    "GSM modem (1-port)": "option",
    "Sierra USB modem": "sierra",
    "Qualcomm USB modem": "qcserial",
    "generic": "usbserial_generic",
}
"""usb-serial names a port by its driver's description."""

_DEVICE_ROLE = (
    *("dr_mode forced to device", "dr_mode forced to peripheral", "dr_mode forced to gadget"),
    *("bound driver ", "Changing dr_mode to 2", "is peripheral"),
)
"""2 is the kernel's USB_DR_MODE_PERIPHERAL."""

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
_BOS = "unable to get BOS descriptor"


def read(message: Message) -> Iterator[Fact]:
    text, source = message.text, message.source
    if text.startswith("usb "):
        if found := _DEVICE.match(text):
            yield from _device(source, found[1], found[2])
        return
    first = text.partition(" ")[0]
    if reader := _BY_FIRST_WORD.get(first.rstrip(":")):
        yield from reader(source, text)
    elif found := _INTERFACE.match(text):
        yield from _interface(source, *found.groups())
    elif found := _CONVERTER.match(text):
        yield UsbUnbound(source, found[1], node=found[2])
    elif "gadget" in text or "HOST MAC" in text:
        yield from _gadget(source, text)
    else:
        yield from _machine(source, text)


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
    elif found := _ATTACHED.match(text):
        yield _port(source, found, place)
    else:
        yield from _complaint(source, place, text)


def _port(source: Source, found: re.Match[str], place: str) -> UsbBound | UsbUnbound:
    driver = _SERIAL_DRIVERS.get(found[1], found[1])
    kind = UsbUnbound if "disconnected" in found[0] else UsbBound
    return kind(source, driver, place, node=found[2])


def _complaint(source: Source, place: str, text: str) -> Iterator[Fact]:
    kind = next((kind for kind, words in _COMPLAINTS if words in text), None)
    if kind and _BOS not in text:
        yield UsbFault(source, kind, place)


def _hub(source: Source, text: str) -> Iterator[Fact]:
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
    elif text.endswith("Cannot change a running device"):
        yield UsbFault(source, "frames", place)
    elif text.endswith("network connection: disconnected"):
        yield UsbFault(source, "link", f"{place}:{number}")
    elif "nonzero urb status" in text or "urb stopped" in text or "Error in IN-Urb" in text:
        yield UsbFault(source, "transfer", place)


def _core(source: Source, text: str) -> Iterator[Fact]:
    for start in ("usbcore: registered new interface driver ", "usbcore: registered new device driver "):
        if text.startswith(start):
            yield KernelModule(source, text.removeprefix(start).strip().replace("-", "_"), "loaded")


def _serial(source: Source, text: str) -> Iterator[Fact]:
    name = text.partition("support registered for ")[2].strip()
    if driver := _SERIAL_DRIVERS.get(name):
        yield KernelModule(source, driver, "loaded")


def _ppp(source: Source, text: str) -> Iterator[Fact]:
    if text.startswith("PPP generic driver"):
        yield KernelModule(source, "ppp_generic", "loaded")


def _controller(source: Source, text: str) -> Iterator[Fact]:
    _, _, rest = text.partition(" ")
    name, _, said = rest.partition(": ")
    if any(words in said for words in _DEVICE_ROLE):
        yield UsbController(source, name, role="device", gadget=said.partition("bound driver ")[2].strip())
    elif _HOST.match(said):
        yield UsbController(source, name, role="host")


def _gadget(source: Source, text: str) -> Iterator[Fact]:
    """`g_ether gadget: …`, `configfs-gadget gadget.0: …`, `usb0: HOST MAC …`."""
    if "HOST MAC" in text:
        yield UsbController(source, text.partition(":")[0], role="device", gadget="g_ether")
    elif " gadget" in text.partition(":")[0]:
        yield UsbController(source, "", role="device", gadget=text.partition(" ")[0])


def _voltage(source: Source, text: str) -> Iterator[Fact]:
    if "ndervoltage" in text or "nder-voltage" in text:
        yield SupplyVoltage(source, low=True)
    elif "oltage normalised" in text:
        yield SupplyVoltage(source, low=False)


def _machine(source: Source, text: str) -> Iterator[Fact]:
    if "oltage" in text:
        yield from _voltage(source, text)
    elif "Unknown symbol" in text or ": version magic " in text:
        yield MissingModule(source, text.partition(":")[0].replace("-", "_"), "kernel")
    elif text.startswith("NETDEV WATCHDOG: ") and _MODEMS_QUEUE.match(text):
        yield UsbFault(source, "stall")
    elif "Machine model: " in text[:40]:
        yield Board(source, text.partition("Machine model: ")[2].strip())
    elif text.startswith("Linux version ") and len(words := text.split()) > 2:
        yield Version(source, "kernel", words[2])
    else:
        yield from _crash(source, text)


def _crash(source: Source, text: str) -> Iterator[Fact]:
    if "+0x" in text:
        if found := _SYMBOL.search(text):
            yield KernelFault(source, "symbol", found[1])
    elif text.startswith(("Unable to handle kernel", "BUG: ", "kernel BUG at", "Internal error: Oops", "Oops")):
        yield KernelFault(source, "oops")


def _warning(source: Source, text: str) -> Iterator[Fact]:
    """`WARNING: CPU: 1 PID: 12 at drivers/net/usb/…`"""
    _, at, where = text.partition(" at ")
    if at and where.startswith(("drivers/net/usb/", "drivers/usb/serial/", "drivers/usb/class/")):
        yield KernelFault(source, "warning", where.split()[0])


_BY_FIRST_WORD: dict[str, Callable[[Source, str], Iterator[Fact]]] = {
    "hub": _hub,
    "usbcore": _core,
    "usbserial": _serial,
    "PPP": _ppp,
    "dwc2": _controller,
    "dwc3": _controller,
    "dwc_otg": _controller,
    "phy": _controller,
    "usb_phy_generic": _controller,
    "musb-hdrc": _controller,
    "xhci_hcd": _controller,
    "xhci-hcd": _controller,
    "ehci-pci": _controller,
    "ehci-platform": _controller,
    "WARNING": _warning,
    "hwmon": _voltage,
}
"""Cheaper than trying every pattern on every message."""
