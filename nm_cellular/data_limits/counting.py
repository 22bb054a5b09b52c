"""Counts the data of each SIM, and says what stands of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from ..json_values import count, number
from ..modems import metering
from ..modems.metering import Meter
from ..modems.modem import Modem
from ..modems.observation import Observation
from .limit import Limit, Standing
from .months import Months

MOST_SIMS = 64


@dataclass(frozen=True, slots=True)
class Counting:
    """sims: by ICCID (the modem's path below /sys where that cannot be read); meters: by the modem's path.

    profiles: by SIM, the uuid of the one that ran last.  at: seconds since the machine's boot, of the last look.
    """

    sims: Mapping[str, Months] = field(default_factory=dict)
    meters: Mapping[str, Meter] = field(default_factory=dict)
    profiles: Mapping[str, str] = field(default_factory=dict)
    at: float = 0.0

    def after(self, observation: Observation, month: str, at: float) -> Counting:
        """month: as in Months."""
        passed = max(0.0, at - self.at)
        sims, meters = dict(self.sims), dict(self.meters)
        for modem in observation.modems:
            if traffic := observation.traffic(modem):
                meters[modem.device], carried = metering.read(meters.get(modem.device), modem, traffic)
                # The last that was used goes to the end: the first are forgotten where there are too many.
                months = sims.pop(sim(modem), Months())
                sims[sim(modem)] = months.with_more(carried.received + carried.sent, month, passed)
        sims = dict(list(sims.items())[-MOST_SIMS:])
        profiles = {name: uuid for name, uuid in {**self.profiles, **_running(observation)}.items() if name in sims}
        return Counting(sims, meters, profiles, at)

    def of_another_boot(self) -> Counting:
        """Counters have begun anew, and so has the clock."""
        return replace(self, meters={}, at=0.0)


@dataclass(frozen=True, slots=True)
class Account:
    """What stands of the SIM in a modem: bytes used in the month; limit: None where there is none."""

    used: int
    month: str
    limit: Limit | None

    @property
    def standing(self) -> Standing:
        return self.limit.standing(self.used) if self.limit else Standing.WITHIN

    @property
    def is_stopped(self) -> bool:
        return self.standing is Standing.OVER and self.limit is not None and self.limit.stop


def sim(modem: Modem) -> str:
    return modem.sim.iccid if modem.sim and modem.sim.iccid else modem.device


def _running(observation: Observation) -> dict[str, str]:
    devices = ((modem, observation.device(modem)) for modem in observation.modems)
    return {sim(modem): device.uuid for modem, device in devices if device and device.uuid}


def account(counting: Counting, modem: Modem, limits: Mapping[str, Limit], month: str) -> Account:
    """limits: by the uuid of a profile."""
    name = sim(modem)
    limit = limits.get(counting.profiles.get(name, ""))
    return Account(counting.sims.get(name, Months()).now(month), month, limit)


def serialise(counting: Counting, boot: str) -> str:
    return json.dumps({"boot": boot, **asdict(counting)}, indent=1)


def parse(text: str | bytes, boot: str) -> Counting:
    """The inverse; never raises: a SIM whose figures are damaged is as one that was never seen."""
    try:
        found = json.loads(text)
        profiles = {str(name): str(uuid) for name, uuid in found["profiles"].items()}
        sims, meters = dict(_sims(found["sims"])), dict(_meters(found["meters"]))
        counting = Counting(sims, meters, profiles, number(found["at"], 0))
        return counting if found["boot"] == boot else counting.of_another_boot()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Counting()


def _sims(found: Mapping[str, Any]) -> Iterator[tuple[str, Months]]:
    for name, value in found.items():
        used = {str(month): count(carried) for month, carried in value["used"].items()}
        yield name, Months(used, number(value["doubted"], 0))


def _meters(found: Mapping[str, Any]) -> Iterator[tuple[str, Meter]]:
    for device, value in found.items():
        yield device, Meter(str(value["source"]), count(value["received"]), count(value["sent"]))
