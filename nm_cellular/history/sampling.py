"""From observations to samples: between two looks all is as it was at the first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..modems import metering
from ..modems.metering import Meter
from ..modems.modem import Modem
from ..modems.modem_enums import State
from ..modems.observation import Observation
from .sample import Sample, merged

STEP = 300
"""Seconds."""

Finished = tuple[tuple[str, Sample], ...]
"""Samples by the modem's path below /sys."""


@dataclass(frozen=True, slots=True)
class Going:
    """A modem's step that is not over: sample is what has been so far; seen_at: the last look.

    quality, power, connection: as they were there, None or empty where there were none.
    """

    sample: Sample
    seen_at: float
    quality: int | None = None
    power: float | None = None
    connection: str = ""
    meter: Meter | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """going: by the modem's path below /sys; finished: what was not stored yet, the oldest first."""

    going: Mapping[str, Going] = field(default_factory=dict)
    finished: Finished = ()

    def stored(self) -> Recording:
        return replace(self, finished=())

    def news_since(self, before: Recording) -> bool:
        """Whether a step is over, or a connection has begun or ended."""
        connections, earlier = (
            {device: each.connection for device, each in one.going.items()} for one in (self, before)
        )
        return self.finished != before.finished or connections != earlier

    def of_the_last(self, number: int) -> Recording:
        return replace(self, finished=self.finished[-number:])


def noted(recording: Recording, observation: Observation, at: float) -> Recording:
    """With what is to be seen now; at: seconds since the machine's boot."""
    if observation.failure:
        return recording
    going = dict(recording.going)
    finished = list(recording.finished)
    for device, each in recording.going.items():
        going[device], done = _until(each, at)
        finished += [(device, sample) for sample in done]
    listed = {modem.device: modem for modem in observation.modems}
    for device in going.keys() - listed.keys():
        going[device] = replace(going[device], quality=None, power=None, connection="")
    for device, modem in listed.items():
        going[device] = _seen(going.get(device) or _begun(at), modem, observation)
    return Recording(going, tuple(finished))


def ended(recording: Recording, at: float) -> Recording:
    """All steps are over, with what was seen of them: of what is until somebody looks again, only counters tell."""
    over = tuple((device, each.sample) for device, each in recording.going.items() if each.sample.span > 0)
    return Recording({device: _anew(each, at) for device, each in recording.going.items()}, recording.finished + over)


def _begun(at: float) -> Going:
    return Going(Sample(at, 0.0), at)


def _anew(going: Going, at: float) -> Going:
    """What came with the last look, in a step of no length yet, is in the next one."""
    sample = Sample(at, 0.0) if going.sample.span > 0 else replace(going.sample, at=at)
    return Going(sample, at, connection=going.connection, meter=going.meter)


def _until(going: Going, at: float) -> tuple[Going, list[Sample]]:
    """A step is over when there is a look in a later one; where nobody looked for long, it was long."""
    passed = max(0.0, at - going.seen_at)
    heard = passed if going.quality is not None else 0.0
    so_far = Sample(
        going.seen_at,
        passed,
        None if going.quality is None else float(going.quality),
        going.quality,
        going.power,
        heard,
        connected=passed if going.connection else 0.0,
    )
    sample = merged([going.sample, so_far])
    if at // STEP == going.sample.at // STEP:
        return replace(going, sample=sample, seen_at=at), []
    return replace(going, sample=Sample(at, 0.0), seen_at=at), [sample]


def _seen(going: Going, modem: Modem, observation: Observation) -> Going:
    bearer = modem.bearer
    connection = f"{bearer.path} {bearer.stats.attempts}" if bearer and bearer.connected else ""
    is_new = bool(connection) and connection != going.connection
    meter, carried = _carried(going.meter, modem, observation)
    on = modem.state >= State.ENABLED
    sample = replace(
        _with_reception(going.sample, modem) if on else going.sample,
        connects=going.sample.connects + is_new,
        received=going.sample.received + carried.received,
        sent=going.sample.sent + carried.sent,
        cell=_cell(modem, observation) or going.sample.cell,
    )
    quality, power = (modem.signal.quality, modem.signal.power) if on else (None, None)
    return replace(going, sample=sample, quality=quality, power=power, connection=connection, meter=meter)


def _with_reception(sample: Sample, modem: Modem) -> Sample:
    """A step that has none yet begins with this one."""
    signal = modem.signal
    return replace(
        sample,
        quality=float(signal.quality) if sample.quality is None else sample.quality,
        lowest=signal.quality if sample.lowest is None else min(sample.lowest, signal.quality),
        power=signal.power if sample.power is None else sample.power,
        technology=",".join(modem.technologies.labels()) or sample.technology,
        operator=modem.registration.operator_code or sample.operator,
    )


def _carried(before: Meter | None, modem: Modem, observation: Observation) -> tuple[Meter | None, metering.Carried]:
    traffic = observation.traffic(modem)
    return metering.read(before, modem, traffic) if traffic else (before, metering.Carried())


def _cell(modem: Modem, observation: Observation) -> str:
    """Of the place as ModemManager tells it (MCC, MNC, LAC, CI, TAC), where somebody asked."""
    found = observation.whereabouts.get(modem.path)
    if not found or isinstance(found.place, str) or len(found.place.cell) != 5:
        return ""
    mcc, mnc, lac, identity, tac = found.place.cell
    area = tac if tac.strip("0") else lac
    return "-".join((mcc, mnc, area, identity))
