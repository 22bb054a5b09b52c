"""The history as a graph for a report: a text of SVG that stands alone, in whatever colours its page has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from xml.sax.saxutils import escape

from . import words
from .columns import Column
from .sample import merged

WIDTH, HEIGHT = 720, 220
_LEFT, _RIGHT = 72, 712
_TOP, _BOTTOM = 34, 124
"""Of the signal."""

_BAND, _BAND_HEIGHT = 132, 8
_DATA_TOP, _DATA_BOTTOM = 150, 194
_MARKS = 6
"""Times below it."""


def draw(device: str, columns: Sequence[Column], zone: tzinfo | None) -> str:
    """Signal quality as a line, the time with a connection as a band, data as bars; empty where nothing is known."""
    known = [column.sample for column in columns if column.sample]
    if not known:
        return ""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        ' font-family="sans-serif" font-size="11" fill="currentColor">',
        f"<title>{_text(words.name(device))}</title>",
        _label(_LEFT, 14, words.name(device), "start"),
        _label(_LEFT, 28, words.summary(merged(known)), "start"),
        *_scale(),
        *_signal(columns),
        *_connected(columns),
        *_data(columns),
        *_times(columns, zone),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _text(text: str) -> str:
    return escape("".join(char if char.isprintable() else "\ufffd" for char in text))


def _label(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{_text(text)}</text>'


def _scale() -> Iterator[str]:
    for percent in (0, 50, 100):
        y = _y(percent)
        yield f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_RIGHT}" y2="{y:.1f}" stroke="currentColor" opacity="0.2"/>'
        yield _label(_LEFT - 6, y + 4, f"{percent} %", "end")
    yield _label(_LEFT - 6, _BAND + 8, "connected", "end")
    yield _label(_LEFT - 6, _DATA_BOTTOM, "data", "end")


def _signal(columns: Sequence[Column]) -> Iterator[str]:
    """A line for each stretch without a gap."""
    stretch: list[str] = []
    for place, column in enumerate([*columns, None]):
        quality = column.sample.quality if column and column.sample else None
        if quality is not None:
            left, right = _x(place, len(columns)), _x(place + 1, len(columns))
            stretch += [f"{left:.1f},{_y(quality):.1f}", f"{right:.1f},{_y(quality):.1f}"]
        elif stretch:
            yield f'<polyline points="{" ".join(stretch)}" fill="none" stroke="#2a7ae2" stroke-width="1.5"/>'
            stretch = []


def _connected(columns: Sequence[Column]) -> Iterator[str]:
    for place, column in enumerate(columns):
        if column.sample and column.sample.span:
            part = column.sample.connected / column.sample.span
            colour = "#2e9e5b" if part > 0.99 else "#e0a020" if part > 0 else "#d04040"
            yield _bar(place, len(columns), _BAND, _BAND_HEIGHT, colour)


def _data(columns: Sequence[Column]) -> Iterator[str]:
    sums = [column.sample.received + column.sample.sent if column.sample else 0 for column in columns]
    most = max(sums)
    if not most:
        return
    for place, each in enumerate(sums):
        if each:
            height = max(1.0, (_DATA_BOTTOM - _DATA_TOP) * each / most)
            yield _bar(place, len(columns), _DATA_BOTTOM - height, height, "#808080")
    yield _label(_LEFT - 6, _DATA_TOP + 8, words.size(most), "end")


def _bar(place: int, number: int, y: float, height: float, colour: str) -> str:
    x = _x(place, number)
    width = _x(place + 1, number) - x
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'


def _times(columns: Sequence[Column], zone: tzinfo | None) -> Iterator[str]:
    form = "%H:%M" if columns[-1].at - columns[0].at <= 86400 else "%m-%d %H:%M"
    for place in range(0, len(columns), max(1, len(columns) // _MARKS)):
        x = _x(place, len(columns))
        yield _label(x, HEIGHT - 6, f"{datetime.fromtimestamp(columns[place].at, zone):{form}}", "start")


def _x(place: int, number: int) -> float:
    return _LEFT + (_RIGHT - _LEFT) * place / number


def _y(percent: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * max(0.0, min(100.0, percent)) / 100
