"""Notices a NetworkManager that dials without end, as 1.42 does with a modem that refuses to go online."""

from __future__ import annotations

from dataclasses import replace

from . import backoff
from .action import Action, Calm
from .event import Saw
from .settings import Settings
from .state import Phase, State

_SPINNING = 10
_AGAIN, _REST = 3, 5.0
"""Dials after which, and seconds at least until, it is calmed again: what we do to a modem may set it going again."""

_WITHIN = 60.0
"""Seconds; its own four tries for each of five profiles take longer, as the network needs some seconds to refuse."""


def noted(state: State, event: Saw) -> State:
    # Signals of several dials may come as one, and between two of them nothing else is seen.
    begins = event.sight.is_dialling and not (state.is_dialling and event.sight.dial == state.dial)
    recent = tuple(each for each in state.dials if event.at - each < _WITHIN)
    dials = (*recent, event.at)[-_SPINNING:] if begins else recent
    return replace(state, is_dialling=event.sight.is_dialling, dial=event.sight.dial, dials=dials)


def is_spinning(state: State, at: float) -> bool:
    if state.calmed_at is None:
        return len(state.dials) >= _SPINNING
    return len(state.dials) >= _AGAIN and at - state.calmed_at >= _REST


def calm(state: State, event: Saw, settings: Settings) -> tuple[State, tuple[Action, ...]]:
    """From now on only our repairs have it dial, which wait longer each time."""
    reason = f"NetworkManager has dialled {len(state.dials)} times in {max(1, event.at - state.dials[0]):.0f} s"
    state = state.entering(Phase.WAITING, reason, event.at)
    since = event.at if state.trouble_since is None else state.trouble_since
    next_at = state.next_at
    if state.calmed_at is None:
        wait = backoff.wait(state.strikes + 1, settings.first_wait, settings.longest_wait, event.chance)
        next_at = max(next_at, event.at + wait)
    state = replace(state, trouble_since=since, up_since=None, dials=(), calmed_at=event.at, next_at=next_at)
    return replace(state, look_at=max(next_at, event.at + 1), routes={}), (Calm(reason),)
