"""Quotation marks around values: typed on purpose, or put there by a word processor."""

from __future__ import annotations

import re

from ..ini import Entry
from ..problem import Problem, warning

_PAIRS = {'"': '"', "“": "”", "”": "”", "„": "“", "«": "»", "‘": "’", "’": "’"}
_SINGLE = "'`\""
_CURLY = "“”„‘’«»"


def unquoted(entry: Entry, *, straight: bool) -> tuple[str, Problem | None]:
    """The value without the quotation marks around it, and what there is to say about them.

    straight: whether the format knows "…"; where it does not, they are kept, as NetworkManager keeps them.
    """
    value = entry.value
    if len(value) < 2 or _PAIRS.get(value[0]) != value[-1]:
        return value, _inside(entry)
    if value[0] != '"':
        hint = 'write it bare, or in "straight" quotes' if straight else "write it without quotes"
        return value[1:-1], warning(entry.value_at, "the value stands in curly quotes, which were left out", hint)
    if straight:
        return value[1:-1], None
    return value, warning(entry.value_at, "the quotes were taken for a part of the value", "write it without quotes")


def advice(value: str) -> str:
    """What to write instead of a refused value where quotes or a comment behind it are what is wrong; or nothing."""
    if len(value) > 1 and value[0] == value[-1] and value[0] in _SINGLE:
        return "write it without the quotes"
    return "a comment needs a line of its own" if re.search(r"\s[#;]", value) else ""


def _inside(entry: Entry) -> Problem | None:
    if not any(char in _CURLY for char in entry.value):
        return None
    message = "the value has curly quotes in it; they were kept"
    return warning(entry.value_at, message, "if they came from a web page, retype them")
