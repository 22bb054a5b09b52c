"""What is wrong: a cause from the vocabulary, what shows it, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from .evidence import Evidence
from .source import Source


class Severity(IntEnum):
    """error: it cannot work so; warning: it works worse than it could, or may fail; note: good to know."""

    NOTE = 0
    WARNING = 1
    ERROR = 2


class Confidence(IntEnum):
    """certain: nothing else looks so; likely: other causes are rare; possible: one of several that look alike."""

    POSSIBLE = 50
    LIKELY = 75
    CERTAIN = 95


_BEGINNINGS = frozenset(
    {
        *("a", "all", "both", "context", "it", "its", "large", "names", "no", "nobody", "none", "others", "packets"),
        *("pings", "software", "some", "somebody", "something", "the", "there", "this", "two", "what", "without"),
    }
)
"""Words that are written large where a sentence begins; names of programs, ports and profiles stay as they are."""


@dataclass(frozen=True, slots=True)
class Finding:
    """check: the slug; subject: what it is about (a device, a profile, a file); says: one sentence; do: an exact
    command or setting; because: what shows it, the most telling line first; lasts: no later success takes it back.
    """

    check: str
    subject: str
    says: str
    do: str
    because: tuple[Source, ...]
    severity: Severity = Severity.ERROR
    confidence: Confidence = Confidence.LIKELY
    lasts: bool = False

    @property
    def sentence(self) -> str:
        """What it says, as a sentence begins."""
        first = self.says.partition(" ")[0]
        return self.says[:1].upper() + self.says[1:] if first in _BEGINNINGS else self.says


Check = Callable[[Evidence], Iterator[Finding]]
"""Each module in nm_cellular/checks has one, `find`, and says in SLUGS which slugs it may find."""
