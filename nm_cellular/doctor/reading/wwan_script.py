"""ifupdown's script for QMI modems of before libqmi, and others that print QMI's numbers as they come."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact
from ..facts.modem import Refusal
from ..facts.network import DialerRun
from .paste import Paste

_APN = re.compile(r"wwan_apn +['\"]?([^'\"\s]*)")
_ENDED = re.compile(
    r".*\btype[ =:]+(0x)?([0-9a-f]{1,4})\b.{0,20}?\breason(?:_verbose)?[ =:]+(0x)?([0-9a-f]{1,4})\b", re.IGNORECASE
)


def read(lines: Paste) -> Iterator[Fact]:
    for line in lines.having("wwan_apn", "reason"):
        text = line.text.strip()
        if text.startswith("wwan_apn") and (found := _APN.match(text)):
            yield DialerRun(line.source, "wwan", (), found[1])
        elif "reason" in text and "type" in text and (found := _ENDED.match(text)):
            kind, reason = _number(found[1], found[2]), _number(found[3], found[4])
            yield Refusal(line.source, "wwan", "connect", f"verbose call end reason ({kind},{reason})")


def _number(prefix: str | None, digits: str) -> int:
    """Four digits with zeros in front are hexadecimal too, as the script prints them."""
    padded = len(digits) == 4 and digits.startswith("0")
    return int(digits, 16 if prefix or padded or not digits.isdecimal() else 10)
