"""Runs contenders in turn, so that what else the machine does meets all of them alike; keeps the medians."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench.contenders import Contender
from bench.machine import Machine, Sample


@dataclass(frozen=True, slots=True)
class Measured:
    """Medians of so many runs."""

    contender: Contender
    count: int
    runs: int
    seconds: float
    kilobytes: int


def measure(machine: Machine, contenders: Sequence[Contender], count: int, runs: int) -> list[Measured]:
    """In the order of the contenders.  The first, colder run counts too: the median does not hear of it."""
    return measure_on([(machine, contender, count) for contender in contenders], runs)


def measure_on(entries: Sequence[tuple[Machine, Contender, int]], runs: int) -> list[Measured]:
    """The same for contenders on machines of their own; the number is that of profiles or modems."""
    rounds = [[machine.time(contender.prepare(machine, n)) for machine, contender, n in entries] for _ in range(runs)]
    turns = zip(entries, *rounds, strict=True)
    return [_medians(contender, count, samples) for (_, contender, count), *samples in turns]


def _medians(contender: Contender, count: int, samples: Sequence[Sample]) -> Measured:
    middle = len(samples) // 2
    seconds = sorted(sample.seconds for sample in samples)[middle]
    kilobytes = sorted(sample.kilobytes for sample in samples)[middle]
    return Measured(contender, count, len(samples), seconds, kilobytes)
