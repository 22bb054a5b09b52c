"""What is wrong with an input, and where: the one form in which every parser and check complains."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Location:
    """A place in an input file; line and column count from 1, None where they mean nothing."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


class Severity(Enum):
    """An error keeps its profile from being installed; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One complaint: a sentence about what is wrong, and a hint that says what to write or do instead."""

    severity: Severity
    where: Location
    message: str
    hint: str = ""

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


def error(where: Location, message: str, hint: str = "") -> Problem:
    return Problem(Severity.ERROR, where, message, hint)


def warning(where: Location, message: str, hint: str = "") -> Problem:
    return Problem(Severity.WARNING, where, message, hint)


class ValueRefused(Exception):
    """A value that cannot be used; the caller knows its place and makes a Problem of it.

    offset is the index of the first bad character in the value, 0 where the whole value is meant.
    """

    def __init__(self, message: str, hint: str = "", offset: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.offset = offset
