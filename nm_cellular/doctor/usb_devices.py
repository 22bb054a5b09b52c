"""USB devices as all sources together tell of them: the kernel's messages, lsusb in its forms, usb-devices, sysfs."""

from __future__ import annotations

import re

from .evidence import Evidence
from .facts.modem import AtExchange, ModemReport
from .facts.system import DeviceNode
from .facts.usb import UsbBound, UsbDevice, UsbFault, UsbGone, UsbName, UsbTreeEntry, UsbUnbound
from .usb_ids import is_modem
from .usb_tree import MODEM_DRIVERS, Seen, Tree

__all__ = ["MODEM_DRIVERS", "Seen", "devices", "faults", "modems", "place_of", "shows_a_modem"]

_PORT = re.compile(r"(?:usb)?(\d+)(?:-([\d.]+))?-port(\d+)$")


def devices(evidence: Evidence) -> tuple[Seen, ...]:
    """In the order in which they came; root hubs are left out."""
    return evidence.view(_devices)


def _devices(evidence: Evidence) -> tuple[Seen, ...]:
    tree = Tree()
    for fact in evidence.facts:
        if isinstance(fact, UsbDevice):
            tree.device(fact)
        elif isinstance(fact, UsbBound):
            tree.bound(fact)
        elif isinstance(fact, UsbUnbound):
            tree.unbound(fact)
        elif isinstance(fact, UsbName):
            tree.name(fact)
        elif isinstance(fact, UsbGone):
            tree.gone(fact)
        elif isinstance(fact, UsbTreeEntry):
            tree.entry(fact)
    return tuple(tree.all())


def faults(evidence: Evidence, *kinds: str) -> tuple[UsbFault, ...]:
    return tuple(each for each in evidence.of(UsbFault) if each.kind in kinds)


def place_of(port: str) -> str:
    """`1-1-port3` is where 1-1.3 goes, `usb1-port2` where 1-2 goes."""
    found = _PORT.match(port)
    if not found:
        return port
    return f"{found[1]}-{found[2]}.{found[3]}" if found[2] else f"{found[1]}-{found[3]}"


def modems(evidence: Evidence) -> tuple[Seen, ...]:
    """Those that are modems by their id, or by what a modem's driver made of them; also sticks before they switch."""
    return evidence.view(_modems)


def _modems(evidence: Evidence) -> tuple[Seen, ...]:
    return tuple(each for each in devices(evidence) if is_modem(each.id) or each.has(*MODEM_DRIVERS))


def shows_a_modem(evidence: Evidence) -> bool:
    """Whether there is one, on whichever bus: it was seen on USB, has a port, or answered."""
    if any(not each.gone for each in modems(evidence)):
        return True
    if any(report.state or report.ports for report in evidence.of(ModemReport)):
        return True
    answered = any(exchange.result == "OK" for exchange in evidence.of(AtExchange))
    return answered or any(node.exists for node in evidence.of(DeviceNode))
