"""What a service has to complain of, which goes on for as long as its cause: each is told when it is new."""

from __future__ import annotations

from collections.abc import Callable


class Complaints:
    """tell: takes lines for the log."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._last = ""

    def of(self, complaint: str) -> None:
        if complaint != self._last:
            self._tell(complaint)
        self._last = complaint

    def end(self) -> None:
        """All is well: the same one would be new again."""
        self._last = ""
