"""A stretch of time cut into columns of one width, as a table and a plot want it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .sample import Sample, merged

_STEPS = (300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 7 * 86400, 28 * 86400)
"""Seconds; what people count time in."""


@dataclass(frozen=True, slots=True)
class Column:
    """at: when it begins, in seconds since 1970; sample: None where nothing is known of it."""

    at: float
    width: float
    sample: Sample | None


def step(seconds: float, most: int) -> int:
    """The shortest usual step of which no more than that many are needed."""
    return next((each for each in _STEPS if seconds / each <= most), _STEPS[-1])


def aligned(samples: Sequence[Sample], seconds: float, until: float, most: int, offset: float = 0.0) -> list[Column]:
    """At full hours, or whatever the step is; offset: seconds that the local clock is ahead of UTC."""
    width = step(seconds, most)
    first = (until - seconds + offset) // width * width - offset
    number = int((until - first) // width) + 1
    return cut(samples, first, width, number)


def even(samples: Sequence[Sample], seconds: float, until: float, number: int) -> list[Column]:
    return cut(samples, until - seconds, seconds / number, number)


def cut(samples: Sequence[Sample], first: float, width: float, number: int) -> list[Column]:
    """samples: in their order, `at` as in Column."""
    parts: list[list[Sample]] = [[] for _ in range(number)]
    for sample in samples:
        begin = max(0, int((sample.at - first) // width))
        end = min(number - 1, int((sample.at + sample.span - first) // width))
        for place in range(begin, end + 1):
            if part := _part(sample, first + place * width, first + (place + 1) * width):
                parts[place].append(part)
    return [Column(first + n * width, width, merged(some) if some else None) for n, some in enumerate(parts)]


def _part(sample: Sample, begin: float, end: float) -> Sample | None:
    """What falls between; bytes are spread evenly, and none is lost or counted twice."""
    over = sample.at + sample.span
    begin, end = max(begin, sample.at), min(end, over)
    if begin >= end:
        return None
    before, after = (begin - sample.at) / sample.span, 1.0 if end == over else (end - sample.at) / sample.span

    def share(total: int) -> int:
        return int(total * after) - int(total * before)

    return replace(
        sample,
        at=begin,
        span=end - begin,
        heard=sample.heard * (after - before),
        connected=sample.connected * (after - before),
        connects=share(sample.connects),
        received=share(sample.received),
        sent=share(sample.sent),
    )
