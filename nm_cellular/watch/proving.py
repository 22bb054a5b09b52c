"""Whether anything passes, for each IP family by itself: what was received proves it, else a probe may."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from . import allowance, backoff, wire
from .action import Action, Probe, Remember
from .event import Counted, Family, Probed, Saw
from .settings import Settings
from .state import Route, State

_IDLE_LOOK = 150.0
_BUSY_LOOK = 30.0
_BLIND_LOOK = 600.0
"""Seconds from look to look at the counters, which costs nothing on the wire: idle, while there is traffic, and where
nothing could be asked about what they say."""

_BUSY_FOR = 180.0
"""Seconds after the last traffic."""

_JITTER = 0.02
"""Only down: an interval is the most that may pass."""

_SHORT_OF_MONEY = 2
"""How much more seldom routine asks while it is to be saved up for the next trouble."""

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
    look_at = event.at + _look_after(event.at - busy_at, settings)
    state = replace(state, routes=routes, connection=event.sight.connection, busy_at=busy_at, look_at=look_at)
    actions: tuple[Action, ...] = ()
    for family in families:
        state, more = _probed(state, family, event, settings)
        actions += more
    return with_next_probe(state, settings), actions


def _look_after(idle: float, settings: Settings) -> float:
    """Two looks find out in time that nothing comes in any more."""
    if idle < _BUSY_FOR:
        return min(_BUSY_LOOK, settings.probe_every / 2)
    return _IDLE_LOOK if settings.data_budget else _BLIND_LOOK


def _carries(before: Route | None, now: Counted) -> bool:
    return before is not None and before.received >= 0 and (now.sent > before.sent or now.received > before.received)


def _counted(family: Family, before: Route | None, state: State, event: Saw, settings: Settings) -> Route:
    now = event.sight.families[family]
    if before is None:
        # It has just been connected, which says nothing of what passes.
        soon = event.at + backoff.spread(_FIRST_INTERVAL / 4, event.chance)
        way = state.ways.get(family, wire.RESOLVER)
        return Route(now.received, now.sent, event.at, probe_at=soon, interval=_FIRST_INTERVAL, way=way)
    route = replace(before, received=now.received, sent=now.sent, looked_at=event.at)
    if before.received < 0:
        return route
    if now.received > before.received:
        # It may have come right after the last look.
        return _proven(route, before.looked_at, event.chance, _longest(family, event.sight.families, settings))
    if now.sent > before.sent and not before.misses:
        return replace(route, probe_at=min(route.probe_at, event.at), is_suspect=True)
    return route


def _longest(family: Family, families: Iterable[Family], settings: Settings) -> float:
    """Seconds between probes of a link that carries nothing."""
    is_beside = family is Family.IPV6 and Family.IPV4 in families
    return settings.probe_every * (allowance.turns(settings) if is_beside else 1)


def _proven(route: Route, at: float, chance: float, longest: float) -> Route:
    """The longer it works, the more seldom it is asked."""
    interval = min(longest, max(route.interval, _FIRST_INTERVAL) * _GROWTH)
    probe_at = at + _jittered(interval, chance)
    return replace(route, misses=0, is_suspect=False, renewed=0, interval=interval, probe_at=probe_at)


def _jittered(interval: float, chance: float) -> float:
    return interval * (1 - _JITTER * chance)


def _probed(state: State, family: Family, event: Saw, settings: Settings) -> tuple[State, tuple[Action, ...]]:
    route = state.routes[family]
    if not settings.data_budget or (route.reserve and event.at < route.asked_at + _PROBE_LASTS):
        return state, ()
    if event.at < route.probe_at:
        return _with(state, family, replace(route, reserve=0)), ()
    way = "" if _has_to_be_thorough(state, family) else route.way
    cost = wire.most_of(way, family, settings.targets_of(family))
    later = _affordable_at(cost, state, route, settings)
    if event.at < later:
        return _with(state, family, replace(route, reserve=0, probe_at=later)), ()
    asking = _with(state, family, replace(route, reserve=cost, asked_at=event.at, probe_at=event.at + _PROBE_LASTS))
    booked = asking.budget.with_booking(cost)
    writing: tuple[Action, ...] = () if booked == asking.budget else (Remember(),)
    return replace(asking, budget=booked.spent(cost)), (*writing, Probe(family, way, cost))


def _affordable_at(cost: int, state: State, route: Route, settings: Settings) -> float:
    """Routine waits until there is enough for a time of trouble, too, but not for ever."""
    allowed = allowance.of(settings)
    if not _can_wait(state, route):
        return state.budget.ready_at(cost, allowed)
    with_all, with_least = (state.budget.ready_at(cost + kept, allowed) for kept in (allowed.kept_back, allowed.doubt))
    return min(with_all, max(with_least, route.asked_at + _SHORT_OF_MONEY * route.interval))


def _has_to_be_thorough(state: State, family: Family) -> bool:
    """A doubt is; but after a repair nothing new is to be expected of a way that is known to answer."""
    misses = state.routes[family].misses
    is_known = state.strikes > 0 and family in state.ways
    return misses % _THOROUGH == 1 and not (misses == 1 and is_known)


def _can_wait(state: State, route: Route) -> bool:
    """Whether nothing depends on it now: it is the routine of a link that works, or that is known to be dead."""
    return route.is_dead or not (route.misses or route.is_suspect or state.strikes)


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
        proven = replace(_proven(route, event.at, event.chance, longest), way=event.way)
        return _spared(_with(state, event.family, proven), event, settings)
    state = state if route.misses else _in_doubt(state, event.at)
    return _with(state, event.family, _missed(route, event.at, longest))


def _spared(state: State, event: Probed, settings: Settings) -> State:
    """An answer by IPv6 is in the place of one by IPv4: that the link as a whole is alive it proves as well."""
    route = state.routes.get(Family.IPV4)
    is_routine = route and not (route.misses or route.is_suspect or route.reserve)
    if event.family is Family.IPV4 or not route or not is_routine or allowance.turns(settings) == 1:
        return state
    later = event.at + _jittered(min(route.interval, settings.probe_every), event.chance)
    return _with(state, Family.IPV4, replace(route, probe_at=max(route.probe_at, later)))


def _in_doubt(state: State, at: float) -> State:
    """What silences one family may have silenced the other."""
    others = {each: route for each, route in state.routes.items() if not route.misses}
    doubted = {each: replace(old, probe_at=min(old.probe_at, at), is_suspect=True) for each, old in others.items()}
    return replace(state, routes={**state.routes, **doubted})


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
