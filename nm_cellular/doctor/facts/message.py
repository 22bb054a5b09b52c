"""A line that a program wrote into a log."""

from __future__ import annotations

from dataclasses import dataclass

from .fact import Fact


@dataclass(frozen=True, slots=True)
class Message(Fact):
    """program: `kernel`, `ModemManager`, `pppd`; text: without what the log puts before it; time: seconds, of a clock
    that only that log has; None where it has none.
    """

    program: str
    text: str
    time: float | None = None
