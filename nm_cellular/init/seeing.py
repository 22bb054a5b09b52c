"""Looks at the modem, its SIM and the USB sticks that are plugged in."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from ..apns.apn_memory import AccessPoint
from ..apns.providers import rows
from ..apns.sim_access_points import identity, resolve
from ..daemons.observing import observe
from ..errors import CommandError
from ..layout import Layout
from ..modems.modem import Modem
from ..modems.observation import Observation
from ..modeswitch import sources
from ..modeswitch.profile import Profile
from ..modeswitch.usb import UsbDevice
from ..status import verdict


@dataclass(frozen=True, slots=True)
class Seen:
    """What there is.

    modem: the first; why: why there is none.  points: those that its SIM may want, the likeliest first.
    sticks: those that can become a modem or an Ethernet card, and what is known of them.
    """

    modem: Modem | None = None
    why: str = ""
    points: tuple[AccessPoint, ...] = ()
    sticks: tuple[tuple[UsbDevice, Profile], ...] = ()


def look(layout: Layout) -> Seen:
    """Nothing where the system is an image's."""
    if not layout.is_live:
        return Seen(why="nothing is looked at below --root")
    modems, why = _modems()
    modem = next(iter(modems), None)
    points = _points(modem, layout) if modem else ()
    return Seen(modem, why, points, _sticks(layout))


def _modems() -> tuple[tuple[Modem, ...], str]:
    try:
        observation = asyncio.run(observe())
    except CommandError as failure:
        observation = Observation(failure=failure)
    if observation.modems:
        return observation.modems, ""
    return (), observation.failure.message if observation.failure else verdict.of(observation).summary


def _points(modem: Modem, layout: Layout) -> tuple[AccessPoint, ...]:
    if not modem.sim:
        return ()
    sim = identity(modem.sim)
    ours, theirs, _ = rows(sim.mcc, layout)
    return resolve(sim, ours, theirs) or ()


def _sticks(layout: Layout) -> tuple[tuple[UsbDevice, Profile], ...]:
    from .. import udev

    known = sources.all_profiles(layout, ()).profiles
    found = ((device, next((each for each in known if each.applies(device)), None)) for device in udev.all_devices())
    return tuple((device, profile) for device, profile in found if profile and len(profile.modes) > 1)
