"""Long lines of a log that a terminal, a mail or a forum broke: what follows one and is none itself is its end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from ..facts.message import Message
from . import messages
from .lines import LONGEST, Line

_SHORTEST = 70
"""Characters from which on a line may have been broken, whatever the others are like."""

_NARROW = range(60, 133)
"""Widths of mails and terminals: where no line is longer, long ones were broken."""

_COLUMNS = frozenset({80, 100, 120, 132})
"""Lengths at which terminals break a line, in the middle of a word."""

_TOLD = ("error: ", "Error: ")
"""How the tools' own complaints begin, which may be long too."""

_PROMPT = re.compile(r"\s*(?:[\w.-]+@[\w.-]+\S*|\[\S+@\S+ \S+\]|[~/]\S*)? ?[#$%] |\s*```|\s*---")


class _Held(NamedTuple):
    """What may go on: a message, or a line that a tool complained in."""

    line: Line
    message: Message | None

    def with_more(self, text: str) -> _Held:
        """No longer than a line may be."""
        if self.message:
            return self._replace(message=replace(self.message, text=(self.message.text + text)[:LONGEST]))
        return self._replace(line=self.line._replace(text=(self.line.text + text)[:LONGEST]))


def unwrapped(lines: Iterable[Line], width: int = 0) -> Iterator[tuple[Line, Message | None]]:
    """Each line with its message; a message has the lines that belong to it, which come by themselves too.

    width: of the longest line of all.
    """
    held: _Held | None = None
    last: Line | None = None
    for line in lines:
        message = messages.parse(line)
        if message is None and held and last and _goes_on(last, line, width):
            held, last = held.with_more(_between(last, line) + line.text.rstrip()), line
            yield line, None
            continue
        if held:
            yield held
        held, last = (_Held(line, message), line) if message or _may_go_on(line) else (None, None)
        if held is None:
            yield line, None
    if held:
        yield held


def _may_go_on(line: Line) -> bool:
    return line.text.startswith(_TOLD)


def _goes_on(last: Line, line: Line, width: int) -> bool:
    if line.number != last.number + 1 or not line.text.strip() or line.text.startswith(_TOLD):
        return False
    broken = len(last.raw) >= _SHORTEST or last.raw.rstrip().endswith(",") or _is_full(last, line, width)
    return broken and not _PROMPT.match(line.text)


def _is_full(last: Line, line: Line, width: int) -> bool:
    """Whether the next word would not have gone into it."""
    word = line.text.strip().partition(" ")[0]
    return width in _NARROW and len(last.raw) + 1 + len(word) > width


def _between(last: Line, line: Line) -> str:
    if last.raw.endswith(" ") and last.text:
        return " "
    broken_in_a_word = len(last.raw) in _COLUMNS or line.text.startswith(" ")
    return "" if broken_in_a_word else " "
