"""Measurements as tables in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bench.measuring import Measured


def ratio(ours: Measured, theirs: Measured, goal: float, things: str = "profiles") -> list[str]:
    """A row: ours, what it is compared with, and how many times that it took."""
    found = ours.seconds / theirs.seconds
    kept = "" if found <= goal else " **missed**"
    what = f"{ours.contender.name}{f' ({ours.count} {things})' if ours.count > 1 else ''}"
    return [what, _time(ours), theirs.contender.name, _time(theirs), f"{found:.2f}", f"≤ {goal}{kept}"]


def by_size(columns: Sequence[Sequence[Measured]], cell: Callable[[Measured], str]) -> list[list[str]]:
    """Rows of contenders; columns: the measurements of one size each, in the same order of contenders."""
    return [[row[0].contender.name, *map(cell, row)] for row in zip(*columns, strict=True)]


def total(measured: Measured) -> str:
    return _time(measured)


def per_profile(measured: Measured) -> str:
    return f"{measured.seconds / measured.count * 1000:.2f} ms"


def memory(measured: Measured) -> str:
    return f"{measured.kilobytes / 1024:.1f} MiB"


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _time(measured: Measured) -> str:
    seconds = measured.seconds
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"
