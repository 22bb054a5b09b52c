"""What to try when a modem does not work, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from . import backoff, ladder
from .action import Action, Dial, Remember, Renew, Repair
from .event import Condition, Family, Need, Saw
from .settings import Settings
from .state import Phase, Route, State

_PATIENCE: Mapping[Condition, float] = {
    Condition.STARTING: 120,
    Condition.SEARCHING: 300,
    Condition.ABSENT: 300,
    Condition.DOWN: 5,
}
"""Seconds that a modem has for what it or NetworkManager does by itself, which dials again at once if it does at all.

A modem that ModemManager does not list may be one that somebody is working on, or that is being updated.
"""

_GONE = _ABSENT, _UNPLUGGED = ("absent", "unplugged")
"""Stages of a modem that ModemManager does not list: its USB device is there, or is not."""

_LONGEST_PATIENCE = 600.0
"""Seconds, for a modem that comes and goes, or that NetworkManager dials again and again."""

_RENEWALS = 3
_BETWEEN_REBOOTS = 3600.0
_LONGEST_BETWEEN_REBOOTS = 86400.0


def trouble(
    state: State, event: Saw, settings: Settings, condition: Condition | None, reason: str
) -> tuple[State, tuple[Action, ...]]:
    """condition: None where it is connected and nothing passes, which was established with patience already."""
    state = state.entering(Phase.WAITING, reason, event.at)
    state = _at_its_stage(state, event, condition)
    due = max(state.next_at, _due(state, condition, settings))
    if event.at < due:
        return _dialled(replace(state, look_at=due), event, condition)
    if condition is Condition.REFUSED:
        return _once_more(state, event, settings)
    return _climbed(state, event, settings)


def _at_its_stage(state: State, event: Saw, condition: Condition | None) -> State:
    """With each new stage patience begins anew: a modem that has come back has all its time to start."""
    stage = _stage(event, condition)
    is_back = state.stage in _GONE and stage != state.stage and _was_gone(state, event.at)
    is_new = state.trouble_since is None or is_back
    return replace(
        state,
        trouble_since=event.at if is_new else state.trouble_since,
        up_since=None,
        stage=stage,
        stage_since=event.at if is_new or stage != state.stage else state.stage_since,
        routes=state.routes if condition is None else {},
    )


def _stage(event: Saw, condition: Condition | None) -> str:
    if condition is Condition.ABSENT:
        return _ABSENT if Need.USB in event.sight.needs else _UNPLUGGED
    return "dialling" if event.sight.is_dialling else "idle"


def _was_gone(state: State, at: float) -> bool:
    """For so long that it is no sign of anything that it comes back now."""
    return at - state.stage_since >= _PATIENCE[Condition.ABSENT]


def _due(state: State, condition: Condition | None, settings: Settings) -> float:
    since = state.trouble_since or 0.0
    if condition is None:
        return since
    if condition is Condition.REFUSED:
        return since + settings.longest_wait
    patience = _PATIENCE[condition]
    return min(since + _LONGEST_PATIENCE, state.stage_since + patience)


def _dialled(state: State, event: Saw, condition: Condition | None) -> tuple[State, tuple[Action, ...]]:
    """A modem that was repaired is dialled once before the next rung."""
    if not state.is_left or condition is not Condition.DOWN or Need.DIALABLE not in event.sight.needs:
        return state, ()
    dial_at = max(state.stage_since, state.repair_at) + _PATIENCE[Condition.DOWN]
    if event.at < dial_at:
        return replace(state, look_at=min(state.look_at, dial_at)), ()
    return replace(state, is_left=False), (Dial("NetworkManager does not dial what was repaired"),)


def _climbed(state: State, event: Saw, settings: Settings) -> tuple[State, tuple[Action, ...]]:
    found = ladder.climb(settings.rungs, state.place, event.sight.needs, may_reboot=_may_reboot(state, event))
    if not found:
        return _nothing_to_try(state, event, settings), ()
    rung, here, after = found
    strikes = state.strikes + 1
    wait = backoff.wait(strikes, settings.first_wait, settings.longest_wait, event.chance)
    state = _begun(replace(state, strikes=strikes, place=after), rung, event.at, max(wait, rung.settle))
    if rung.name == ladder.REBOOT:
        state = replace(state, reboots=state.reboots + 1)
    return state, (Remember(), Repair(rung.name, here.tries, state.reason))


def _once_more(state: State, event: Saw, settings: Settings) -> tuple[State, tuple[Action, ...]]:
    """Now and then, in case somebody has paid the bill; without a step up the ladder."""
    found = next((ladder.RUNGS[name] for name in ladder.AT_ONCE if ladder.RUNGS[name].needs <= event.sight.needs), None)
    if not found:
        return _nothing_to_try(state, event, settings), ()
    wait = backoff.spread(settings.longest_wait, event.chance)
    state = _begun(replace(state, strikes=state.strikes + 1), found, event.at, max(wait, found.settle))
    return state, (Remember(), Repair(found.name, 0, state.reason))


def _begun(state: State, rung: ladder.Rung, at: float, wait: float) -> State:
    state = state.entering(Phase.REPAIRING, state.reason, at)
    begun = replace(state, repair=rung.name, repair_at=at, is_busy=True, is_left=rung.name not in ladder.DIALLING)
    return replace(begun, problem="", next_at=at + wait, look_at=at + wait, routes={})


def _nothing_to_try(state: State, event: Saw, settings: Settings) -> State:
    """Such as with a modem that is not plugged in; what changes that is signalled."""
    return replace(state, look_at=event.at + backoff.spread(settings.longest_wait, event.chance))


def _may_reboot(state: State, event: Saw) -> bool:
    """The machine has to have run for longer each time: then no loop is faster than once a day.

    The time since boot is no matter of any calendar or memory, and so is right on a machine that has neither.
    """
    return event.at >= min(_LONGEST_BETWEEN_REBOOTS, _BETWEEN_REBOOTS * (1 << min(state.reboots, 10)))


def deadness(routes: Mapping[Family, Route]) -> str:
    """Why the connection as a whole has to be repaired; empty where it has not.

    For want of IPv6 alone nothing that works is taken down; but most of what a machine does needs IPv4.
    """
    if routes and all(route.is_dead for route in routes.values()):
        return "it is connected, but nothing comes back"
    ipv4 = routes.get(Family.IPV4)
    if ipv4 and ipv4.is_dead and ipv4.renewed >= _RENEWALS:
        return f"nothing comes back by IPv4, which was renewed {_RENEWALS} times"
    return ""


def renewed(state: State, event: Saw, settings: Settings) -> tuple[State, tuple[Action, ...]]:
    """Where one family is dead and another works, only the dead one is touched."""
    is_open = any(route.misses and not route.is_dead for route in state.routes.values())
    if is_open or Need.DIALABLE not in event.sight.needs:
        return state, ()
    actions: list[Action] = []
    for family, route in state.routes.items():
        if route.is_dead and event.at >= max(route.renew_at, state.next_at):
            state = _renew(state, family, event, settings)
            actions.append(Renew(family, f"nothing comes back by {family.label}"))
    return state, tuple(actions)


def _renew(state: State, family: Family, event: Saw, settings: Settings) -> State:
    route = state.routes[family]
    wait = backoff.wait(route.renewed + 1, 2 * settings.first_wait, settings.longest_wait, event.chance)
    again = replace(route, renewed=route.renewed + 1, renew_at=event.at + wait)
    return replace(state, routes={**state.routes, family: again})
