"""How long samples of which length are kept: what is long ago is kept as hours, then as days, then not at all.

By their number and not by their age: a clock that jumps makes nothing old.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from .sample import Sample, merged
from .sampling import STEP

WIDTHS = (STEP, 3600, 86400)
"""Seconds, by level."""

KEPT = (2016, 2160, 1830)
"""Samples of one modem, by level: a week of steps, 90 days of hours, five years of days."""

MOST = 60_000
"""Samples of all modems; 100 bytes each."""


class Kept(NamedTuple):
    """A sample of a boot."""

    boot: int
    sample: Sample


def kept(level: int, modems: int) -> int:
    """How many of that level each of so many modems may have."""
    return max(1, min(KEPT[level], MOST * KEPT[level] // (sum(KEPT) * max(1, modems))))


def coarser(oldest: Sequence[Kept], level: int) -> tuple[Kept, ...]:
    """Samples of a level, in their order, as fewer ones of the next level."""
    groups = groupby(oldest, lambda each: (each.boot, each.sample.at // WIDTHS[level + 1]))
    return tuple(Kept(boot, merged([each.sample for each in some])) for (boot, _), some in groups)


def whole(samples: Sequence[Kept], level: int, surplus: int) -> int:
    """How many of the oldest are to go, so that none is left behind of an hour (a day) of which others go."""
    if not 0 < surplus < len(samples):
        return max(0, min(surplus, len(samples)))
    width = WIDTHS[level + 1]
    last = samples[surplus - 1]
    key = (last.boot, last.sample.at // width)
    while surplus < len(samples) and (samples[surplus].boot, samples[surplus].sample.at // width) == key:
        surplus += 1
    return surplus
