"""How the signal was in the last five minutes, for the sparkline of `status --watch`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..modems.modem_enums import State
from ..modems.observation import Observation

STEP = 10
"""Seconds that a column stands for."""

COLUMNS = 30
"""Five minutes."""

_LEVELS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class History:
    """steps: number of the step, and the signal quality in percent by modem as it was said last in that step.

    A step in which nothing was signalled is not in it: the signal was as before.  A modem is known by where it is
    plugged in, so that its history outlives a restart.
    """

    steps: tuple[tuple[int, Mapping[str, int]], ...] = ()

    def after(self, observation: Observation, now: float) -> History:
        """The history with what is there now; now: seconds of a clock that never goes back."""
        step = int(now // STEP)
        earlier = [each for each in self.steps if each[0] < step]
        return History((*earlier[-COLUMNS:], (step, _qualities(observation))))

    def of(self, device: str, now: float, columns: int = COLUMNS) -> tuple[int | None, ...]:
        """The quality in so many steps up to now, the oldest first; None where there was no modem, or no signal."""
        last = int(now // STEP)
        return tuple(self._at(step).get(device) for step in range(last - columns + 1, last + 1))

    def _at(self, step: int) -> Mapping[str, int]:
        return next((qualities for seen, qualities in reversed(self.steps) if seen <= step), {})


def _qualities(observation: Observation) -> dict[str, int]:
    return {modem.device: modem.signal.quality for modem in observation.modems if modem.state >= State.ENABLED}


def sparkline(qualities: tuple[int | None, ...]) -> str:
    """A column for each, a gap for None."""
    return "".join(" " if quality is None else _level(quality) for quality in qualities)


def _level(quality: int) -> str:
    return _LEVELS[max(0, min(len(_LEVELS) - 1, quality * len(_LEVELS) // 100))]
