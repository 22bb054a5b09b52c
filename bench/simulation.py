"""A day of a link with faults, in virtual time: kept up by the watch's own machine, or by a loop that pings.

What a fault is, and what ends it, are assumptions; they are the same for both.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from nm_cellular.watch import machine, probing, wire
from nm_cellular.watch.action import Probe, Renew, Repair
from nm_cellular.watch.event import Condition, Counted, Done, Event, Family, Need, Probed, Saw, Sight
from nm_cellular.watch.settings import Settings
from nm_cellular.watch.state import Phase, State, fresh

DAY = 86400.0
V4, V6 = Family.IPV4, Family.IPV6
RENEW = "renew"
_READY = frozenset({Need.LISTED, Need.USB, Need.PORT, Need.DIALABLE})
_GONE = frozenset({Need.USB, Need.PORT})
_TAKES: Mapping[str, float] = {"reconnect": 5, RENEW: 2, "re-enable": 15, "reset": 30, "replug": 30}
"""Seconds from the beginning of a repair to an address."""


class Kind(NamedTuple):
    """silent: families that pass nothing, while it seems connected; lasts: seconds after which it ends by itself."""

    name: str
    condition: Condition
    silent: frozenset[Family]
    cured_by: frozenset[str]
    lasts: float = 0.0


_BOTH = frozenset({V4, V6})
_ANY = frozenset({"reconnect", "re-enable", "reset", "replug"})
KINDS = (
    Kind("the call ends, NetworkManager redials", Condition.STARTING, _BOTH, frozenset(), 5),
    Kind("the call ends, NetworkManager gives up", Condition.DOWN, _BOTH, _ANY),
    Kind("no network for 20 minutes", Condition.SEARCHING, _BOTH, frozenset(), 1200),
    Kind("nothing passes", Condition.UP, _BOTH, _ANY),
    Kind("no IPv6 passes", Condition.UP, frozenset({V6}), _ANY | {RENEW}),
    Kind("the modem hangs until it is reset", Condition.UP, _BOTH, frozenset({"reset", "replug"})),
    Kind("the modem vanishes until it is replugged", Condition.ABSENT, _BOTH, frozenset({"replug"})),
)


class Fault(NamedTuple):
    at: float
    kind: Kind


def day(seed: int) -> tuple[Fault, ...]:
    """Each kind once, an hour or more apart, in an order and at times that are the seed's."""
    rng = random.Random(seed)  # noqa: S311
    kinds = rng.sample(KINDS, len(KINDS))
    return tuple(Fault((number + 1) * 3 * 3600 + rng.uniform(-3000, 3000), kind) for number, kind in enumerate(kinds))


class Outcome(NamedTuple):
    """Seconds from the fault on; None: it did not happen before the next fault."""

    kind: Kind
    noticed: float | None
    mended: float | None


@dataclass
class Link:
    """The truth.  every: seconds from one request of the machine's own to the next, 0 for a link that nobody uses."""

    every: float
    at: float = 0.0
    fault: Fault | None = None
    busy_until: float = 0.0
    connection: int = 0
    packets: dict[Family, Counted] = field(default_factory=lambda: {V4: Counted(), V6: Counted()})

    def advance(self, at: float) -> None:
        requests = int(at / self.every) - int(self.at / self.every) if self.every else 0
        for family, before in self.packets.items():
            answers = requests if self.passes(family) else 0
            self.packets[family] = Counted(before.received + answers, before.sent + requests)
        self.at = at
        if self.fault and self.fault.kind.lasts and at >= self.fault.at + self.fault.kind.lasts:
            self.end()

    def end(self) -> None:
        self.fault = None
        self.connection += 1

    def passes(self, family: Family) -> bool:
        return self.at >= self.busy_until and not (self.fault and family in self.fault.kind.silent)

    def repair(self, name: str) -> None:
        takes = _TAKES[name]
        self.busy_until = self.busy_until if name == RENEW else self.at + takes
        if self.fault and name in self.fault.kind.cured_by:
            self.end()

    def sight(self) -> Sight:
        condition = self.fault.kind.condition if self.fault else Condition.UP
        if self.at < self.busy_until:
            return Sight(Condition.STARTING, "it connects", needs=_READY)
        if condition is not Condition.UP:
            return Sight(condition, "it is broken", needs=_GONE if condition is Condition.ABSENT else _READY)
        return Sight(Condition.UP, families=dict(self.packets), connection=str(self.connection), needs=_READY)


@dataclass
class Watch:
    """The watch over a link.  What a signal would tell is seen at once; the rest when it looks."""

    link: Link
    rng: random.Random
    settings: Settings = field(default_factory=Settings)
    state: State = field(default_factory=lambda: fresh(0.0))
    spent: int = 0
    results: list[tuple[float, Event]] = field(default_factory=list)
    seen: tuple[Condition, str] = (Condition.UP, "")

    def next_at(self) -> float:
        return min([self.state.look_at, *(at for at, _ in self.results)])

    def look(self) -> None:
        due = [each for each in self.results if each[0] <= self.link.at]
        self.results = [each for each in self.results if each[0] > self.link.at]
        for _, event in due:
            self._step(event)
        self._step(Saw(self.link.at, self.rng.random(), self.link.sight()))

    def _step(self, event: Event) -> None:
        self.state, actions = machine.step(self.state, event, self.settings)
        for action in actions:
            match action:
                case Probe():
                    self._probe(action)
                case Repair():
                    self.link.repair(action.rung)
                    self.results.append((self.link.at + _TAKES[action.rung], Done(self.link.at)))
                case Renew():
                    self.link.repair(RENEW)

    def _probe(self, probe: Probe) -> None:
        """The carrier's resolver answers echoes."""
        answers = self.link.passes(probe.family)
        spent = wire.echo(probe.family) if answers or probe.way else self._all_ways(probe.family)
        waits = 0.1 if answers else probing.PATIENCE + (0 if probe.way else 3 * probing.APART)
        self.spent += spent
        at = self.link.at + waits
        self.results.append((at, Probed(at, probe.family, wire.RESOLVER if answers else "", spent, self.rng.random())))

    def _all_ways(self, family: Family) -> int:
        targets = sum(map(wire.target, self.settings.targets_of(family)))
        return wire.echo(family) + wire.dns(family, None) + targets

    @property
    def notices(self) -> bool:
        return self.state.phase is not Phase.WORKING


@dataclass
class Loop:
    """ping -c 1 8.8.8.8, and a second's pause; where no answer comes in ten, the call is made anew."""

    link: Link
    spent: int = 0
    due: float = 0.0
    notices: bool = False

    def next_at(self) -> float:
        return self.due

    def look(self) -> None:
        if self.link.at < self.due:
            return
        answered = self.link.sight().condition is Condition.UP and self.link.passes(V4)
        self.spent += 168 if answered else 84
        self.notices = not answered
        if not answered:
            self.link.at += 10
            self.link.repair("reconnect")
        self.due = self.link.at + 1 + (0.1 if answered else _TAKES["reconnect"])


_QUIET = 3600.0
"""Seconds before the next fault for which a link works at last, however it came to that."""


def live(keeper: Watch | Loop, faults: tuple[Fault, ...]) -> Iterator[Outcome]:
    """A day with these faults, one after the other."""
    ends = [*(fault.at - _QUIET for fault in faults[1:]), DAY]
    for fault, end in zip(faults, ends, strict=True):
        until(keeper, fault.at)
        keeper.link.fault = fault
        yield _suffered(keeper, fault, end)
        keeper.link.end()
        keeper.look()
    until(keeper, DAY)


def until(keeper: Watch | Loop, at: float) -> None:
    while keeper.next_at() < at:
        keeper.link.advance(max(keeper.link.at + 0.001, keeper.next_at()))
        keeper.look()
    keeper.link.advance(max(at, keeper.link.at))


def _suffered(keeper: Watch | Loop, fault: Fault, end: float) -> Outcome:
    noticed = mended = None
    while keeper.link.at < end:
        if _is_signalled(keeper):
            keeper.look()
        if noticed is None and keeper.notices:
            noticed = keeper.link.at - fault.at
        if mended is None and not keeper.link.fault and keeper.link.at >= keeper.link.busy_until:
            mended = keeper.link.at - fault.at
        until(keeper, min(end, *_changes(keeper), keeper.next_at() + 0.002))
    return Outcome(fault.kind, noticed, mended)


def _changes(keeper: Watch | Loop) -> Iterator[float]:
    """When something will happen by itself, beside the end of time."""
    yield DAY
    link = keeper.link
    if link.at < link.busy_until:
        yield link.busy_until
    if link.fault and link.fault.kind.lasts:
        yield max(link.at + 0.001, link.fault.at + link.fault.kind.lasts)


def _is_signalled(keeper: Watch | Loop) -> bool:
    """Whether the daemons say something else than when the watch looked last; of silence they know nothing."""
    if isinstance(keeper, Loop):
        return False
    seen = keeper.link.sight()
    is_news = (seen.condition, seen.connection) != keeper.seen
    keeper.seen = (seen.condition, seen.connection)
    return is_news
