"""All that was pasted and is no message of a log, for the readers of sections.

There are many readers, and most lines are of interest to one of them.  Who needs certain words is spared the parts that
have none of them: to look into a part as a whole costs a fiftieth of a look at each of its lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain

from .lines import Line, mentions

_PART = 32
"""Lines."""


class Paste(tuple[Line, ...]):  # noqa: SLOT001  its parts are made but once
    """Lines in their order."""

    def having(self, *words: str) -> Iterator[Line]:
        """All that have one of these words, and others."""
        parts, texts = self._parts, self._texts
        return chain.from_iterable(part for part, text in zip(parts, texts, strict=True) if mentions(text, words))

    def near(self, *words: str) -> Iterator[Line]:
        """The same, with at least 32 lines before and after each of them."""
        have = [False, *(mentions(text, words) for text in self._texts), False]
        around = map(any, zip(have, have[1:], have[2:], strict=False))
        return chain.from_iterable(part for part, is_near in zip(self._parts, around, strict=True) if is_near)

    @cached_property
    def _parts(self) -> Sequence[Sequence[Line]]:
        return [self[start : start + _PART] for start in range(0, len(self), _PART)]

    @cached_property
    def _texts(self) -> Sequence[str]:
        return ["\n".join([line.text for line in part]) for part in self._parts]
