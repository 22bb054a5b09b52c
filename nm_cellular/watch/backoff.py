"""How long to wait before one tries again."""

from __future__ import annotations

_JITTER = 0.25
"""So that a thousand devices whose network comes back do not dial in the same second."""

_DOUBLINGS = 32
"""More than any limit needs."""


def wait(tries: int, first: float, longest: float, chance: float) -> float:
    """Seconds: twice as long after each try, up to the longest, a quarter more or less; chance: 0 to below 1."""
    return spread(min(longest, first * 2 ** min(max(0, tries - 1), _DOUBLINGS)), chance)


def spread(seconds: float, chance: float) -> float:
    return seconds * (1 - _JITTER + 2 * _JITTER * chance)


def shortest(tries: int, first: float, longest: float) -> float:
    return wait(tries, first, longest, 0.0)
