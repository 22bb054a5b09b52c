"""What people write around what they paste: it parts one paste from the next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..facts import Fact
from ..facts.dialing import Prose
from .lines import Line

_COMMON = frozenset(
    (  # noqa: SIM905
        "i i'm i've i'll my me we you your the a an is are was were it it's this that but and to of for in on with"
        " have has can could would please thanks thank hello hi hey what how why when not so if then now after"
        " until always again don't doesn't isn't"
        " ich du sie wir und der die das ist nicht aber mit ein eine hallo danke"
        " je vous nous le la les un une est pas mais avec merci bonjour"
        " yo el los una es no pero con gracias hola"
    ).split()
)
"""Words that sentences have and programs seldom write, in the languages of most forums."""

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_MARKS = re.compile(r"[=<>|{}\[\]\\/^~]|--|::|\w\(")


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    for line in lines:
        if not line.program and " " in line.text and not line.text.lstrip().startswith("#") and is_prose(line.text):
            yield Prose(line.source)


def is_prose(text: str) -> bool:
    """Whether a person wrote it: a good part of its words are those that only sentences have."""
    text = text[:300].lower()
    if _COMMON.isdisjoint(text.split()):
        return False
    words = _WORD.findall(text)
    common = sum(map(_COMMON.__contains__, words))
    if len(words) < 5 or common * 5 < len(words):
        return False
    return common >= 2 + len(_MARKS.findall(text)) // 2
