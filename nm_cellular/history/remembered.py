"""What is remembered of all modems, on disk and not there yet, with dates."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import tzinfo

from .. import this_boot
from ..layout import Layout
from . import columns, database, dating, recorder, svg
from .dating import Boot
from .sample import Sample
from .thinning import Kept


@dataclass(frozen=True, slots=True)
class Remembered:
    """until: seconds since 1970, the end of what is remembered; modems: by path below /sys, samples whose `at` is a
    date of that kind, the oldest first."""

    until: float
    modems: dict[str, tuple[Sample, ...]]


def read(layout: Layout, seconds: float) -> Remembered:
    """The last so many seconds; raises database.Unusable or OSError where it cannot be read."""
    known = database.boots(layout.history)
    name, recording = recorder.unstored(layout)
    boots, ours = _with_this_boot(known, name)
    dates = dating.dated(boots)
    until = dates[ours] + boots[-1].lasted
    since = {number: until - seconds - began for number, began in dates.items()}
    found = database.samples(layout.history, since)
    fresh = (*recording.finished, *((device, each.sample) for device, each in recording.going.items()))
    for device, sample in fresh:
        if sample.span > 0 and sample.at + sample.span > since[ours]:
            found.setdefault(device, []).append(Kept(ours, sample))
    return Remembered(until, {device: _dated(samples, dates) for device, samples in found.items() if samples})


def graphs(
    layout: Layout, seconds: float, zone: tzinfo | None, number: int = 120, width: int = svg.WIDTH
) -> tuple[str, ...]:
    """For a report: an SVG image of each modem, of so many columns; none where there is no history to be read."""
    try:
        found = read(layout, seconds)
    except (OSError, database.Unusable):
        return ()
    drawn = (
        svg.draw(device, columns.even(samples, seconds, found.until, number), zone, width)
        for device, samples in found.modems.items()
    )
    return tuple(filter(None, drawn))


def _with_this_boot(known: tuple[tuple[str, Boot], ...], name: str) -> tuple[list[Boot], int]:
    """With the machine's life as it is now at the end, by the clock as it is now."""
    at = this_boot.age()
    earlier = [boot for id_, boot in known if id_ != name]
    new = max((each.number for each in earlier), default=0) + 1
    number = next((boot.number for id_, boot in known if id_ == name), new)
    return [*earlier, Boot(number, time.time() - at, at)], number


def _dated(samples: list[Kept], dates: dict[int, float]) -> tuple[Sample, ...]:
    return tuple(replace(each.sample, at=dates[each.boot] + each.sample.at) for each in samples)
