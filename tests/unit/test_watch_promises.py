"""What no sequence of events makes the watch do: spend more than its budget, hurry, touch a locked modem, give up."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from nm_cellular.watch import backoff, machine
from nm_cellular.watch.action import Action, Calm, Dial, Probe, Remember, Renew, Repair
from nm_cellular.watch.event import Condition, Done, Event, Probed, Saw, Sight
from nm_cellular.watch.settings import Settings
from nm_cellular.watch.state import State, fresh, restarted, resumed

from .watch_story import ABSENT, DIALLING, DOWN, NO_PIN, REFUSED, SEARCHING, UNPLUGGED, up

DAY = 86400
SIGHTS = (DOWN, DIALLING, SEARCHING, ABSENT, REFUSED, UNPLUGGED, NO_PIN)
LOCKED = (NO_PIN, replace(DOWN, by_user=True))


@dataclass
class World:
    """A machine that looks when it is due or something happens, and may be killed or rebooted; time runs on."""

    settings: Settings
    rng: random.Random
    state: State = field(default_factory=lambda: fresh(0.0))
    disk: tuple[State, float] = field(default_factory=lambda: (fresh(0.0), 0.0))
    now: float = 0.0
    booted: float = 0.0
    counter: int = 0
    spent: list[tuple[float, int]] = field(default_factory=list)
    repairs: list[tuple[float, int]] = field(default_factory=list)
    acted: list[tuple[Sight, Action]] = field(default_factory=list)

    @property
    def at(self) -> float:
        return self.now - self.booted

    def live(self, seconds: float, sight: Sight, *, answers: float) -> None:
        """Looks at all that is due in that time; answers: the chance that a probe is answered."""
        until = self.now + seconds
        self.look(sight, answers)
        while self.state.look_at + self.booted < until:
            self.now = max(self.now + 0.01, self.state.look_at + self.booted)
            self.look(sight, answers)
        self.now = until

    def look(self, sight: Sight, answers: float) -> None:
        for action in self.step(Saw(self.at, self.rng.random(), self._counted(sight))):
            self.acted.append((sight, action))
            match action:
                case Remember():
                    self.disk = (self.state, self.at)
                case Probe():
                    self.probe(action, is_answered=self.rng.random() < answers)
                case Repair():
                    self.repairs.append((self.now, self.state.strikes))
                    self.step(Done(self.at))

    def probe(self, action: Probe, *, is_answered: bool) -> None:
        spent = self.rng.randint(action.reserve // 2, action.reserve)
        self.spent.append((self.now, spent))
        if self.rng.random() < 0.9:  # else whoever asked was killed
            self.step(Probed(self.at, action.family, action.way or "dns" if is_answered else "", spent))

    def _counted(self, sight: Sight) -> Sight:
        if sight.condition is not Condition.UP or self.rng.random() < 0.7:
            return sight
        self.counter += 1
        return up((0, self.counter), (0, self.counter), sight.connection)

    def step(self, event: Event) -> tuple[Action, ...]:
        self.state, actions = machine.step(self.state, event, self.settings)
        return actions

    def kill(self) -> None:
        self.state = restarted(self.state, self.at)

    def reboot(self) -> None:
        """With what is on disk, and no word of how long it took."""
        self.booted = self.now - 20
        self.state = resumed(self.disk[0], self.disk[1], self.at)


HAPPENINGS = st.lists(
    st.tuples(
        st.sampled_from(["live", "live", "live", "kill", "reboot"]),
        st.floats(0.1, 20_000),
        st.sampled_from([*SIGHTS, up((0, 0)), up((0, 0), (0, 0)), up((0, 0), (0, 0), "2"), LOCKED[1]]),
        st.sampled_from([0.0, 0.5, 1.0]),
    ),
    min_size=5,
    max_size=25,
)


def told(happenings: list[tuple[str, float, Sight, float]], settings: Settings, seed: int) -> World:
    world = World(settings, random.Random(seed))
    for what, seconds, sight, answers in happenings:
        if what == "kill":
            world.kill()
        elif what == "reboot":
            world.reboot()
        world.live(seconds, sight, answers=answers)
    return world


@given(HAPPENINGS, st.integers(10_000, 200_000), st.integers())
@settings(max_examples=25, deadline=None)
def test_no_day_costs_more_than_its_budget(
    happenings: list[tuple[str, float, Sight, float]], budget: int, seed: int
) -> None:
    world = told(happenings, Settings(data_budget=budget), seed)
    for begin, _ in world.spent:
        assert sum(cost for when, cost in world.spent if begin <= when < begin + DAY) <= budget


@given(HAPPENINGS, st.integers())
@settings(max_examples=25, deadline=None)
def test_no_repair_comes_before_its_back_off(happenings: list[tuple[str, float, Sight, float]], seed: int) -> None:
    own = Settings()
    world = told(happenings, own, seed)
    for (before, strikes), (after, _) in pairwise(world.repairs):
        assert after - before >= backoff.shortest(strikes, own.first_wait, own.longest_wait) - 0.01


@given(HAPPENINGS, st.integers())
@settings(max_examples=25, deadline=None)
def test_a_modem_that_waits_for_its_pin_is_not_touched(
    happenings: list[tuple[str, float, Sight, float]], seed: int
) -> None:
    """And no action of all gives a PIN: those that there are connect, reset or ask."""
    world = told(happenings, Settings(), seed)
    assert [action for sight, action in world.acted if sight == NO_PIN] == []
    assert {type(action) for _, action in world.acted} <= {Probe, Repair, Renew, Dial, Calm, Remember}


@given(HAPPENINGS, st.sampled_from([DOWN, DIALLING, SEARCHING, ABSENT, REFUSED]), st.integers())
@settings(max_examples=25, deadline=None)
def test_whatever_happened_before_it_never_gives_up(
    happenings: list[tuple[str, float, Sight, float]], sight: Sight, seed: int
) -> None:
    own = Settings()
    world = told(happenings, own, seed)
    before = len(world.repairs)
    # Somebody takes the link down by hand only where we have not; and of a hold it is known how it ends.
    world.live(3 * own.longest_wait, sight, answers=0.0)
    assert len(world.repairs) > before


@given(HAPPENINGS, st.integers())
@settings(max_examples=25, deadline=None)
def test_a_silent_link_is_repaired_whatever_happened_before(
    happenings: list[tuple[str, float, Sight, float]], seed: int
) -> None:
    own = Settings()
    world = told(happenings, own, seed)
    before = len(world.repairs)
    world.live(4 * own.longest_wait, up((0, 0), connection="9"), answers=0.0)
    assert len(world.repairs) > before


@given(st.integers())
@settings(max_examples=30, deadline=None)
def test_a_modem_that_comes_and_goes_is_not_repaired_faster_for_it(seed: int) -> None:
    world = World(Settings(), random.Random(seed))
    for number in range(400):
        world.live(world.rng.uniform(0.05, 2), (DOWN, DIALLING, ABSENT, up())[number % 4], answers=1.0)
    for (before, strikes), (after, _) in pairwise(world.repairs):
        assert after - before >= backoff.shortest(strikes, 20, 3600) - 0.01
