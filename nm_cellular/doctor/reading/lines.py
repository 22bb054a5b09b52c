"""A pasted log as lines: numbered, without what a terminal or a forum put into them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..source import Source
from .margins import margin

_ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[@-Z\\-_]|[\x00-\x08\x0b-\x1f\x7f]")
_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "″": '"', "\u00a0": " ", "…": "...", "→": "->"})
# Two messages that a forum has run together into one line: quectel-CM's stamps, and the kernel's.
_STAMP = re.compile(r"\[(?:\d\d-\d\d_\d\d:\d\d:\d\d:\d{3}\]| *\d+\.\d{6}\] )")
_OWN = ("kernel: ", "> ", ">  ")
"""What stands before a stamp that is the message's own: the kernel's clock in a journal, NetworkManager's seconds."""

_RETURNS = re.compile(r"(?<!\^M)(?:\^M)++$")
_QUOTED = re.compile(r"(?:> ?)+(?=.)")

_COMPOSE = re.compile(r"\s*[a-z][\w.-]*[_-]\d+ +\| ")
"""docker-compose's name of a service before each line: `modem_1  | `."""

_MARKDOWN = re.compile(r"^\s*`|`$|(?:^|(?<=[#$] ))\*\*(?=[a-z])|\*\*$")
"""What makes a line, or the command after a prompt, code or bold."""

_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&"))
"""What a forum makes of characters that mean something in HTML."""

LONGEST = 4096
"""Characters that are looked at in a line."""


class Line(NamedTuple):
    """raw: as it was pasted; text: what the program wrote, with straight quotes; both without the line's end; program:
    where a log names it.
    """

    origin: str
    number: int
    raw: str
    text: str
    program: str = ""

    @property
    def source(self) -> Source:
        return Source(self.origin, self.number, self.text.strip()[:400])


def mentions(text: str, words: Iterable[str]) -> bool:
    """Whether any of them is in it.  Every reader asks that of every line; a generator would take twice as long."""
    return any(map(text.__contains__, words))


def made_of(rows: Sequence[str], origin: str) -> Iterator[Line]:
    """Of the rows of a text."""
    before_each = margin(rows)
    for number, raw in enumerate(rows, 1):
        text = cleaned(before_each.sub("", raw[:LONGEST], 1) if before_each else raw[:LONGEST])
        if text.startswith(">"):
            text = _QUOTED.sub("", text, 1)
        if text.endswith(("`", "**")):
            text = _MARKDOWN.sub("", text)
        if "| " in text and (service := _COMPOSE.match(text)):
            text = text[service.end() :]
        if " [" in text:
            for part in _parts(text):
                yield Line(origin, number, raw, part)
        else:
            yield Line(origin, number, raw, text)


def _parts(text: str) -> Iterator[str]:
    start = 0
    for found in _STAMP.finditer(text, 1):
        at = found.start()
        if text[at - 1].isspace() and not text.endswith(_OWN, 0, at):
            yield text[start:at]
            start = at
    yield text[start:]


def cleaned(raw: str) -> str:
    if "&" in raw:
        for entity, character in _ENTITIES:
            raw = raw.replace(entity, character)
    if not (raw.isascii() and raw.isprintable()):
        raw = without_controls(raw).translate(_STRAIGHT)
    raw = raw.rstrip()
    if raw.endswith("^M"):  # the carriage return of a modem's answer, as chat and minicom's log show it
        raw = _RETURNS.sub("", raw)
    return raw


def without_controls(raw: str) -> str:
    """Without colours and what else a terminal was told."""
    return _ANSI.sub("", raw)
