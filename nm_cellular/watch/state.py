"""What is remembered of one modem, from one event to the next and over restarts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from . import wire
from .budget import FIRST, Budget
from .event import Family
from .ladder import Place


class Phase(StrEnum):
    """STARTING: nothing is known yet; DOUBTING: it is connected, and was asked whether anything passes; WAITING: it
    does not work, and something will be tried; REPAIRING: that is being done; HELD: somebody else has to do something.
    """

    STARTING = "starting"
    WORKING = "working"
    DOUBTING = "doubting"
    WAITING = "waiting"
    REPAIRING = "repairing"
    HELD = "held"


DEAD = 2
"""Probes in a row without an answer; the second one tries all ways."""


@dataclass(frozen=True, slots=True)
class Route:
    """One IP family of a connection.

    received, sent: packets at the last look, -1 after a probe; looked_at: when that was; misses: probes in a row
    without an answer; is_suspect: something was sent and nothing came back, or the other family is in doubt;
    probe_at: when it is to be asked; interval: seconds from one proof to the next probe; reserve: bytes of a probe
    that has not ended, asked_at: when that began; way: what has answered last; renewed: how often it was renewed;
    renew_at: when it may be the next time.
    """

    received: int = 0
    sent: int = 0
    looked_at: float = 0.0
    misses: int = 0
    is_suspect: bool = False
    probe_at: float = 0.0
    interval: float = 0.0
    reserve: int = 0
    asked_at: float = 0.0
    way: str = wire.RESOLVER
    renewed: int = 0
    renew_at: float = 0.0

    @property
    def is_dead(self) -> bool:
        return self.misses >= DEAD


@dataclass(frozen=True, slots=True)
class State:
    """Times are those of the events.

    reason: why it is in its phase; phase_since: from when on; trouble_since: since when it does not work, up_since:
    since when it does, one of them None; stage: of trouble, see repairing.py, and stage_since: since when it is in
    that; ways: what has answered last, by family, over all connections; strikes: repairs since it was stable;
    place: on the ladder; next_at: before which no repair is begun; repair: the one that is going on, or was the
    last; repair_at: when that began; is_busy: whether it is going on; problem: what came of it; is_left: nobody has
    dialled for it since; look_at: when to look again; busy_at: when there was traffic last; dials: when
    NetworkManager began to dial lately; dial: the last of these; calmed_at: since when we keep it from that; reboots:
    since it was stable.
    """

    phase: Phase = Phase.STARTING
    reason: str = ""
    phase_since: float = 0.0
    trouble_since: float | None = None
    up_since: float | None = None
    stage: str = ""
    stage_since: float = 0.0
    connection: str = ""
    routes: Mapping[Family, Route] = field(default_factory=dict)
    ways: Mapping[Family, str] = field(default_factory=dict)
    strikes: int = 0
    place: Place = field(default_factory=Place)
    next_at: float = 0.0
    repair: str = ""
    repair_at: float = 0.0
    is_busy: bool = False
    problem: str = ""
    is_left: bool = False
    look_at: float = 0.0
    busy_at: float = -1e9
    dials: tuple[float, ...] = ()
    is_dialling: bool = False
    dial: str = ""
    calmed_at: float | None = None
    reboots: int = 0
    budget: Budget = field(default_factory=Budget)

    def entering(self, phase: Phase, reason: str, at: float) -> State:
        since = self.phase_since if phase is self.phase else at
        return replace(self, phase=phase, reason=reason, phase_since=since)


def fresh(now: float) -> State:
    """Of a modem that was never seen; what it may spend at first has to be written down before it is spent."""
    return State(phase_since=now, look_at=now, budget=Budget(FIRST, now))


def resumed(state: State, then: float, now: float) -> State:
    """The state in a new life of the machine: then, now: seconds of the old clock and of the new one.

    Waits go on where they were; of the connection nothing is known, and nothing is going on.
    """
    passed = now - then
    return replace(
        state,
        phase=Phase.STARTING,
        reason="",
        phase_since=now,
        trouble_since=None,
        up_since=None,
        routes={},
        connection="",
        next_at=state.next_at + passed,
        repair_at=state.repair_at + passed,
        is_busy=False,
        is_left=False,
        look_at=now,
        dials=(),
        is_dialling=False,
        calmed_at=None,
        budget=state.budget.after_a_crash(now),
    )


def restarted(state: State, now: float) -> State:
    """The state in a new run of the service in the same life of the machine."""
    routes = {family: replace(route, reserve=0) for family, route in state.routes.items()}
    return replace(state, routes=routes, is_busy=False, look_at=now)
