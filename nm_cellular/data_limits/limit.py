"""What `data-limit` of cellular.conf says, and how near to it one is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ..problem import ValueRefused

_UNITS = {"kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30}
_SMALLEST = 10**6
NEAR = 0.8
"""Of the limit: from here on there is a warning."""


class Standing(StrEnum):
    WITHIN = "within"
    NEAR = "near"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Limit:
    """Bytes in a calendar month; stop: whether the connection ends there, until the next month."""

    bytes: int
    stop: bool = False

    def standing(self, used: int) -> Standing:
        if used >= self.bytes:
            return Standing.OVER
        return Standing.NEAR if used >= NEAR * self.bytes else Standing.WITHIN


def parse(text: str) -> int:
    """Bytes, of `2 GB/month` or `500 MB`; raises ValueRefused."""
    found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)\s*([A-Za-z]+)\s*(?:(?:/|per)\s*month)?", text)
    unit = _UNITS.get(found[2].lower()) if found else None
    if not found or not unit:
        raise ValueRefused(f"`{text}` is no amount of data in a month", "write 2 GB/month or 500 MB/month")
    amount = round(float(found[1]) * unit)
    if amount < _SMALLEST:
        raise ValueRefused(f"`{text}` is less than a modem uses by being on", "write 1 MB/month or more")
    return amount
