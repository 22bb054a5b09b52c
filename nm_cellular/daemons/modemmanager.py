"""Reads ModemManager over D-Bus: one call for all modems, then one for each SIM and bearer, all at once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ..errors import CommandError
from ..modems.bearer import BEARER, Bearer
from ..modems.modem import SIM, Modem, Sim
from ..modems.object_paths import Interfaces, bearer_paths, initial_bearer_path, modem_paths, other_sim_paths, sim_path
from .bus import Bus, Service, together
from .dbus_errors import CallFailed

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
    names = await daemon.ask(list, "/org/freedesktop/DBus", _BUS, "ListActivatableNames")
    return NAME in names or _has_program()


def _has_program() -> bool:
    return os.path.exists(_PROGRAM)


async def read(daemon: Service) -> tuple[Modem, ...]:
    """All modems, in the order of their numbers; raises CommandError."""
    objects = await daemon.managed_objects(_PATH)
    return tuple(await together(_modem(daemon, path, objects[path]) for path in modem_paths(objects)))


async def inhibit(daemon: Service, device: str, *, on: bool) -> None:
    """Has it let go of a modem and of its ports, or take it back; device: as Modem.device.  Raises CallFailed.

    It takes back what we inhibit when we leave the bus, however we do.
    """
    await daemon.call(_PATH, NAME, "InhibitDevice", "sb", device, on)


async def _modem(daemon: Service, path: str, interfaces: Interfaces) -> Modem:
    sims = (sim_path(interfaces), *other_sim_paths(interfaces))
    bearers = (initial_bearer_path(interfaces), *bearer_paths(interfaces))
    found = await _objects(daemon, dict.fromkeys(sims, SIM) | dict.fromkeys(bearers, BEARER))
    sim, *others = [Sim.from_properties(each, found[each]) if each in found else None for each in sims]
    initial, *data = [Bearer.from_properties(each, found[each]) if each in found else None for each in bearers]
    return Modem.from_interfaces(
        path,
        interfaces,
        sim,
        [each for each in data if each],
        other_sims=[each for each in others if each],
        initial_bearer=initial,
    )


async def _objects(daemon: Service, asked: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Properties by path, of those that there are; asked: the interface, by path, which may be empty."""
    paths = [path for path in asked if path]
    found = await together(_properties(daemon, path, asked[path]) for path in paths)
    return {path: values for path, values in zip(paths, found, strict=True) if values is not None}


async def _properties(daemon: Service, path: str, interface: str) -> dict[str, Any] | None:
    """None where there is no such object, or no more."""
    try:
        return await daemon.properties(path, interface)
    except CallFailed as failed:
        if failed.name.endswith(_VANISHED):
            return None
        raise
