"""What one answer of a program says of a modem, field by field, while it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..facts.modem import BearerReport, ModemReport, Told
from ..source import Source

_QUOTED = re.compile(r"^'([^']*)'")
_MOST = 200
"""Values of one field that are kept."""

_NOTHING = frozenset({"", "--", "n/a", "unknown", "none", "(null)"})


class Answer:
    """The last word on a field stands.

    mcc, pin_type, pin_locked, is_initial (of a bearer: the one that the modem is attached with): what a line before
    said that only the next one makes a value of.
    """

    def __init__(self, program: str) -> None:
        self.is_initial = False
        self.mcc = ""
        self.pin_type = ""
        self.pin_locked = False
        self._program = program
        self._values: dict[str, Any] = {}
        self._bearer: dict[str, Any] = {}
        self._told: dict[str, Source] = {}

    def __bool__(self) -> bool:
        return bool(self._told)

    def __contains__(self, field: str) -> bool:
        return field in self._told

    def value(self, field: str) -> object:
        return self._values.get(field)

    def say(self, field: str, value: object, source: Source) -> None:
        """Nothing where the value is empty, but for an APN; a field `bearer.apn` is one of its bearer."""
        if value is None or (value in ("", ()) and field != "bearer.apn"):
            return
        self._told[field] = source
        where, _, name = field.rpartition(".")
        (self._bearer if where else self._values)[name] = value

    def add(self, field: str, values: tuple[object, ...], source: Source) -> None:
        """To what a field of several values has already."""
        where, _, name = field.rpartition(".")
        kept = self._bearer if where else self._values
        held: tuple[object, ...] = kept.get(name, ())
        if values and len(held) < _MOST:
            kept[name] = (*held, *(value for value in values if value not in held))
            self._told.setdefault(field, source)

    def reports(self) -> Iterator[ModemReport]:
        if not self._told:
            return
        told = tuple(Told(field.rpartition(".")[2], source) for field, source in self._told.items())
        first = min(self._told.values(), key=lambda source: source.line)
        bearers = (BearerReport(**self._bearer),) if self._bearer else ()
        yield ModemReport(first, program=self._program, **self._values, bearers=bearers, told=told)


def unquoted(text: str) -> str:
    """A value as the tool meant it, without the quotes of older versions and what they put after them."""
    text = text.strip()
    found = _QUOTED.match(text)
    return (found[1] if found else text.strip("'\"")).strip()


def word(text: str) -> str:
    """A value of an enumeration: lower case; empty where the tool says that it does not know."""
    value = unquoted(text).lower()
    return "" if value in _NOTHING else value


def words(text: str) -> tuple[str, ...]:
    """The values of a list."""
    return tuple(filter(None, (word(part) for part in unquoted(text).split(","))))


def number(text: str) -> int | None:
    found = re.match(r"'?(-?\d{1,9})", text.strip())
    return int(found[1]) if found else None


def operator_code(mcc: str, mnc: str) -> str:
    """Of two numbers as most tools print them, the MNC without its leading zeros."""
    if not (mcc.isdecimal() and mnc.isdecimal()) or not int(mcc):
        return ""
    return f"{int(mcc):03}{int(mnc):02}" if len(mnc) < 3 else f"{int(mcc):03}{mnc}"
