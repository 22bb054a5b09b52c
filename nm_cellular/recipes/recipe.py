"""What a recipe asks for, and what is wrong with it: the one form that comes out of every format.

A recipe is what makes a connection elsewhere: a wvdial.conf, a pppd peer with its chat script, a command line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..profile import Secret

_WORD = re.compile(r"[^\s\"'=;]{0,60}")


def shown(text: str) -> str:
    """As much of a value as a complaint may have: where a quote is lost, it may go on with somebody's password."""
    words = [_beginning(word) for word in text.split(", ")]
    cut = next((place for place, word in enumerate(words, 1) if word.endswith("…")), len(words))
    return ", ".join(words[:cut])


def _beginning(word: str) -> str:
    found = _WORD.match(word)
    return word if not found or found[0] == word else f"{found[0]}…"


@dataclass(frozen=True, slots=True)
class Value:
    """A value as text, and the line where it stands; file: where several are read."""

    content: str | Secret
    line: int
    file: str = ""

    @property
    def text(self) -> str:
        return self.content.reveal() if isinstance(self.content, Secret) else self.content


@dataclass(frozen=True, slots=True)
class Recipe:
    """What it asks for.

    values: by the keys of cellular.conf (`apn`, `password`, `ipv6.ip6-privacy`), each once.  stick: the USB id, where
    the values are those of a [modeswitch] section.  port: the device it names, such as /dev/ttyUSB2 or wwan0.
    """

    name: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    stick: str = ""
    port: str = ""

    def text(self, key: str) -> str | None:
        return self.values[key].text if key in self.values else None


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in a line: check is a slug of the diagnoses, message says what it does, hint what to write.

    is_fatal: the recipe cannot work with it.  Others may do harm, or be what a forum has made of the text.
    """

    check: str
    line: int
    message: str
    hint: str
    is_fatal: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    """What a line asks for and a profile has no place for, and who does it instead."""

    line: int
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One recipe in a text.

    form: `wvdial`, `pppd`, …  first, last: its lines, from 1.  recipe: None where there is nothing to carry over, such
    as of a route that is set by hand.  path: the file that the text says it is.  uses: the files that it reads
    and that are not in the text.
    """

    form: str
    first: int
    last: int
    recipe: Recipe | None = None
    mistakes: tuple[Mistake, ...] = ()
    lost: tuple[Lost, ...] = ()
    path: str = ""
    uses: tuple[str, ...] = ()
