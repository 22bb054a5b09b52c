"""Typed access to properties as they came over D-Bus.

What is missing, or is not of the type that the daemons of today send, reads as nothing: a newer daemon shall cost a
field and never the command.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeGuard

_OBJECT = re.compile(r"(/[A-Za-z0-9_]+)+")


def is_number(value: object) -> TypeGuard[int]:
    """To Python a truth value is an integer too."""
    return isinstance(value, int) and not isinstance(value, bool)


class Properties:
    """An object's properties, or a dictionary among them."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __bool__(self) -> bool:
        return bool(self._values)

    def text(self, key: str) -> str:
        value = self._values.get(key)
        return value if isinstance(value, str) else ""

    def path(self, key: str) -> str:
        """An object's path; empty where there is no object, which D-Bus writes as a slash."""
        return _path(self.text(key))

    def number(self, key: str) -> int:
        value = self._values.get(key)
        return value if is_number(value) else 0

    def measure(self, key: str) -> float | None:
        """A measured value; None where it is not known."""
        value = self._values.get(key)
        # ModemManager's MM_SIGNAL_UNKNOWN is the lowest number that there is.
        return value if isinstance(value, float) and -1e9 < value < 1e9 else None

    def truth(self, key: str) -> bool:
        return self._values.get(key) is True

    def octets(self, key: str) -> bytes:
        value = self._values.get(key)
        return value if isinstance(value, bytes) else b""

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(value for value in self.items(key) if isinstance(value, str))

    def paths(self, key: str) -> tuple[str, ...]:
        """Objects' paths, empty where there is no object."""
        return tuple(map(_path, self.texts(key)))

    def items(self, key: str) -> tuple[Any, ...]:
        value = self._values.get(key)
        return tuple(value) if isinstance(value, list | tuple) else ()

    def mapping(self, key: str) -> Mapping[Any, Any]:
        value = self._values.get(key)
        return value if isinstance(value, Mapping) else {}

    def below(self, key: str) -> Properties:
        return Properties(self.mapping(key))

    def all_below(self, key: str) -> tuple[Properties, ...]:
        """A list of dictionaries."""
        return tuple(Properties(value) for value in self.items(key) if isinstance(value, Mapping))


def _path(text: str) -> str:
    """A call to what is no path would not leave the D-Bus library."""
    return text if _OBJECT.fullmatch(text) else ""
