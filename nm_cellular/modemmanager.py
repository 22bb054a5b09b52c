"""Reads ModemManager over D-Bus: one call for all modems, then one for each SIM and bearer, all at once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from .bearer import BEARER, Bearer
from .bus import Bus, Service, together
from .dbus_errors import CallFailed
from .errors import CommandError
from .modem import SIM, Modem, Sim, bearer_paths, modem_paths, sim_path

NAME = "org.freedesktop.ModemManager1"

_PATH = "/org/freedesktop/ModemManager1"
_BUS = "org.freedesktop.DBus"
_PROGRAM = "/usr/sbin/ModemManager"
_VANISHED = ("UnknownObject", "UnknownMethod", "UnknownInterface")
"""A modem that leaves takes its SIM and bearers along while we ask for them."""


async def find(bus: Bus) -> Service:
    """The daemon; raises CommandError where it is not running, or not installed."""
    try:
        return await bus.service(NAME)
    except CallFailed:
        if await _is_installed(bus):
            raise
    raise CommandError("ModemManager is not installed", "apt install modemmanager")


async def _is_installed(bus: Bus) -> bool:
    """In a container that has the host's bus, the bus knows; where a daemon was built from source, its file tells."""
    daemon = Service(bus, _BUS, _BUS)
    [names] = await daemon.call("/org/freedesktop/DBus", _BUS, "ListActivatableNames")
    return NAME in names or _has_program()


def _has_program() -> bool:
    return os.path.exists(_PROGRAM)


async def read(daemon: Service) -> tuple[Modem, ...]:
    """All modems, in the order of their numbers; raises CommandError."""
    objects = await daemon.managed_objects(_PATH)
    return tuple(await together(_modem(daemon, path, objects[path]) for path in modem_paths(objects)))


async def _modem(daemon: Service, path: str, interfaces: Mapping[str, Mapping[str, Any]]) -> Modem:
    asked = [(sim_path(interfaces), SIM), *((bearer, BEARER) for bearer in bearer_paths(interfaces))]
    sim, *bearers = await together(_properties(daemon, path_, interface) for path_, interface in asked)
    found = zip(bearer_paths(interfaces), bearers, strict=True)
    return Modem.from_interfaces(
        path,
        interfaces,
        Sim.from_properties(sim_path(interfaces), sim) if sim else None,
        [Bearer.from_properties(bearer, values) for bearer, values in found if values],
    )


async def _properties(daemon: Service, path: str, interface: str) -> dict[str, Any] | None:
    """None where there is no such object, or no more."""
    try:
        return await daemon.properties(path, interface) if path else None
    except CallFailed as failed:
        if failed.name.endswith(_VANISHED):
            return None
        raise
