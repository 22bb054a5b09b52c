"""What is to be done about a modem before NetworkManager can use it as the boot files ask, as values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..apns import apn_memory, auto_apn
from ..apns.apn_memory import AccessPoint, Memory
from ..modems.modem import MODEM, Modem, Sim
from ..modems.modem_enums import State
from ..modems.nm_device import Device, DeviceState
from ..nm_version import Version
from ..pins.pin_guard import Nothing, Pin, Refused, Send, decide
from ..pins.pin_tries import Tries
from ..problem import Problem
from ..profile import CellularProfile
from . import radio_settings
from .fitting import fits
from .modem_changes import FIT, Change, changes

_SIGNAL = f"{MODEM}.Signal"

_BETWEEN_MEASUREMENTS = 30
"""Seconds; a measurement wakes the modem."""


_NAMELESS = Refused(
    "the modem does not tell the SIM's number (ICCID), by which apn = auto would remember it",
    "write the APN: nm-cellular apn --modem names those that it may be",
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside what the daemons say.

    asked: the profiles as the boot files have them; networkmanager: its version as (major, minor).
    """

    asked: tuple[CellularProfile, ...] = ()
    pins: tuple[Pin, ...] = ()
    tries: Tries = field(default_factory=lambda: Tries(b""))
    memory: Memory = field(default_factory=lambda: apn_memory.NOTHING)
    networkmanager: Version | None = None
    networkmanagers_pins: tuple[Pin, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """ModemManager is to ask the modem for its signal from time to time, so that `status` has it in dBm."""

    path: str
    interface: str = _SIGNAL
    seconds: int = _BETWEEN_MEASUREMENTS


@dataclass(frozen=True, slots=True)
class Learn:
    """That SIM's access points are to be found out, for `apn = auto`."""

    sim: Sim = field(repr=False)


@dataclass(frozen=True, slots=True)
class Proven:
    """That access point carries data."""

    iccid: str = field(repr=False)
    access_point: AccessPoint


@dataclass(frozen=True, slots=True)
class Redial:
    """NetworkManager is to choose anew: it has dialled with the profile of another SIM.

    1.42 activates one before it knows which SIM is in the modem.  device: its path of the modem; uuid: of the profile.
    """

    device: str
    uuid: str


Step = Send | Refused | Change | Problem | Measure | Learn | Proven | Redial


def steps(modem: Modem, device: Device | None, known: Known) -> Iterator[Step]:
    """What is to be done about that modem now; device: what NetworkManager knows of it.

    Problems and refusals are steps too: somebody is to be told.
    """
    decision = decide(modem, known.pins, known.tries, known.networkmanagers_pins)
    if not isinstance(decision, Nothing):
        yield decision
        return
    wanted, conflicts = radio_settings.for_modem(known.asked, modem)
    found = changes(modem, wanted, known.networkmanager)
    yield from (*conflicts, *found.problems)
    yield from found.calls
    if modem.state in FIT - {State.DISABLED} and not modem.signal.rate:
        yield Measure(modem.path)
    yield from _of_access_points(modem, device, known)


def _of_access_points(modem: Modem, device: Device | None, known: Known) -> Iterator[Step]:
    automatic = [profile for profile in known.asked if profile.auto_apn and fits(profile, modem)]
    if not automatic or not modem.sim:
        return
    if not apn_memory.is_iccid(modem.sim.iccid):
        yield from [_NAMELESS] if modem.state in FIT else []
        return
    yield Learn(modem.sim)
    if device and (found := auto_apn.winner(automatic, known.memory, device.uuid)):
        iccid, point = found
        if iccid != modem.sim.iccid:
            yield Redial(device.path, device.uuid)
        elif device.state is DeviceState.ACTIVATED and point.name != known.memory[iccid].winner:
            yield Proven(iccid, point)


def is_settled(modem: Modem) -> bool:
    """Whether the modem stays as it is until somebody, or its network, does something."""
    return modem.state in FIT or modem.state in (State.FAILED, State.LOCKED)
