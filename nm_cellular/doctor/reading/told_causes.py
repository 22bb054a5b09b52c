"""What somebody found out: that one thing was the reason, or that changing it helped; and some plain complaints.

Such a sentence says of a thread what its logs may only hint at.  It names the thing, and that it was it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from .. import tables
from ..facts import Fact
from ..facts.dialing import ToldCause
from .lines import Line, mentions
from .prose import is_prose

_FOUND_OUT = re.compile(
    r"\b(?:solved|fixed|resolved|cured|the (?:fix|solution|problem|culprit|reason|cause|issue|mistake) (?:was|is)"
    r"|turned out|my mistake|it was (?:the|my|a)|i had to|i found (?:out )?that|makes? (?:it|everything)(?: all)? work"
    r"|in the end|told me that"
    r"|(?:works?|worked|working|connects?|connected|registers?|registered|shows? up|showed up|came up) (?:\w+ ){0,3}"
    r"(?:now|again|after|since|once|when|right away|fine|within)|(?:now|again|after \w+ \w+) (?:\w+ ){0,4}"
    r"(?:works?|connects?|registers?|shows? up|showed up|came up|stays?))\b",
    re.IGNORECASE,
)
_DOUBTS = re.compile(
    r"\?|n't\b|\b(?:not|if|maybe|perhaps|already|still|tried|checked|even|both|should|could|would|want)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?]) +")
_CLAUSE = re.compile(r"(?<=[.!?;]) +")
_COMMAND = re.compile(r"(?:[\w.@:~/\[\]()-]{0,60} ?)?[#$] \S")
"""What was typed at a prompt, which is no part of a sentence."""

_MOST = 6
"""Lines of one paragraph."""


def _patterns(kind: str) -> Mapping[str, re.Pattern[str]]:
    return {check: re.compile(words, re.IGNORECASE) for check, words in tables.read("told-causes")[kind].items()}


_THINGS = _patterns("found out")
_COMPLAINTS = _patterns("complaints")
_HINTS = tuple(tables.read("told-causes")["hints"])


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    paragraph: list[Line] = []
    for line in lines:
        text = line.text.strip(" \t>")
        if text and not line.program and not _COMMAND.match(text):
            paragraph = [*paragraph, line][-_MOST:]
        elif paragraph:
            yield from _told(paragraph)
            paragraph = []
    if paragraph:
        yield from _told(paragraph)


def _told(paragraph: Sequence[Line]) -> Iterator[Fact]:
    text = " ".join(line.text.strip(" \t>")[:300] for line in paragraph)
    if not mentions(text.lower(), _HINTS):
        return
    told = is_prose(text) and _FOUND_OUT.search(text)
    found = [_cause(clause, _THINGS) for clause in _CLAUSE.split(text)] if told else []
    if _complains(paragraph):
        rows = [] if told else [line.text for line in paragraph if is_prose(line.text)]
        found += [_cause(sentence, _COMPLAINTS) for sentence in (*_SENTENCE.split(text), *rows)]
    for check in filter(None, found):
        yield ToldCause(paragraph[-1].source, check)
        return


def _complains(paragraph: Sequence[Line]) -> bool:
    """Whether it is worth a look at each of its sentences."""
    text = " ".join(line.text for line in paragraph)
    return any(words.search(text) for words in _COMPLAINTS.values())


def _cause(sentence: str, things: Mapping[str, re.Pattern[str]]) -> str:
    """The thing that is named, where nothing else in the sentence doubts it."""
    named = (check for check, words in things.items() if words.search(sentence) and not _is_doubted(sentence, words))
    return next(named, "")


def _is_doubted(sentence: str, words: re.Pattern[str]) -> bool:
    return bool(_DOUBTS.search(words.sub("", sentence)))
