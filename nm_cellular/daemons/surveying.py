"""Asks a modem where it is, which takes it some seconds, and needs a right that reading does not."""

from __future__ import annotations

from dataclasses import replace

from ..errors import CommandError
from ..modems.modem import LOCATION, MODEM, Modem
from ..modems.observation import Observation
from ..modems.whereabouts import PLACE_SOURCES, Cell, Place, Whereabouts, cells
from .bus import Service, together
from .dbus_errors import CallFailed


async def survey(daemon: Service, modems: tuple[Modem, ...]) -> dict[str, Whereabouts]:
    """By path of the modem, all asked at once; what cannot be had is in it as a sentence."""
    found = await together(_whereabouts(daemon, modem) for modem in modems)
    return {modem.path: each for modem, each in zip(modems, found, strict=True)}


async def located(daemon: Service, seen: Observation) -> Observation:
    """With the place of each modem as ModemManager has it: the modem itself is not asked, nor for its cells."""
    places = await together(_place(daemon, modem) for modem in seen.modems)
    paths = (modem.path for modem in seen.modems)
    found = {path: Whereabouts("nobody asked", place) for path, place in zip(paths, places, strict=True)}
    return replace(seen, whereabouts=found)


async def _whereabouts(daemon: Service, modem: Modem) -> Whereabouts:
    return Whereabouts(await _cells(daemon, modem), await _place(daemon, modem))


async def _cells(daemon: Service, modem: Modem) -> tuple[Cell, ...] | str:
    try:
        found = await daemon.ask(list, modem.path, MODEM, "GetCellInfo")
    except CommandError as failure:
        return _why(failure)
    return cells(found) or "the modem names none"


async def _place(daemon: Service, modem: Modem) -> Place | str:
    if not modem.location or not modem.location.enabled & PLACE_SOURCES:
        return "ModemManager was not asked to find it"
    try:
        found = await daemon.ask(dict, modem.path, LOCATION, "GetLocation")
    except CommandError as failure:
        return _why(failure)
    return Place.from_sources(found)


def _why(failure: CommandError) -> str:
    """With what to do about it, where that is more than to read a log."""
    refused = isinstance(failure, CallFailed) and failure.is_refusal
    return failure.message if refused else f"{failure.message}; {failure.hint}"
