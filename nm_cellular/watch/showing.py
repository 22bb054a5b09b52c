"""What `status` shows of a state."""

from __future__ import annotations

from typing import Any, NamedTuple

from .ladder import RUNGS
from .state import Phase, State
from .words import seconds, situation


class Watched(NamedTuple):
    """phase, reason and strikes: as in State; repair: what was tried last, empty where nothing was.

    repaired_ago, next_try: seconds from now, None where there was none or will be none.
    """

    phase: str
    sentence: str
    reason: str
    strikes: int
    repair: str
    repaired_ago: float | None
    next_try: float | None

    def document(self) -> dict[str, Any]:
        return {
            "phase": self.phase,
            "reason": self.reason,
            "strikes": self.strikes,
            "last_repair": self.repair,
            "last_repair_seconds_ago": None if self.repaired_ago is None else round(self.repaired_ago),
            "next_try_in_seconds": None if self.next_try is None else round(self.next_try),
        }

    def lines(self) -> tuple[str, ...]:
        last = ""
        if self.strikes and self.repaired_ago is not None and self.repair in RUNGS:
            last = f"strike {self.strikes}: {RUNGS[self.repair].does}, {seconds(self.repaired_ago)} ago"
        next_try = "" if self.next_try is None else f"the next try is in {seconds(self.next_try)}"
        return tuple(filter(None, (self.sentence, last, next_try)))


def of(state: State, now: float) -> Watched:
    tries = state.phase in (Phase.WAITING, Phase.REPAIRING)
    return Watched(
        str(state.phase),
        situation(state),
        state.reason,
        state.strikes,
        state.repair,
        max(0.0, now - state.repair_at) if state.repair else None,
        max(0.0, state.look_at - now) if tries else None,
    )
