"""How a run ends: exit statuses, and the error that stops a command with a sentence instead of a traceback."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit statuses of nm-cellular(8)."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    CONFIG = 3


class CommandError(Exception):
    """Stops the command: what happened, and what the user can do about it."""

    def __init__(self, message: str, hint: str = "", code: ExitCode = ExitCode.FAILED) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code
