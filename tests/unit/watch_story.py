"""What happens to a modem, told event by event, and what the watch answers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from nm_cellular.watch import machine
from nm_cellular.watch.action import Action, Probe, Remember
from nm_cellular.watch.budget import Budget
from nm_cellular.watch.event import Condition, Counted, Done, Event, Family, Need, Probed, Saw, Sight
from nm_cellular.watch.settings import Settings
from nm_cellular.watch.state import State, fresh

V4, V6 = Family.IPV4, Family.IPV6
BEGIN = 1000.0
LISTED = frozenset({Need.LISTED, Need.USB, Need.PORT})
DIALABLE = LISTED | {Need.DIALABLE}

DOWN = Sight(Condition.DOWN, "NetworkManager does not dial", needs=DIALABLE)
DIALLING = Sight(Condition.STARTING, "NetworkManager is connecting", is_dialling=True, needs=DIALABLE)
SEARCHING = Sight(Condition.SEARCHING, "the modem finds no network yet", needs=LISTED)
ABSENT = Sight(Condition.ABSENT, "ModemManager does not list the modem", needs=frozenset({Need.USB, Need.PORT}))
UNPLUGGED = Sight(Condition.ABSENT, "it is not plugged in", needs=frozenset({Need.PORT}))
REFUSED = Sight(Condition.REFUSED, "the SIM is not subscribed", needs=DIALABLE)
NO_PIN = Sight(Condition.HELD, "the SIM asks for its PIN", needs=LISTED)


def up(ipv4: tuple[int, int] | None = (0, 0), ipv6: tuple[int, int] | None = None, connection: str = "1") -> Sight:
    """Connected, with so many packets received and sent by each family that it has."""
    counts = {family: Counted(*count) for family, count in ((V4, ipv4), (V6, ipv6)) if count}
    return Sight(Condition.UP, families=counts, connection=connection, needs=DIALABLE)


@dataclass
class Story:
    """A modem's; chance is in the middle, so that no wait is longer or shorter than it says."""

    settings: Settings = field(default_factory=Settings)
    state: State = field(default_factory=lambda: replace(fresh(BEGIN), budget=Budget(20_000, BEGIN)))
    at: float = BEGIN
    chance: float = 0.5

    def after(self, seconds: float, sight: Sight) -> tuple[Action, ...]:
        """What it does when it looks so much later, but for what it writes down."""
        self.at += seconds
        return tuple(each for each in self._step(Saw(self.at, self.chance, sight)) if not isinstance(each, Remember))

    def when_due(self, sight: Sight) -> tuple[Action, ...]:
        return self.after(self.state.look_at - self.at, sight)

    def done(self, problem: str = "") -> None:
        assert self._step(Done(self.at, problem)) == ()

    def answers(self, probe: Probe, way: str = "resolver", spent: int = 56) -> None:
        assert self._step(Probed(self.at, probe.family, way, spent)) == ()

    def is_silent(self, probe: Probe) -> None:
        assert self._step(Probed(self.at, probe.family, "", probe.reserve)) == ()

    def _step(self, event: Event) -> tuple[Action, ...]:
        self.state, actions = machine.step(self.state, event, self.settings)
        return actions
