"""The keys of a section that has its own: each is known, stands there once, and has a value that can be used."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping

from ..ini import Entry
from ..problem import Location, Problem, ValueRefused, error

TYPE_CHECKING = False  # as in report.py

if TYPE_CHECKING:
    from typing import Any

    Values = dict[str, Any]
    """What a section says, by the names of a dataclass's fields."""

    Parser = Callable[[str], Values]
    """Takes the text of a value; raises ValueRefused."""


_TIMES = {"": 1, "s": 1, "min": 60, "h": 3600}


def values(entries: Iterable[Entry], parsers: Mapping[str, Parser], otherwise: str) -> tuple[Values, list[Problem]]:
    """What the entries say, and what is wrong with them; otherwise: as in no_such_key."""
    found: Values = {}
    problems = take(
        entries,
        lambda entry: found.update(parsers[entry.key](entry.value)),
        lambda entry: no_such_key(entry, parsers, otherwise),
    )
    return found, problems


def take(
    entries: Iterable[Entry], use: Callable[[Entry], None], unknown: Callable[[Entry], Problem | None]
) -> list[Problem]:
    """Has each entry used, and says what is wrong with the others.

    use: raises ValueRefused.  unknown: complains of a key that there is not.
    """
    problems: list[Problem] = []
    lines: dict[str, int | None] = {}
    for entry in entries:
        if entry.key in lines:
            problems.append(_again(entry, lines[entry.key]))
        elif problem := unknown(entry):
            problems.append(problem)
        else:
            lines[entry.key] = entry.key_at.line
            try:
                use(entry)
            except ValueRefused as refused:
                problems.append(_refusal(entry, refused))
    return problems


def no_such_key(entry: Entry, known: Collection[str], otherwise: str) -> Problem | None:
    """None where it is known; otherwise: the hint where none of those is similar."""
    if entry.key in known:
        return None
    from difflib import get_close_matches

    near = next(iter(get_close_matches(entry.key, known, n=1)), "")
    hint = f"did you mean `{near}`?" if near else otherwise
    return error(entry.key_at, f"{entry.shown}: there is no such key", hint)


def _refusal(entry: Entry, refused: ValueRefused) -> Problem:
    at = entry.value_at if entry.value else entry.key_at
    where = Location(at.file, at.line, (at.column or 1) + refused.offset)
    return error(where, f"{entry.key}: {refused.message}", refused.hint)


def _again(entry: Entry, line: int | None) -> Problem:
    message = f"{entry.key}: this is decided in line {line} already"
    return error(entry.key_at, message, "delete one of the two lines")


def seconds(text: str, least: int, most: int) -> int:
    """Of `90 s`, `5 min` or `1 h`, between the two; raises ValueRefused."""
    found = re.fullmatch(r"(\d{1,6})\s*([a-z]*)", text)
    unit = _TIMES.get(found[2]) if found else None
    if not found or not unit or not least <= int(found[1]) * unit <= most:
        raise ValueRefused(f"`{text}` is no time from {least} s to {most} s", "write 90 s, 5 min or 1 h")
    return int(found[1]) * unit
