"""What a script's variables hold: `CHAT="ABORT BUSY … \\"IP\\""` above, and `chat $CHAT` below.

Each is the text that stands there; what a command would print is never known, for nothing is run.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .page import Page

_ASSIGNED = re.compile(r"(?:(?:export|local|readonly)[ \t]+)?(?<!\w)([A-Za-z_]\w*+)=(?=[\w\"'/$])")

_ARGUMENT = re.compile(r"[\"']?\$(?:\d|\{\d\})[\"']?\s")
"""What a script is called with."""

_ROOM = 1000
"""Characters that variables may put into a command: those in others, line after line, could fill any memory."""

Known = Callable[[str], str | None]
"""The value of a variable of that name; None where the script does not say it."""


@dataclass(frozen=True, slots=True)
class Variables:
    """By name, in which lines one gets a value, and the values."""

    lines: Mapping[str, list[int]]
    texts: Mapping[str, list[str]]

    def above(self, line: int) -> Known:
        """The values that they have in that line, from top to bottom as a script is run, as long as there is room."""
        room = _ROOM

        def value(name: str) -> str | None:
            nonlocal room
            place = bisect_left(self.lines.get(name, ()), line)
            text = self.texts[name][place - 1] if place else None
            room -= len(text or "") + 1
            return text if room >= 0 else None

        return value


def assigned(page: Page, read: Callable[[int, Known], str]) -> Variables:
    """read: the word at a place in the text, with the variables' values put in."""
    lines: dict[str, list[int]] = {}
    texts: dict[str, list[str]] = {}
    found = Variables(lines, texts)
    for number, match in page.search_lines(_ASSIGNED):
        if _ARGUMENT.match(page.text, match.end()):
            continue  # the value above is what it is without
        texts.setdefault(match[1], []).append(read(match.end(), found.above(number)))
        lines.setdefault(match[1], []).append(number)
    return found
