"""The paths by which ModemManager's objects name each other; a path is empty where there is no object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .dbus_values import Properties
from .modem import MODEM, MODEM_3GPP

Interfaces = Mapping[str, Mapping[str, Any]]
"""An object's properties, by interface."""


def modem_paths(objects: Mapping[str, Interfaces]) -> list[str]:
    """The modems among ModemManager's objects, in the order of their numbers."""
    return sorted((path for path in objects if MODEM in objects[path]), key=_number)


def _number(path: str) -> tuple[int, str]:
    number = path.rpartition("/")[2]
    return (int(number) if number.isdecimal() else 0), path


def sim_path(interfaces: Interfaces) -> str:
    return Properties(interfaces.get(MODEM, {})).path("Sim")


def other_sim_paths(interfaces: Interfaces) -> tuple[str, ...]:
    """Of SIMs in slots that are not in use."""
    used = sim_path(interfaces)
    return tuple(path for path in Properties(interfaces.get(MODEM, {})).paths("SimSlots") if path not in ("", used))


def bearer_paths(interfaces: Interfaces) -> tuple[str, ...]:
    """The newest last; ModemManager keeps those of earlier tries, and has the newest first."""
    return tuple(sorted(Properties(interfaces.get(MODEM, {})).paths("Bearers"), key=_number))


def initial_bearer_path(interfaces: Interfaces) -> str:
    return Properties(interfaces.get(MODEM_3GPP, {})).path("InitialEpsBearer")
