"""The pastes of a thread: what stands between two things that somebody wrote."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from .evidence import Evidence
from .facts import Fact
from .facts.dialing import Prose
from .source import Source

MOST = 16
"""Passages that are looked at one by one; a thread with more has the others only as a whole."""


def passages(evidence: Evidence) -> tuple[Evidence, ...]:
    """None where there is but one, and of a machine that was looked at."""
    if evidence.live:
        return ()
    found = [Evidence(facts) for facts in _split(evidence.facts)][:MOST]
    return tuple(found) if len(found) > 1 else ()


def _split(facts: tuple[Fact, ...]) -> Iterator[tuple[Fact, ...]]:
    run: list[Fact] = []
    for fact in facts:
        if run and (isinstance(fact, Prose) or fact.source.origin != run[-1].source.origin):
            yield tuple(run)
            run = []
        if not isinstance(fact, Prose):
            run.append(fact)
    if run:
        yield tuple(run)


def are_parted(evidence: Evidence, one: Source, other: Source) -> bool:
    """Whether somebody wrote something between two lines, or they are of two files; never of a machine itself."""
    if evidence.live:
        return False
    if one.origin != other.origin:
        return True
    first, last = sorted((one.line, other.line))
    numbers = evidence.view(_lines_of_prose).get(one.origin, ())
    return bisect_right(numbers, first) < bisect_left(numbers, last)


def _lines_of_prose(evidence: Evidence) -> dict[str, list[int]]:
    numbers: dict[str, list[int]] = {}
    for prose in evidence.of(Prose):
        numbers.setdefault(prose.source.origin, []).append(prose.source.line)
    return numbers
