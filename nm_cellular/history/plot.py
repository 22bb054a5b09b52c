"""The history drawn on a terminal, in blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo

from ..printable import printable
from . import words
from .columns import Column
from .sample import merged

_BLOCKS = " ▁▂▃▄▅▆▇█"
_ROWS = 4
LABEL = 12
"""Columns of the terminal left of the plot."""

_MARK = 16
"""Columns from one time below the plot to the next."""


def lines(device: str, columns: Sequence[Column], zone: tzinfo | None) -> Iterator[str]:
    known = [column.sample for column in columns if column.sample]
    yield printable(f"modem at {words.name(device)}")
    if not known:
        yield "  nothing is known of this time"
        return
    yield f"  {words.summary(merged(known))}"
    yield from _signal(columns)
    yield _line("generation", "".join(_generation(column) for column in columns))
    yield _line("connected", "".join(_level(_connected(column)) for column in columns))
    yield _line("data", "".join(map(_level, _data(columns))))
    yield _line("", _times(columns, zone))


def _line(label: str, content: str) -> str:
    return f"{label:>{LABEL - 2}}  {content}".rstrip()


def _signal(columns: Sequence[Column]) -> Iterator[str]:
    labels = {_ROWS - 1: "signal 100%", 0: "0%"}
    for row in reversed(range(_ROWS)):
        cells = "".join(_block(column, row) for column in columns)
        yield f"{labels.get(row, ''):>{LABEL - 1}} {cells}".rstrip()


def _block(column: Column, row: int) -> str:
    """A gap where there was no signal, and the lowest block where it was 0 %."""
    if not column.sample or column.sample.quality is None:
        return " "
    eighths = max(1, round(column.sample.quality * _ROWS * 8 / 100)) - row * 8
    return _BLOCKS[max(0, min(8, eighths))]


def _generation(column: Column) -> str:
    return (words.generation(column.sample.technology) if column.sample else "") or " "


def _connected(column: Column) -> float | None:
    return column.sample.connected / column.sample.span if column.sample and column.sample.span else None


def _data(columns: Sequence[Column]) -> list[float | None]:
    """As shares of the most that there is."""
    sums = [column.sample.received + column.sample.sent if column.sample else None for column in columns]
    most = max((each for each in sums if each), default=1)
    return [None if each is None else each / most for each in sums]


def _level(part: float | None) -> str:
    """Something is never drawn as nothing."""
    if not part:
        return " " if part is None else "·"
    return _BLOCKS[max(1, min(8, round(part * 8)))]


def _times(columns: Sequence[Column], zone: tzinfo | None) -> str:
    whole = columns[-1].at - columns[0].at
    form = "%H:%M" if whole <= 86400 else "%m-%d %H:%M" if whole <= 7 * 86400 else "%Y-%m-%d"
    marks = [f"╵{datetime.fromtimestamp(column.at, zone):{form}}" for column in columns[::_MARK]]
    if (len(marks) - 1) * _MARK + len(marks[-1]) > len(columns):
        marks.pop()  # there is no room for all of it
    return "".join(mark.ljust(_MARK) for mark in marks)
