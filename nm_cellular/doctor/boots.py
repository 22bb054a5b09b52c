"""A log by runs of one machine: what another machine, or the same one after a restart, wrote refutes nothing.

The kernel's clock starts anew with each boot.  A pasted thread often holds one boot twice, whole and filtered: runs
that share a message at the same time are one.
"""

from __future__ import annotations

from collections.abc import Iterator

from .evidence import Evidence
from .facts import Fact
from .facts.message import Message

_BACK = 2.0
"""Seconds by which messages of several processors may be out of order."""

_FIRST = ("Booting Linux", "Linux version ")


def boots(evidence: Evidence) -> tuple[Evidence, ...]:
    """The evidence in parts, one for each boot, in the order of their beginnings; at least one."""
    return evidence.view(_boots)


def _boots(evidence: Evidence) -> tuple[Evidence, ...]:
    if evidence.live:
        return (evidence,)
    runs = list(_runs(evidence.facts))
    parts = _merged(runs) if len(runs) > 1 else runs
    if len(parts) <= 1:
        return (evidence,)
    return tuple(Evidence(tuple(part), evidence.unavailable) for part in parts)


def _runs(facts: tuple[Fact, ...]) -> Iterator[list[Fact]]:
    """What stands before the first message of a kernel belongs to that one, all else to the latest before it."""
    run: list[Fact] = []
    clock: float | None = None
    for fact in facts:
        if isinstance(fact, Message) and fact.program == "kernel":
            starts = fact.text.startswith(_FIRST) and clock is not None and (fact.time or 0.0) < clock
            if starts or (clock is not None and fact.time is not None and fact.time < clock - _BACK):
                yield run
                run, clock = [], None
            clock = fact.time if fact.time is not None else clock
        run.append(fact)
    yield run


def _merged(runs: list[list[Fact]]) -> list[list[Fact]]:
    kept: list[list[Fact]] = []
    of_stamp: dict[tuple[float, str], list[Fact]] = {}
    for run in runs:
        stamps = _stamps(run)
        same = next((of_stamp[stamp] for stamp in stamps if stamp in of_stamp), None)
        if same is None:
            kept.append(run)
        else:
            same.extend(run)
        of_stamp.update(dict.fromkeys(stamps, run if same is None else same))
    return kept


def _stamps(run: list[Fact]) -> set[tuple[float, str]]:
    messages = (fact for fact in run if isinstance(fact, Message))
    return {(each.time, each.text[:60]) for each in messages if each.program == "kernel" and each.time}
