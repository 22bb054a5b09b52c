"""The history as a table for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo

from ..printable import printable
from . import words
from .columns import Column
from .sample import merged

_HEADINGS = ("from", "signal", "lowest", "power", "technology", "cell", "connected", "made", "received", "sent")
_RIGHT = ("signal", "lowest", "power", "connected", "made", "received", "sent")


def lines(device: str, columns: Sequence[Column], zone: tzinfo | None) -> Iterator[str]:
    known = [column.sample for column in columns if column.sample]
    yield printable(f"modem at {words.name(device)}")
    if not known:
        yield "  nothing is known of this time"
        return
    yield f"  {words.summary(merged(known))}"
    rows = [_HEADINGS, *(_row(column, zone) for column in columns if column.sample)]
    used = [place for place in range(len(_HEADINGS)) if any(row[place] for row in rows[1:])]
    widths = {place: max(len(row[place]) for row in rows) for place in used}
    for row in rows:
        yield "  " + "  ".join(_cell(row[place], widths[place], _HEADINGS[place]) for place in used).rstrip()


def _cell(text: str, width: int, heading: str) -> str:
    return text.rjust(width) if heading in _RIGHT else text.ljust(width)


def _row(column: Column, zone: tzinfo | None) -> tuple[str, ...]:
    sample = column.sample
    at = datetime.fromtimestamp(column.at, zone)
    if not sample:
        return ("",) * len(_HEADINGS)
    return (
        f"{at:%Y-%m-%d}" if column.width >= 86400 else f"{at:%m-%d %H:%M}",
        "" if sample.quality is None else f"{sample.quality:.0f} %",
        "" if sample.lowest is None else f"{sample.lowest} %",
        "" if sample.power is None else f"{sample.power:.0f} dBm",
        printable(sample.technology),
        printable(sample.cell),
        words.share(sample),
        str(sample.connects),
        words.size(sample.received),
        words.size(sample.sent),
    )
