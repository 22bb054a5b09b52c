"""Whether anything passes, for each IP family by itself: what was received proves it, else a probe may."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from . import backoff, wire
from .action import Action, Probe, Remember
from .event import Counted, Family, Probed, Saw
from .settings import Settings
from .state import Route, State

_IDLE_LOOK = 150.0
_BUSY_LOOK = 30.0
"""Seconds from look to look at the counters, which costs nothing on the wire; idle, and while there is traffic."""

_BUSY_FOR = 180.0
"""Seconds after the last traffic."""

_SELDOM = 4
"""How much more seldom IPv6 is asked beside IPv4: what silences both is seen by the cheaper one."""

_THOROUGH = 8
"""Of so many probes of a dead family one tries all ways again, as the one that it had may be gone."""

_FIRST_INTERVAL = 60.0
_AGAIN_AT_ONCE = 1.0
_GROWTH = 1.5
_PROBE_LASTS = 60.0
"""Seconds after which nobody waits for the end of a probe."""


def judged(state: State, event: Saw, settings: Settings) -> tuple[State, tuple[Action, ...]]:
    """The state with what the counters say, and the probes that are due."""
    is_new = state.connection != event.sight.connection
    known = {} if is_new else state.routes
    families = event.sight.families
    routes = {each: _counted(each, known.get(each), state, event, settings) for each in families}
    carries = any(_carries(known.get(each), families[each]) for each in families)
    busy_at = event.at if carries else state.busy_at
    look_at = event.at + (_BUSY_LOOK if event.at < busy_at + _BUSY_FOR else _IDLE_LOOK)
    state = replace(state, routes=routes, connection=event.sight.connection, busy_at=busy_at, look_at=look_at)
    actions: tuple[Action, ...] = ()
    for family in families:
        state, more = _probed(state, family, event, settings)
        actions += more
    return with_next_probe(state, settings), actions


def _carries(before: Route | None, now: Counted) -> bool:
    return before is not None and before.received >= 0 and (now.sent > before.sent or now.received > before.received)


def _counted(family: Family, before: Route | None, state: State, event: Saw, settings: Settings) -> Route:
    now = event.sight.families[family]
    if before is None:
        # It has just been connected, which says nothing of what passes.
        soon = event.at + backoff.spread(_FIRST_INTERVAL / 4, event.chance)
        way = state.ways.get(family, wire.RESOLVER)
        return Route(now.received, now.sent, probe_at=soon, interval=_FIRST_INTERVAL, way=way)
    route = replace(before, received=now.received, sent=now.sent)
    if before.received < 0:
        return route
    if now.received > before.received:
        return _proven(route, event.at, event.chance, _longest(family, event.sight.families, settings))
    if now.sent > before.sent and not before.misses:
        return replace(route, probe_at=min(route.probe_at, event.at), is_suspect=True)
    return route


def _longest(family: Family, families: Iterable[Family], settings: Settings) -> float:
    """Seconds between probes of a link that carries nothing."""
    return settings.probe_every * (_SELDOM if family is Family.IPV6 and Family.IPV4 in families else 1)


def _proven(route: Route, at: float, chance: float, longest: float) -> Route:
    """The longer it works, the more seldom it is asked."""
    interval = min(longest, max(route.interval, _FIRST_INTERVAL) * _GROWTH)
    probe_at = at + backoff.spread(interval, chance)
    return replace(route, misses=0, is_suspect=False, renewed=0, interval=interval, probe_at=probe_at)


def _probed(state: State, family: Family, event: Saw, settings: Settings) -> tuple[State, tuple[Action, ...]]:
    route = state.routes[family]
    if not settings.data_budget or (route.reserve and event.at < route.asked_at + _PROBE_LASTS):
        return state, ()
    if event.at < route.probe_at:
        return _with(state, family, replace(route, reserve=0)), ()
    way = "" if _has_to_be_thorough(state, family) else route.way
    cost = wire.most_of(way, family, settings.targets_of(family))
    needed = cost + (_kept_back(settings) if _can_wait(state, route) else 0)
    if not state.budget.affords(needed):
        later = state.budget.ready_at(needed, settings.data_budget)
        return _with(state, family, replace(route, reserve=0, probe_at=later)), ()
    asking = _with(state, family, replace(route, reserve=cost, asked_at=event.at, probe_at=event.at + _PROBE_LASTS))
    booked = asking.budget.with_booking(cost)
    writing: tuple[Action, ...] = () if booked == asking.budget else (Remember(),)
    return replace(asking, budget=booked.spent(cost)), (*writing, Probe(family, way, cost))


def _has_to_be_thorough(state: State, family: Family) -> bool:
    """A doubt is; but after a repair nothing new is to be expected of a way that is known to answer."""
    misses = state.routes[family].misses
    is_known = state.strikes > 0 and family in state.ways
    return misses % _THOROUGH == 1 and not (misses == 1 and is_known)


def _can_wait(state: State, route: Route) -> bool:
    """Whether nothing depends on it now: it is the routine of a link that works, or that is known to be dead."""
    return route.is_dead or not (route.misses or route.is_suspect or state.strikes)


def _kept_back(settings: Settings) -> int:
    """What is saved for a doubt: thorough probes of both families."""
    return sum(wire.most_of("", family, settings.targets_of(family)) for family in Family)


def answered(state: State, event: Probed, settings: Settings) -> State:
    """What was reserved and not used can be used again; an answer that comes later is nobody's."""
    route = state.routes.get(event.family)
    if not route or not route.reserve:
        return state
    state = replace(state, budget=state.budget.refunded(max(0, route.reserve - event.spent)))
    # What the probe itself sent and received is no traffic of the machine's: counting begins anew.
    route = replace(route, reserve=0, received=-1, sent=-1)
    longest = _longest(event.family, state.routes, settings)
    if event.way:
        state = replace(state, ways={**state.ways, event.family: event.way})
        return _with(state, event.family, replace(_proven(route, event.at, event.chance, longest), way=event.way))
    return _with(_in_doubt(state, event.at), event.family, _missed(route, event.at, longest))


def _in_doubt(state: State, at: float) -> State:
    """What silences one family may have silenced the other."""
    routes = {each: replace(route, probe_at=min(route.probe_at, at)) for each, route in state.routes.items()}
    return replace(state, routes={each: routes[each] if not old.misses else old for each, old in state.routes.items()})


def _missed(route: Route, at: float, longest: float) -> Route:
    """The second probe follows at once; whether a dead one is well again is asked more and more seldom."""
    misses = route.misses + 1
    if misses == 1:
        return replace(route, misses=misses, interval=_FIRST_INTERVAL / _GROWTH, probe_at=at + _AGAIN_AT_ONCE)
    interval = min(longest, route.interval * _GROWTH)
    return replace(route, misses=misses, interval=interval, probe_at=at + interval)


def with_next_probe(state: State, settings: Settings) -> State:
    """Looks no later than the first probe is due."""
    due = [route.probe_at for route in state.routes.values() if settings.data_budget and not route.reserve]
    return replace(state, look_at=min([state.look_at, *due]))


def _with(state: State, family: Family, route: Route) -> State:
    return replace(state, routes={**state.routes, family: route})
