"""When the machine's lives were, where its clock was wrong.

Samples carry seconds since boot, a clock that nobody sets.  When a boot was is by the wall clock as it was believed
last in it: where NTP has set it, all samples of that boot are right, those before it too.  A boot without any time
(no battery, no network) is put before the next one, and so is one that claims to have ended after the next began.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

SOONEST = 1735689600.0
"""2025 begins: a clock that says less was not set."""


@dataclass(frozen=True, slots=True)
class Boot:
    """began: by the wall clock, as last believed; lasted: seconds of it that samples are of."""

    number: int
    began: float
    lasted: float


def dated(boots: Sequence[Boot]) -> dict[int, float]:
    """When each began, as seconds since 1970.  boots: in their order; the last is taken at its word."""
    if not boots:
        return {}
    *earlier, last = boots
    if last.began < SOONEST:
        last = replace(last, began=_end_of_the_dated(earlier, last.began))
    found = {last.number: last.began}
    limit = last.began
    for boot in reversed(earlier):
        began = boot.began
        if began < SOONEST or began + boot.lasted > limit:
            began = limit - boot.lasted
        found[boot.number] = limit = began
    return found


def _end_of_the_dated(boots: Sequence[Boot], default: float) -> float:
    """Where the latest ended that has a date, and all that came after it."""
    after = 0.0
    for boot in reversed(boots):
        after += boot.lasted
        if boot.began >= SOONEST:
            return boot.began + after
    return default
