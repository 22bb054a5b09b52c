"""`[failover]` of cellular.conf, and what is wrong in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ..ini import Entry, Section
from ..problem import Location, Problem, ValueRefused, error, warning

HEADING = "failover"

DEBIANS = "http://network-test.debian.org/nm"
"""What Debian's network-manager-config-connectivity-debian asks."""

_RESPONSE = "NetworkManager is online"
"""NetworkManager's default; a longer answer has to begin so."""

_TIMES = {"": 1, "s": 1, "min": 60, "h": 3600}
_SHORTEST, _LONGEST = 10, 86400
_KEYS = ("uri", "response", "interval")


@dataclass(frozen=True, slots=True)
class Failover:
    """source: as str(Source); uri: what is asked over each link, each `interval` seconds; response: how the answer
    has to begin, empty: it has status 204, or no content.
    """

    source: str
    uri: str = DEBIANS
    response: str = _RESPONSE
    interval: int = 300


def is_ours(found: Section) -> bool:
    return found.name.split()[0].lower() == HEADING


def read(found: Section, source: str) -> tuple[Failover, tuple[Problem, ...]]:
    problems = []
    if found.name != HEADING:
        problems.append(warning(found.at, f"[{found.name}] was read as [{HEADING}]", "there is one for all links"))
    failover = Failover(source)
    seen: dict[str, Location] = {}
    for entry in found.entries:
        if problem := _key_problem(entry, seen):
            problems.append(problem)
            continue
        seen[entry.key] = entry.key_at
        try:
            failover = _with(failover, entry)
        except ValueRefused as refused:
            at = entry.value_at if entry.value else entry.key_at
            problems.append(error(at, f"{entry.key}: {refused.message}", refused.hint))
    return failover, tuple(problems)


def _key_problem(entry: Entry, seen: dict[str, Location]) -> Problem | None:
    if first := seen.get(entry.key):
        message = f"{entry.key}: this is decided in line {first.line} already"
        return error(entry.key_at, message, "delete one of the two lines")
    if entry.key in _KEYS:
        return None
    from difflib import get_close_matches

    near = next(iter(get_close_matches(entry.key, _KEYS, n=1)), "")
    hint = f"did you mean `{near}`?" if near else f"it knows {', '.join(_KEYS)}"
    return error(entry.key_at, f"{entry.shown}: there is no such key", hint)


def _with(failover: Failover, entry: Entry) -> Failover:
    match entry.key:
        case "uri":
            return replace(failover, uri=_uri(entry.value))
        case "response":
            return replace(failover, response=entry.value)
    return replace(failover, interval=_interval(entry.value))


def _uri(text: str) -> str:
    if not re.fullmatch(r"https?://[!-\[\]-~]+", text):
        raise ValueRefused(f"`{text}` is no address of a web page", f"write one such as {DEBIANS}")
    return text


def _interval(text: str) -> int:
    found = re.fullmatch(r"(\d{1,5})\s*([a-z]*)", text)
    unit = _TIMES.get(found[2]) if found else None
    if not found or not unit or not _SHORTEST <= int(found[1]) * unit <= _LONGEST:
        raise ValueRefused(f"`{text}` is no time from 10 s to 1 day", "write 60 s, 5 min or 1 h")
    return int(found[1]) * unit
