"""The history as a graph for a report: a text of SVG that stands alone, in whatever colours its page has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from textwrap import wrap
from xml.sax.saxutils import escape

from ..printable import printable
from . import words
from .columns import Column
from .sample import merged

WIDTH, HEIGHT = 720, 228
"""Where one line says it all."""

_LEFT, _BESIDE = 72, 8
_TOP, _BOTTOM = 34, 124
"""Of the signal."""

_BAND, _BAND_HEIGHT = 132, 8
_DATA_TOP, _DATA_BOTTOM = 150, 194
_TIMES = 214
_LINE, _LETTER = 14, 6
"""Of what stands above it: how high a line is, and how wide a letter at most is on average."""

_MARK = 110
"""A time below it has so much room at least."""


def draw(device: str, columns: Sequence[Column], zone: tzinfo | None, width: int = WIDTH) -> str:
    """Signal quality as a line, the time with a connection as a band, data as bars; empty where nothing is known."""
    known = [column.sample for column in columns if column.sample]
    if not known:
        return ""
    right = width - _BESIDE
    above = [words.name(device), *wrap(words.summary(merged(known)), (width - 2 * _BESIDE) // _LETTER)]
    more = _LINE * (len(above) - 2)
    height = HEIGHT + more
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' font-family="sans-serif" font-size="11" fill="currentColor">',
        f"<title>{_text(words.name(device))}</title>",
        *(_label(_BESIDE, _LINE * number, text, "start") for number, text in enumerate(above, 1)),
        f'<g transform="translate(0 {more + 8})">',
        *_scale(right),
        *_signal(columns, right),
        *_connected(columns, right),
        *_data(columns, right),
        *_times(columns, zone, right),
        "</g>",
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _text(text: str) -> str:
    return escape(printable(text))


def _label(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{_text(text)}</text>'


def _scale(right: int) -> Iterator[str]:
    for percent in (0, 50, 100):
        y = _y(percent)
        yield f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="currentColor" opacity="0.2"/>'
        yield _label(_LEFT - 6, y + 4, f"{percent} %", "end")
    yield _label(_LEFT - 6, _BAND + 8, "connected", "end")
    yield _label(_LEFT - 6, _DATA_BOTTOM, "data", "end")


def _signal(columns: Sequence[Column], right: int) -> Iterator[str]:
    """A line for each stretch without a gap."""
    stretch: list[str] = []
    for place, column in enumerate([*columns, None]):
        quality = column.sample.quality if column and column.sample else None
        if quality is not None:
            begin, end = _x(place, len(columns), right), _x(place + 1, len(columns), right)
            stretch += [f"{begin:.1f},{_y(quality):.1f}", f"{end:.1f},{_y(quality):.1f}"]
        elif stretch:
            yield f'<polyline points="{" ".join(stretch)}" fill="none" stroke="#2a7ae2" stroke-width="1.5"/>'
            stretch = []


def _connected(columns: Sequence[Column], right: int) -> Iterator[str]:
    for place, column in enumerate(columns):
        if column.sample and column.sample.span:
            part = column.sample.connected / column.sample.span
            colour = "#2e9e5b" if part > 0.99 else "#e0a020" if part > 0 else "#d04040"
            yield _bar(place, len(columns), right, _BAND, _BAND_HEIGHT, colour)


def _data(columns: Sequence[Column], right: int) -> Iterator[str]:
    sums = [column.sample.received + column.sample.sent if column.sample else 0 for column in columns]
    most = max(sums)
    if not most:
        return
    for place, each in enumerate(sums):
        if each:
            height = max(1.0, (_DATA_BOTTOM - _DATA_TOP) * each / most)
            yield _bar(place, len(columns), right, _DATA_BOTTOM - height, height, "#808080")
    yield _label(_LEFT - 6, _DATA_TOP + 8, words.size(most), "end")


def _bar(place: int, number: int, right: int, y: float, height: float, colour: str) -> str:
    x = _x(place, number, right)
    width = _x(place + 1, number, right) - x
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'


def _times(columns: Sequence[Column], zone: tzinfo | None, right: int) -> Iterator[str]:
    form = "%H:%M" if columns[-1].at - columns[0].at <= 86400 else "%m-%d %H:%M"
    marks = max(1, (right - _LEFT) // _MARK) + 1
    for place in range(0, len(columns), max(1, len(columns) // marks)):
        x = _x(place, len(columns), right)
        yield _label(x, _TIMES, f"{datetime.fromtimestamp(columns[place].at, zone):{form}}", "start")


def _x(place: int, number: int, right: int) -> float:
    return _LEFT + (right - _LEFT) * place / number


def _y(percent: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * max(0.0, min(100.0, percent)) / 100
