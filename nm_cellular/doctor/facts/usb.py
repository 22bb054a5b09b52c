"""The USB bus: what is plugged in, and which drivers took it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from .fact import Fact


class UsbInterface(NamedTuple):
    """driver: empty where none is bound, None where that was not said; codes are -1 where they were not said."""

    number: int
    interface_class: int = -1
    subclass: int = -1
    protocol: int = -1
    endpoints: int = -1
    driver: str | None = None


@dataclass(frozen=True, slots=True)
class UsbDevice(Fact):
    """A device that is there, or was when the line was written.

    id: `2c7c:0125`, four lower-case hexadecimal digits each; place: `1-1.3`, empty where it was not said; speed: in
    Mbit/s, 0 where it was not said; bus and address: as lsusb has them, 0 where it was not said; interfaces: of the
    active configuration.
    """

    id: str
    place: str = ""
    manufacturer: str = ""
    product: str = ""
    speed: int = 0
    configurations: int = 0
    interfaces: tuple[UsbInterface, ...] = ()
    bus: int = 0
    address: int = 0


@dataclass(frozen=True, slots=True)
class UsbTreeEntry(Fact):
    """An interface in `lsusb -t`, which has no ids; driver: empty where none is bound; place: as the indents tell."""

    bus: int
    address: int
    interface: int
    interface_class: str
    driver: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class UsbList(Fact):
    """All devices were listed: what is not there is not."""


@dataclass(frozen=True, slots=True)
class UsbGone(Fact):
    """A device that left."""

    place: str


@dataclass(frozen=True, slots=True)
class UsbBound(Fact):
    """A driver took an interface; node: what it made of it, such as ttyUSB2, wwan0 or cdc-wdm0; empty where unsaid."""

    driver: str
    place: str = ""
    interface: int = -1
    node: str = ""


@dataclass(frozen=True, slots=True)
class UsbUnbound(Fact):
    """A driver let go of an interface; node: as in UsbBound."""

    driver: str
    place: str = ""
    interface: int = -1
    node: str = ""


@dataclass(frozen=True, slots=True)
class UsbName(Fact):
    """What the device at a place calls itself."""

    place: str
    manufacturer: str = ""
    product: str = ""


@dataclass(frozen=True, slots=True)
class UsbFault(Fact):
    """What the kernel complained of; place: of the device or the port, empty where it was not said.

    kind: `enumeration` (it does not answer when it is asked what it is), `over-current`, `interference` (disabled by
    hub), `bus-power` (it wants more than the hub has), `reset`, `transfer` (a driver's own transfers fail), `stall` (it
    takes no packets any more), `pci` (a modem on PCI is lost; place: its address there), `link` (a network interface
    lost its carrier; place: of the interface), `frames` (the kind of packets cannot be changed while the interface is
    up), `driver` (one wanted an interface and could not take it), `host` (a controller that does not answer any more;
    place: its name).
    """

    kind: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class UsbController(Fact):
    """role: `host`, `device`, `udc` (can be one), or `none` where libusb found no host at all; gadget: the
    driver that is bound to one in device role (g_ether), empty for none.
    """

    name: str
    role: str
    gadget: str = ""


@dataclass(frozen=True, slots=True)
class ModeSwitchRun(Fact):
    """What usb_modeswitch was asked for and said, ids as in UsbDevice.

    message: its hexadecimal digits as they were given; error: its own sentence; result: the id that came up, empty
    where it was not said; interface_class: of the interface it would send to, -1 where it was not said; outcome: sent,
    switched, failed, or empty; options: the other words of its command line; searched: how often it looked for what
    was to come.
    """

    device: str = ""
    targets: tuple[str, ...] = ()
    message: str = ""
    error: str = ""
    result: str = ""
    interface_class: int = -1
    outcome: str = ""
    options: tuple[str, ...] = ()
    searched: int = 0
