"""What the log says: each decision in one line, with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .action import Action, Calm, Dial, Renew, Repair
from .ladder import RUNGS
from .state import Phase, State


def told(before: State, after: State, actions: Sequence[Action]) -> Iterator[str]:
    repairs = [action for action in actions if isinstance(action, Repair | Renew | Dial | Calm)]
    for action in repairs:
        yield decision(action, after)
    if not repairs and _is_news(before, after):
        yield situation(after, before)


def _is_news(before: State, after: State) -> bool:
    """Of a repair the beginning was told; and why it does not work changes with each step of NetworkManager's."""
    if after.phase is before.phase:
        return after.phase is Phase.HELD and after.reason != before.reason
    return (before.phase, after.phase) != (Phase.REPAIRING, Phase.WAITING)


def decision(action: Repair | Renew | Dial | Calm, after: State) -> str:
    match action:
        case Repair(rung, number, reason):
            again = f", for the {_ordinal(number + 1)} time" if number else ""
            wait = seconds(after.next_at - after.repair_at)
            return f"{RUNGS[rung].does}{again}, because {reason}; strike {after.strikes}, the next is {wait} off"
        case Renew(family, reason):
            return f"renewing {family.label}, because {reason}; the other family is left as it is"
        case Dial(reason):
            return f"activating the profile, because {reason}"
    return f"keeping NetworkManager from dialling, because {action.reason}; we dial with a back-off"


def situation(after: State, before: State | None = None) -> str:
    """The phase, as a sentence without its modem."""
    match after.phase:
        case Phase.WORKING:
            return "works again" if before and before.phase in (Phase.WAITING, Phase.REPAIRING) else "works"
        case Phase.HELD:
            return f"is left alone: {after.reason}"
        case Phase.DOUBTING:
            return f"is doubted: {after.reason}"
        case Phase.WAITING:
            return f"does not work: {after.reason}"
        case Phase.REPAIRING:
            return f"is being repaired: {RUNGS[after.repair].does}" if after.repair in RUNGS else "is being repaired"
    return "is new"


def _ordinal(number: int) -> str:
    return {1: "1st", 2: "2nd", 3: "3rd"}.get(number, f"{number}th")


def seconds(span: float) -> str:
    if span < 120:
        return f"{span:.0f} s"
    return f"{span / 60:.0f} min" if span < 7200 else f"{span / 3600:.1f} h"
