"""How much of a day's budget may be saved up, and how much of that is kept for times of trouble."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from . import wire
from .event import Family
from .settings import Settings

_DAY = 86400
_SAVED_UP, MOST_SAVED_UP = 0.05, 0.2
"""Of a day's budget, by default and at most: what is saved up is missing from what flows in, and so from routine."""

_FOR_TROUBLE = 0.4
MOST_TURNS = 14

_KEPT_BACK = 0.8
"""Of the store: it pays for a doubt, and for the question after each of some repairs, whether it has helped."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """a_day: bytes; store: those of them that may be saved up; kept_back: what routine leaves of these if it can;
    doubt: what it leaves in any case, thorough probes of both families.
    """

    a_day: int
    store: float
    kept_back: float = 0.0
    doubt: float = 0.0

    @property
    def rate(self) -> float:
        """Bytes a second that flow in."""
        return (self.a_day - self.store) / _DAY


@lru_cache(2)
def of(settings: Settings) -> Allowance:
    doubt = sum(_cost(way, family, settings) for way in ("", wire.RESOLVER) for family in Family)
    routine = max(_cost(way, family, settings) for way in wire.WAYS for family in Family)
    wanted = max(_SAVED_UP * settings.data_budget, doubt + routine)
    store = min(wanted, MOST_SAVED_UP * settings.data_budget)
    least = min(doubt, store - routine)
    return Allowance(settings.data_budget, store, max(least, min(_KEPT_BACK * store, store - routine)), least)


@lru_cache(2)
def turns(settings: Settings) -> int:
    """Of so many probes of an idle link one is by IPv6, where both families are there; 1: each is asked for itself.

    IPv4, which costs less, is asked as often as can be; what is left when two fifths of the rest are saved is IPv6's.
    """
    ipv4, ipv6 = wire.echo(Family.IPV4), wire.echo(Family.IPV6)
    paid = of(settings).rate * settings.probe_every
    if paid >= ipv4 + ipv6:
        return 1
    left = (1 - _FOR_TROUBLE) * (paid - ipv4)
    return max(2, min(MOST_TURNS, ceil((ipv6 - ipv4) / left))) if left > 0 else MOST_TURNS


def _cost(way: str, family: Family, settings: Settings) -> int:
    return wire.most_of(way, family, settings.targets_of(family))
