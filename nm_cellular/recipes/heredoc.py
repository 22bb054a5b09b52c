"""Files that a recipe writes with a here-document: what they are called, and whether they are written at all."""

from __future__ import annotations

import re
from collections.abc import Callable

from .draft import Draft
from .page import Page

_BEGIN = re.compile(r"<<-?\s*(['\"]?)(\w+)\1(.*)$")
_TARGET = re.compile(r"(?:\btee\s+(?:-a\s+)?|>>?\s*)(['\"]?)(/[\w./-]+)\1")
_NAMED = re.compile(r"\s*#\s*(/etc/[\w./-]+):?\s*")
"""A comment that says which file the lines below are."""

_LONGEST = 200
"""Lines above the first of a recipe where its here-document may begin."""


def block(
    page: Page, number: int, belongs: Callable[[str], bool], floor: int = 0, most: int = _LONGEST
) -> tuple[int, int]:
    """The first and last line around this one that belong together; lines that are empty at either end do not.

    floor: the last line of the block before.
    """
    first = last = number
    while first - 1 > floor and number - first < most and belongs(page.line(first - 1)):
        first -= 1
    while last < len(page.lines) and last - number < most and belongs(page.line(last + 1)):
        last += 1
    while first < number and not page.line(first).strip():
        first += 1
    while last > number and page.line(last).strip()[:1] in ("", "#"):
        last -= 1
    return first, last


def around(draft: Draft, page: Page, first: int, last: int) -> int:
    """Names the draft's file where the lines stand in a here-document; returns the last line with its end."""
    for number in (first - 1, first, first + 1):
        if named := _NAMED.fullmatch(page.line(number)):
            draft.path = named[1]
    above, below = _filled(page, first, -1), _filled(page, last, 1)
    begun = _BEGIN.search(page.line(above))
    if not begun:
        return last
    if target := _TARGET.search(page.line(above)):
        draft.path = target[2]
    end = re.match(rf"\s*{begun[2]}\b(.*)", page.line(below))
    if not end:
        return last
    if end[1].strip():
        _not_ended(draft, begun[2], page.line(below).strip(), below)
    return below


def _filled(page: Page, number: int, step: int) -> int:
    """The next line that is not empty, a few lines on at most."""
    near = (number + step * distance for distance in range(1, 4))
    return next((line for line in near if page.line(line).strip()), 0)


def _not_ended(draft: Draft, word: str, line: str, number: int) -> None:
    target = _TARGET.search(line)
    path = target[2] if target else "the file"
    draft.path = target[2] if target else draft.path
    message = f"`{line}` does not end the here-document, which wants {word} alone; {path} is never written"
    hint = f"write cat << '{word}' | sudo tee {path}, and {word} alone here"
    draft.mistake("dial-script", number, message, hint, is_fatal=True)
