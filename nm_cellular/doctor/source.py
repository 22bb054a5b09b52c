"""Where something is known from."""

from __future__ import annotations

from typing import NamedTuple


class Source(NamedTuple):
    """origin: a file, or the program or path that was asked; line: of a file, from 1 on; 0 for what is so just now."""

    origin: str
    line: int
    text: str

    @property
    def where(self) -> str:
        return f"{self.origin}:{self.line}" if self.line else self.origin

    def precedes(self, other: Source) -> bool:
        """Whether it is older: by its line in one log, and than all that is so just now."""
        if not other.line:
            return bool(self.line)
        return self.origin == other.origin and self.line < other.line
