"""The steps that were taken for a modem, and which of those that failed are worth another try."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..modems.modem_enums import State
from ..pins.pin_guard import Refused, Send
from ..problem import Problem
from .setup_steps import Step

MAX_TRIES = 3

_ONCE = (Send, Refused, Problem)
"""A PIN that may have reached the SIM is never sent again, and what is to be told is told once."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """state: that the modem was in when the step was taken last; tries: how often it was."""

    step: Step
    state: State
    failed: bool
    tries: int = 1


@dataclass(frozen=True, slots=True)
class Attempts:
    """Never changed: `noted` is the next one."""

    made: tuple[Attempt, ...] = ()

    def due(self, steps: Iterable[Step], state: State) -> tuple[Step, ...]:
        """Those to be taken now: each once, and one that failed again when the modem is in another state.

        Where a PIN was wrong that was told, and is not told again as the reason why it is not sent again.
        """
        told = state is State.LOCKED and any(isinstance(each.step, Send) for each in self.made)
        return tuple(
            step for step in steps if _is_due(step, self._of(step), state) and not (told and isinstance(step, Refused))
        )

    def noted(self, step: Step, state: State, *, failed: bool) -> Attempts:
        before = self._of(step)
        now = Attempt(step, state, failed, before.tries + 1 if before else 1)
        return replace(self, made=(*(each for each in self.made if each != before), now))

    @property
    def have_failed(self) -> bool:
        """Whether anything could not be done, as it stands."""
        return any(each.failed for each in self.made)

    @property
    def have_unlocked(self) -> bool:
        """Whether the SIM took its PIN."""
        return any(isinstance(each.step, Send) and not each.failed for each in self.made)

    def _of(self, step: Step) -> Attempt | None:
        return next((each for each in self.made if each.step == step), None)


def _is_due(step: Step, before: Attempt | None, state: State) -> bool:
    if before is None:
        return True
    return before.failed and not isinstance(step, _ONCE) and before.tries < MAX_TRIES and before.state is not state
