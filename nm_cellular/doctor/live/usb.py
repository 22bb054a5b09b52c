"""The USB tree, its drivers, and the controllers that could also be a device's side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...layout import Layout
from ...printable import printable
from ..facts import Fact
from ..facts.usb import UsbBound, UsbController, UsbDevice, UsbInterface, UsbList
from ..source import Source
from . import sysfs

_NODES = ("tty", "net", "usbmisc", "wwan")


def look(layout: Layout) -> Iterator[Fact]:
    base = layout.path("/sys/bus/usb/devices")
    names = sysfs.entries(base)
    count = sum(not name.startswith("usb") and ":" not in name for name in names)
    for name in names:
        path = f"{base}/{name}"
        if name.startswith("usb"):
            yield _host(path, name)
        elif ":" in name:
            yield from _bound(path, name)
        else:
            yield _device(path, name)
    yield UsbList(Source("/sys/bus/usb/devices", 0, f"{count} USB device{'' if count == 1 else 's'} plugged in"))
    yield from _gadgets(layout)


def _device(path: str, place: str) -> UsbDevice:
    interfaces = [each for each in sysfs.entries(path) if each.startswith(f"{place}:")]
    found = UsbDevice(
        Source(path, 0, ""),
        id=f"{sysfs.text(f'{path}/idVendor')}:{sysfs.text(f'{path}/idProduct')}",
        place=place,
        manufacturer=printable(sysfs.text(f"{path}/manufacturer")),
        product=printable(sysfs.text(f"{path}/product")),
        speed=max(0, sysfs.number(f"{path}/speed")),
        configurations=max(0, sysfs.number(f"{path}/bNumConfigurations")),
        interfaces=tuple(_interface(f"{path}/{each}") for each in interfaces),
    )
    return _told(found)


def _told(device: UsbDevice) -> UsbDevice:
    name = f"{device.manufacturer} {device.product}".strip()
    drivers = ", ".join(each.driver or "no driver" for each in device.interfaces)
    text = f"{device.id} {name} at {device.place} ({drivers or 'no interfaces'})"
    return replace(device, source=device.source._replace(text=text))


def _interface(path: str) -> UsbInterface:
    return UsbInterface(
        number=sysfs.number(f"{path}/bInterfaceNumber", 16),
        interface_class=sysfs.number(f"{path}/bInterfaceClass", 16),
        subclass=sysfs.number(f"{path}/bInterfaceSubClass", 16),
        protocol=sysfs.number(f"{path}/bInterfaceProtocol", 16),
        endpoints=sysfs.number(f"{path}/bNumEndpoints", 16),
        driver=_driver(path),
    )


def _driver(path: str) -> str:
    """As its module is called: usb-storage is usb_storage."""
    return sysfs.link_name(f"{path}/driver").replace("-", "_")


def _bound(path: str, name: str) -> Iterator[UsbBound]:
    driver = _driver(path)
    if not driver:
        return
    place, _, interface = name.partition(":")
    number = int(interface.rpartition(".")[2]) if interface.rpartition(".")[2].isdigit() else -1
    for node in _nodes(path) or [""]:
        text = f"{name} is bound to {driver}{f': {node}' if node else ''}"
        yield UsbBound(Source(path, 0, text), driver, place, number, node)


def _nodes(path: str) -> list[str]:
    """Of usb-serial a directory of the interface's, ttyUSB0; of others one below a kind's, net/wwan0."""
    below = [node for kind in _NODES for node in sysfs.entries(f"{path}/{kind}")]
    return below + [each for each in sysfs.entries(path) if each.startswith("ttyUSB")]


def _host(path: str, name: str) -> UsbController:
    product = printable(sysfs.text(f"{path}/product"))
    return UsbController(Source(path, 0, f"{name}: {product}"), name, role="host")


def _gadgets(layout: Layout) -> Iterator[UsbController]:
    """A controller that has a host's side too, and has it now, shows no gadget that is configured."""
    base = layout.path("/sys/class/udc")
    for name in sysfs.entries(base):
        gadget = sysfs.text(f"{base}/{name}/function")
        state = sysfs.text(f"{base}/{name}/state")
        if gadget or state == "configured":
            text = f"{name}: {state}{f', gadget {gadget}' if gadget else ''}"
            yield UsbController(Source(f"{base}/{name}", 0, text), name, role="device", gadget=gadget)
