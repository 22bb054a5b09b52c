"""What programs say when they do not get a port because somebody else has it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact
from ..facts.modem import PortBusy
from .lines import mentions
from .paste import Paste

_PORT = re.compile(r"/dev/(tty\w+|cdc-wdm\d+|wwan\w+)|\b(ttyUSB\d+|cdc-wdm\d+)")
_WORDS = ("resource busy", "cannot lock", "is locked", "temporarily unavailable", "already in use", "EBUSY")
_SHARED = "multiple access on port?"
"""pyserial, where what was there to be read had been taken by somebody else; it does not name the port."""
_BY = re.compile(r"(?:locked by|used by|in use by) (?:pid |process )?([\w/.-]+)")


def read(lines: Paste) -> Iterator[Fact]:
    for line in lines.having(_SHARED, *_WORDS):
        text = line.text
        if _SHARED in text:
            yield PortBusy(line.source, "", line.program)
        if mentions(text, _WORDS) and (port := _PORT.search(text)):
            by = _BY.search(text)
            yield PortBusy(line.source, port[1] or port[2], line.program, by[1] if by else "")
