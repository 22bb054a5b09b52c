"""What a modem did in some time, as a value; several in a row make one of a longer time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """at: when it begins, in seconds since the machine's boot; span: seconds that it lasts.

    heard: of these, with a signal; quality: mean percent of these, lowest: the least; power: mean dBm, None where
    nobody measures.  connected: seconds with a connection; connects: how many began.  received, sent: bytes.
    technology, cell, operator: the last that were known; cell is MCC-MNC-TAC-CI, the last two hexadecimal.
    """

    at: float
    span: float
    quality: float | None = None
    lowest: int | None = None
    power: float | None = None
    heard: float = 0.0
    connected: float = 0.0
    connects: int = 0
    received: int = 0
    sent: int = 0
    technology: str = ""
    cell: str = ""
    operator: str = ""


def merged(samples: Sequence[Sample]) -> Sample:
    """One of all of them, which are in their order; there is at least one."""
    first, last = samples[0], samples[-1]
    return Sample(
        first.at,
        last.at + last.span - first.at,
        quality=_mean((each.quality, each.heard) for each in samples),
        lowest=min((each.lowest for each in samples if each.lowest is not None), default=None),
        power=_mean((each.power, each.heard) for each in samples),
        heard=sum(each.heard for each in samples),
        connected=sum(each.connected for each in samples),
        connects=sum(each.connects for each in samples),
        received=sum(each.received for each in samples),
        sent=sum(each.sent for each in samples),
        technology=_last(each.technology for each in samples),
        cell=_last(each.cell for each in samples),
        operator=_last(each.operator for each in samples),
    )


def _mean(weighted: Iterable[tuple[float | None, float]]) -> float | None:
    """Values by the seconds that they held; one that was only glimpsed still counts where there is no other."""
    known = [(value, max(weight, 1e-3)) for value, weight in weighted if value is not None]
    total = sum(weight for _, weight in known)
    return sum(value * weight for value, weight in known) / total if known else None


def _last(texts: Iterable[str]) -> str:
    return ([""] + [text for text in texts if text])[-1]
