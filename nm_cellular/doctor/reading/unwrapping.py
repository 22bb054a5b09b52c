"""Long lines of a log that a terminal or a forum broke: what follows such a line and is none itself belongs to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..facts.message import Message
from . import messages
from .lines import Line

_SHORTEST = 70
"""Characters from which on a line may have been broken."""

_COLUMNS = frozenset({79, 80, 99, 100, 119, 120, 131, 132})
"""Lengths at which terminals break a line, in the middle of a word."""

_PROMPT = re.compile(r"\s*(?:[\w.-]+@[\w.-]+\S*|\[\S+@\S+ \S+\]|[~/]\S*)? ?[#$%] |\s*```|\s*---")


def unwrapped(lines: Iterable[Line]) -> Iterator[tuple[Line, Message | None]]:
    """Each line with its message; a message has the lines that belong to it, which come by themselves too."""
    held: tuple[Line, Message] | None = None
    last: Line | None = None
    for line in lines:
        message = messages.parse(line)
        if message is None and held and last and _goes_on(last, line):
            held = (held[0], replace(held[1], text=held[1].text + _between(last, line) + line.text.rstrip()))
            last = line
            yield line, None
            continue
        if held:
            yield held
        held, last = ((line, message), line) if message else (None, None)
        if message is None:
            yield line, None
    if held:
        yield held


def _goes_on(last: Line, line: Line) -> bool:
    follows = line.number == last.number + 1 and len(last.raw) >= _SHORTEST
    return follows and bool(line.text.strip()) and not _PROMPT.match(line.text)


def _between(last: Line, line: Line) -> str:
    broken_in_a_word = len(last.raw) in _COLUMNS or last.raw.endswith(" ") or line.text.startswith(" ")
    return "" if broken_in_a_word else " "
