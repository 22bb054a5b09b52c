"""What the kernel's messages tell of USB, drivers and power."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ..facts import Fact
from ..facts.message import Message
from ..facts.system import Board, KernelFault, KernelModule, MissingModule, SupplyVoltage, Version
from ..facts.usb import UsbController, UsbFault
from ..source import Source
from . import kernel_usb
from .kernel_usb import SERIAL_DRIVERS

_HOST = re.compile(r"(?:new USB bus registered, assigned bus|[xXeEoO]HCI Host Controller|DWC OTG Controller)")
_MODEMS_QUEUE = re.compile(r"NETDEV WATCHDOG: \S+ \((?:qmi_wwan|cdc_\w+|rndis_host|huawei_cdc_ncm|sierra_net)\)")
_SYMBOL = re.compile(
    r"\b((?:qmi_wwan|usb_wwan|option_|usb_serial|usbnet|cdc_|wdm_|rndis_|sierra|qcserial|huawei_|dwc2_|xhci_|ppp_)\w*)"
    r"\+0x"
)

_DEVICE_ROLE = (
    *("dr_mode forced to device", "dr_mode forced to peripheral", "dr_mode forced to gadget"),
    *("bound driver ", "Changing dr_mode to 2", "is peripheral"),
)
"""2 is the kernel's USB_DR_MODE_PERIPHERAL."""


_DIED = ("HC died", "xHCI host not responding", "xHCI host controller not responding")
_STUCK = ("watchdog: BUG: soft lockup", "BUG: soft lockup", "BUG: workqueue lockup", "rcu: INFO: rcu_", "INFO: rcu_")
"""The kernel does nothing else any more."""


def read(message: Message) -> Iterator[Fact]:
    text, source = message.text, message.source
    first = text.partition(" ")[0]
    if reader := _BY_FIRST_WORD.get(first.rstrip(":")):
        return reader(source, text)
    if of_a_driver := kernel_usb.driver(source, text):
        return of_a_driver
    if "gadget" in text or "HOST MAC" in text:
        return _gadget(source, text)
    return _machine(source, text)


def _on_pci(source: Source, text: str) -> Iterator[Fact]:
    """A modem that is no longer on its bus."""
    if "failed to resume device" in text or "AER: can't recover" in text:
        yield UsbFault(source, "pci", text.split()[1].rstrip(":"))


def _core(source: Source, text: str) -> Iterator[Fact]:
    for start in ("usbcore: registered new interface driver ", "usbcore: registered new device driver "):
        if text.startswith(start):
            yield KernelModule(source, text.removeprefix(start).strip().replace("-", "_"), "loaded")


def _serial(source: Source, text: str) -> Iterator[Fact]:
    name = text.partition("support registered for ")[2].strip()
    if driver := SERIAL_DRIVERS.get(name):
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
    elif said.startswith(_DIED):
        yield UsbFault(source, "host", name)


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
    elif text.startswith(_STUCK):
        yield KernelFault(source, "lockup")
    elif text.startswith(("Unable to handle kernel", "BUG: ", "kernel BUG at", "Internal error: Oops", "Oops")):
        yield KernelFault(source, "oops")


def _warning(source: Source, text: str) -> Iterator[Fact]:
    """`WARNING: CPU: 1 PID: 12 at drivers/net/usb/…`"""
    _, at, where = text.partition(" at ")
    if at and where.startswith(("drivers/net/usb/", "drivers/usb/serial/", "drivers/usb/class/")):
        yield KernelFault(source, "warning", where.split()[0])


_BY_FIRST_WORD: dict[str, Callable[[Source, str], Iterator[Fact]]] = {
    "usb": kernel_usb.device,
    "hub": kernel_usb.hub,
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
    "mhi-pci-generic": _on_pci,
    "mtk_t7xx": _on_pci,
}
"""Cheaper than trying every pattern on every message."""
