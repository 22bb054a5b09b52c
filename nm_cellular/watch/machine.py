"""Decides what to do about one modem: a state and an event make the next state, and actions.

Results are only noted; what follows from them is decided when one looks again, which whoever runs this does after
each event.
"""

from __future__ import annotations

from dataclasses import replace

from . import allowance, dialling, proving, repairing
from .action import Action
from .event import Condition, Done, Event, Probed, Saw
from .ladder import Place
from .settings import Settings
from .state import Phase, State

Step = tuple[State, tuple[Action, ...]]

_REPAIR_LASTS = 300
"""Seconds after which nobody waits for the end of a repair."""

_HELD_LOOK = 3600
"""Seconds; whatever ends a hold is signalled."""


def step(state: State, event: Event, settings: Settings) -> Step:
    state = replace(state, budget=state.budget.accrued(event.at, allowance.of(settings)))
    match event:
        case Saw():
            return _looked(state, event, settings)
        case Probed():
            return replace(proving.answered(state, event, settings), look_at=event.at), ()
        case Done():
            return replace(state, is_busy=False, problem=event.problem, look_at=event.at), ()


def _looked(state: State, event: Saw, settings: Settings) -> Step:
    state = dialling.noted(state, event)
    if state.is_busy and event.at < state.repair_at + _REPAIR_LASTS:
        return replace(state, look_at=state.repair_at + _REPAIR_LASTS), ()
    state = replace(state, is_busy=False)
    sight = event.sight
    if sight.condition is Condition.HELD or (sight.by_user and state.calmed_at is None):
        return _held(state, event), ()
    if dialling.is_spinning(state, event.at):
        return dialling.calm(state, event, settings)
    if sight.condition is Condition.UP:
        return _connected(state, event, settings)
    return repairing.trouble(state, event, settings, sight.condition, sight.reason)


def _held(state: State, event: Saw) -> State:
    """Nothing is tried, and nothing is forgotten: a PIN that is typed in does not make a broken modem whole."""
    is_down = event.sight.condition is not Condition.HELD
    reason = "somebody has taken the link down" if is_down else event.sight.reason
    held = state.entering(Phase.HELD, reason, event.at)
    return replace(held, trouble_since=None, up_since=None, routes={}, look_at=event.at + _HELD_LOOK)


def _connected(state: State, event: Saw, settings: Settings) -> Step:
    state, probes = proving.judged(state, event, settings)
    if reason := repairing.deadness(state.routes):
        state, repairs = repairing.trouble(state, event, settings, None, reason)
        return proving.with_next_probe(state, settings), (*probes, *repairs)
    state, renewals = repairing.renewed(_working(state, event, settings), event, settings)
    return state, (*probes, *renewals)


def _working(state: State, event: Saw, settings: Settings) -> State:
    """Once it has worked for long enough, what was tried before does not count any more."""
    doubt = next((family for family, route in state.routes.items() if route.misses), None)
    phase = Phase.DOUBTING if doubt else Phase.WORKING
    state = state.entering(phase, f"{doubt.label} does not answer" if doubt else "", event.at)
    state = replace(state, trouble_since=None, up_since=event.at if state.up_since is None else state.up_since)
    if event.at - (state.up_since or 0) < settings.stable:
        return state
    return replace(state, strikes=0, place=Place(), reboots=0, calmed_at=None)
