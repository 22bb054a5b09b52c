"""Looks whether an Ethernet stick gets along with those that are there already."""

from __future__ import annotations

import time

from .. import udev
from ..layout import Layout
from .cards import Card, networks
from .known import Profiles
from .profile import Wish
from .usb import UsbDevice

_DHCP = 15
"""Seconds that a stick which has just been switched may take to give its address."""

_PAUSE = 0.5


def cards(known: Profiles, layout: Layout) -> tuple[Card, ...]:
    """The interfaces of sticks that are Ethernet cards now."""
    found = [each for each in udev.network_interfaces() if _is_card(each[0], known)]
    try:
        with open(layout.path("/proc/net/route"), encoding="ascii") as stream:
            there = networks(stream.read()) if found else {}
    except OSError:
        there = {}
    return tuple(Card(device.sysname, name, mac, there.get(name, ())) for device, name, mac in found)


def wait_for_network(port: str, known: Profiles, layout: Layout) -> None:
    """Until the stick at the port has its address; where there is no other stick it clashes with none."""
    deadline = time.monotonic() + _DHCP
    while _is_awaited(port, cards(known, layout)) and time.monotonic() < deadline:
        time.sleep(_PAUSE)


def _is_awaited(port: str, found: tuple[Card, ...]) -> bool:
    others = [card for card in found if card.port != port]
    return bool(others) and not any(card.networks for card in found if card not in others)


def _is_card(device: UsbDevice, known: Profiles) -> bool:
    ways = [(profile, profile.mode(Wish.ETHERNET)) for profile in known.profiles]
    return any(mode and mode.ids and mode.is_reached(device, profile.initial) for profile, mode in ways)
