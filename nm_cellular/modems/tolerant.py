"""Enumerations of a daemon that may be newer than we are: a value that it adds has its number as its label."""

from __future__ import annotations

from enum import KEEP, IntEnum, IntFlag
from typing import Self


class Tolerant(IntEnum):
    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_, member._value_ = str(value), value
        return member

    @property
    def is_known(self) -> bool:
        return self.name in type(self).__members__

    @property
    def label(self) -> str:
        return _label(self.name)


def _label(name: str) -> str:
    # An underscore in front is there for a name that begins with a digit.
    return name.removeprefix("_").lower().replace("_", "-")


class Bits(IntFlag, boundary=KEEP):
    def labels(self) -> tuple[str, ...]:
        """Those that are set, unknown ones as their numbers."""
        known = [_label(str(member.name)) for member in type(self) if member in self]
        unknown = self.value & ~sum(type(self))
        return (*known, *(str(1 << bit) for bit in range(unknown.bit_length()) if unknown >> bit & 1))
