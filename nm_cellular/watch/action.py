"""What shall be done to one modem, as values."""

from __future__ import annotations

from dataclasses import dataclass

from .event import Family


@dataclass(frozen=True, slots=True)
class Probe:
    """Ask over the link of that family, for at most `reserve` bytes on the wire.

    way: what has answered last and is asked alone; empty: all ways are tried.
    """

    family: Family
    way: str
    reserve: int


@dataclass(frozen=True, slots=True)
class Repair:
    """Climb a rung; number: how often it was tried before, in a row."""

    rung: str
    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Renew:
    """Have one family's addresses and routes made anew, and leave the other family alone."""

    family: Family
    reason: str


@dataclass(frozen=True, slots=True)
class Dial:
    """Have NetworkManager connect what a repair has brought back: where it had given up it does not by itself."""

    reason: str


@dataclass(frozen=True, slots=True)
class Calm:
    """Keep NetworkManager from dialling by itself."""

    reason: str


@dataclass(frozen=True, slots=True)
class Remember:
    """Have the state on disk before the next action, so that it counts after a crash or a reboot too."""


Deed = Repair | Renew | Dial | Calm
"""What changes something outside of us."""

Action = Probe | Deed | Remember
