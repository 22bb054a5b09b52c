"""Which signals of the daemons somebody wants to be woken by, as the rest of D-Bus match rules."""

from __future__ import annotations

from typing import NamedTuple

_MM = "org.freedesktop.ModemManager1"
_NM = "org.freedesktop.NetworkManager"


class News(NamedTuple):
    """Each signal that fits any of a daemon's."""

    modemmanager: tuple[str, ...] = ("",)
    networkmanager: tuple[str, ...] = ("",)


def _change_of(interface: str) -> str:
    return f",interface='org.freedesktop.DBus.Properties',member='PropertiesChanged',arg0='{interface}'"


LINKS = News(
    (
        ",interface='org.freedesktop.DBus.ObjectManager'",
        f",interface='{_MM}.Modem',member='StateChanged'",
        _change_of(f"{_MM}.Modem.Modem3gpp"),
    ),
    (
        f",interface='{_NM}'",
        f",interface='{_NM}.Device',member='StateChanged'",
        *map(_change_of, (_NM, f"{_NM}.Device", f"{_NM}.Connection.Active", f"{_NM}.IP4Config", f"{_NM}.IP6Config")),
    ),
)
"""What changes how a link stands.  Not what changes all the time: a connection's counters each half minute, the
signal's quality, other networks' access points.
"""
