"""What has been carried since the last look, from counters that begin anew with a connection or an interface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from .modem import Modem
from .observation import Traffic

_PPP = "ppp"
"""Such an interface comes and goes with its connection; others stay, and count on."""


class Carried(NamedTuple):
    """Bytes."""

    received: int = 0
    sent: int = 0


@dataclass(frozen=True, slots=True)
class Meter:
    """Counters as they were read last; source: tells those that count on from those that have begun anew."""

    source: str
    received: int
    sent: int


def read(before: Meter | None, modem: Modem, traffic: Traffic) -> tuple[Meter, Carried]:
    """The counters now, and what came to them.  Those that were never read count from their beginning."""
    now = Meter(_source(modem, traffic), traffic.received, traffic.sent)
    if before is None or _has_begun_anew(before, now):
        return now, Carried(now.received, now.sent)
    return now, Carried(now.received - before.received, now.sent - before.sent)


def _has_begun_anew(before: Meter, now: Meter) -> bool:
    return before.source != now.source or now.received < before.received or now.sent < before.sent


def _source(modem: Modem, traffic: Traffic) -> str:
    """ModemManager may connect a bearer again, under its old name: each time is an attempt."""
    bearer = modem.bearer
    connection = f"{bearer.path} {bearer.stats.attempts}" if bearer else ""
    if traffic.interface and not traffic.interface.startswith(_PPP):
        return traffic.interface
    return f"{connection} {traffic.interface}".strip()
