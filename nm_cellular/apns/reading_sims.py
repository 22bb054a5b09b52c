"""Asks ModemManager what the SIMs in its modems say of themselves."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from ..daemons import modemmanager
from ..daemons.bus import system_bus
from ..errors import CommandError
from ..modems.modem import Modem, Sim
from ..modems.observation import Observation
from ..status import trouble, verdict
from .sim_access_points import identity
from .sim_identity import SimIdentity

_NOT_READ = trouble.Trouble("the SIM has not said whose it is", "wait for the modem to start, and run this again")


@dataclass(frozen=True, slots=True)
class ReadSim:
    """modem: mmcli's number of it; iccid: as ModemManager shows it; missing: why the SIM does not say whose it is."""

    modem: str
    iccid: str
    identity: SimIdentity
    missing: trouble.Trouble | None = None


def read(number: str = "") -> tuple[ReadSim, ...]:
    """The SIMs in use, of all modems or one; raises CommandError, also where there is no modem."""
    modems = [modem for modem in asyncio.run(_modems()) if number in ("", modem.number)]
    if not modems and number:
        raise CommandError(f"there is no modem {number}", "mmcli -L tells their numbers")
    if not modems:
        nothing = verdict.of(Observation())
        raise CommandError(nothing.summary, nothing.hint)
    return tuple(_of(modem, modem.sim) for modem in modems)


async def _modems() -> tuple[Modem, ...]:
    async with system_bus() as bus:
        return await modemmanager.read(await modemmanager.find(bus))


def _of(modem: Modem, sim: Sim | None) -> ReadSim:
    said = identity(sim) if sim else SimIdentity()
    missing = None if said.mcc else trouble.of(modem, None) or _NOT_READ
    return ReadSim(modem.number, sim.iccid if sim else "", said, missing)
