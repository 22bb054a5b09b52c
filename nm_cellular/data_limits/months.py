"""What a SIM has used, by month, with a clock that may be wrong.

A board without a battery may begin in a month long ago, and NTP may set it forward, or back from one to come.  So the
month goes forward at once but backward only when the clock has said so for a day.  Until then nothing is forgotten:
what was used in later months counts, and comes to the month that it then is.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

_KEPT = 13
"""Months: a year, and the one that is going on."""

_CONVINCING = 86400.0
"""Seconds that the clock has to say an earlier month."""

_SOONEST = "2025-01"
"""A clock that says less was not set."""


@dataclass(frozen=True, slots=True)
class Months:
    """used: bytes by month, such as 2026-03, the empty one before any time was known; doubted: seconds for which the
    clock has said an earlier month than the last of them."""

    used: Mapping[str, int] = field(default_factory=dict)
    doubted: float = 0.0

    def with_more(self, count: int, month: str, passed: float) -> Months:
        """count: bytes; month: what the clock says, empty where it was not set; passed: seconds since the last time."""
        last = max(self.used, default="")
        if month >= last:
            return _kept(_joined(self.used, {""}, month, count))
        doubted = self.doubted + passed if month else self.doubted
        if doubted >= _CONVINCING and month:
            return _kept(_joined(self.used, {name for name in self.used if name > month}, month, count))
        return Months({**self.used, last: self.used[last] + count}, doubted)

    def now(self, month: str) -> int:
        """Bytes used in the month that the clock says, and in later ones, which cannot have been."""
        first = month or max(self.used, default="")
        return sum(count for name, count in self.used.items() if name >= first or not name)


def _joined(used: Mapping[str, int], others: Set[str], month: str, count: int) -> dict[str, int]:
    """With so many more in the month, and what was in the others too."""
    wrong = (others & used.keys()) - {month}
    rest = {name: each for name, each in used.items() if name not in wrong}
    return {**rest, month: rest.get(month, 0) + sum(used[name] for name in wrong) + count}


def _kept(used: Mapping[str, int]) -> Months:
    return Months({name: used[name] for name in sorted(used)[-_KEPT:]})


def month_of(seconds: float, zone: tzinfo | None) -> str:
    """Of seconds since 1970, by the local calendar as contracts have it; empty where the clock was not set."""
    found = f"{datetime.fromtimestamp(seconds, zone):%Y-%m}"
    return found if found >= _SOONEST else ""
