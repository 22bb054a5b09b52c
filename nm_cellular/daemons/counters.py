"""Reads from the kernel what a connection has carried where ModemManager does not count, as it does not with PPP."""

from __future__ import annotations

from contextlib import suppress

from ..modems.modem import Modem
from ..modems.nm_device import Device
from ..modems.observation import Traffic

_STATISTICS = "/sys/class/net/{}/statistics/{}_bytes"


def read(modem: Modem, device: Device | None) -> Traffic | None:
    """Since the interface is there; None where nothing is connected, or ModemManager knows better."""
    bearer = modem.bearer
    if not bearer or not bearer.connected or bearer.counts:
        return None
    return _of_interface(device.ip_interface if device and device.ip_interface else bearer.interface)


def _of_interface(name: str) -> Traffic | None:
    # A PPP connection without NetworkManager is known to ModemManager by its serial port, which counts nothing.
    if name and "/" not in name:
        with suppress(OSError, ValueError):
            return Traffic(_count(name, "rx"), _count(name, "tx"), name)
    return None


def _count(interface: str, direction: str) -> int:
    with open(_STATISTICS.format(interface, direction), encoding="ascii") as stream:
        return int(stream.read())
