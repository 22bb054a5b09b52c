"""What somebody tells of before and now: with which kernel it worked, and whether it leaves by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..facts import Fact
from ..facts.dialing import Drops, Regression
from .lines import Line
from .prose import is_prose

_KERNEL = re.compile(r"\b(?:kernel|linux)\b", re.IGNORECASE)
_VERSION = re.compile(r"(?<![\d.])([2-7]\.\d{1,2}(?:\.\d{1,3})?)(?![\d.]*\d)")
_GOOD = re.compile(
    r"\b(?:work(?:s|ed|ing)|runs?|running|ran|fine|ok(?:ay)?|stable|well|solid|quiet|no (?:problems?|issues?))\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:upgrad\w+|updat\w+|since|after|newer|regression|downgrad\w+|previous|switched to|moved? to)\b", re.IGNORECASE
)
_BAD = re.compile(
    r"\b(?:broken?|breaks|not|no longer|stopp?(?:ed|s)|fail\w*|disconnect\w*|unusable|regression|dead|gone|crash\w*)\b"
    r"|n't\b",
    re.IGNORECASE,
)
_LEAVES = re.compile(
    r"\b(?:drop(?:s|ped|ping)?|disconnect(?:s|ed|ing|ions?)?|disappear\w*|vanish\w*|reboots?|goes away|falls off"
    r"|re-?enumerat\w*|verschwindet|trennt)\b",
    re.IGNORECASE,
)
_BY_ITSELF = re.compile(
    r"\b(?:random\w*|sporadic\w*|repeated\w*|occasional\w*|intermittent\w*|again and again|by itself|every (?:few|now)"
    r"|every \d+|from time to time|after (?:some|a few|a while|about|an?|\d+|half)|hours?|minutes|zufällig|ständig)\b",
    re.IGNORECASE,
)
_HINTS = (
    *("ernel", "inux", "drop", "onnect", "ppear", "vanish", "eboot", "falls", "goes away", "enumerat", "trennt"),
    *("andom", "hour", "minute", "again", "every", "after", "adic", "ccasion", "epeated", "time to time", "windet"),
)
"""Parts of these words: cheaper than to look for all of them in each line."""

_MOST = 3
"""Lines of a sentence that a forum has wrapped."""


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    recent: list[Line] = []
    for line in lines:
        text = line.text.strip(" \t>")
        if not text or line.program:
            recent = []
            continue
        recent = [*recent, line][-_MOST:]
        if " " in text and any(word in each.text for each in recent for word in _HINTS):
            yield from _told(recent)


def _told(recent: Sequence[Line]) -> Iterator[Fact]:
    """Of the last line, with what stands before it."""
    text = " ".join(line.text.strip(" \t>")[:300] for line in recent)
    last = recent[-1].text
    if not is_prose(text):
        return
    if _LEAVES.search(text) and _BY_ITSELF.search(text) and (_LEAVES.search(last) or _BY_ITSELF.search(last)):
        yield Drops(recent[-1].source)
    versions = dict.fromkeys(_VERSION.findall(text)) if _VERSION.search(last) and _KERNEL.search(text) else {}
    if len(versions) > 1 and _GOOD.search(text) and (_CHANGED.search(text) or _BAD.search(text)):
        yield Regression(recent[-1].source, tuple(versions))
