"""What a modem is on USB: a router of its own, a network card, or a loader that waits for firmware."""

from __future__ import annotations

from typing import Any, NamedTuple

from . import tables


class Router(NamedTuple):
    """A stick that dials by itself; address: of its web page."""

    name: str
    address: str


class WwanMode(NamedTuple):
    """What gives a module a control port and a wwan interface; name: QMI, MBIM; command: the AT commands for it."""

    name: str
    command: str


def router(usb_id: str) -> Router | None:
    found = _read()["routers"].get(usb_id)
    return Router(found["name"], found["address"]) if found else None


def ethernet(usb_id: str) -> str:
    """RNDIS, ECM, NCM or MBIM, of an id that means that; empty for others."""
    return str(_read()["ethernet"].get(usb_id, ""))


def wwan_mode(usb_id: str) -> WwanMode | None:
    """Of its maker's modules; None where none is known."""
    found = _read()["vendors"].get(usb_id.partition(":")[0])
    return WwanMode(found["mode"], found["command"]) if found else None


def is_loader(usb_id: str, product: str) -> bool:
    """Qualcomm's and Sierra's loaders, which a module without (the right) firmware stops at."""
    return usb_id in _read()["loaders"] or product.upper().startswith(("QHSUSB", "QUSB_BULK", "QUSB__BULK"))


def _read() -> dict[str, Any]:
    return tables.read("usb-compositions")
