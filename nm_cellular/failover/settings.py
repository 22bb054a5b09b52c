"""`[failover]` of cellular.conf, and what is wrong in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..formats import keys
from ..ini import Section
from ..problem import Problem, ValueRefused, warning

HEADING = "failover"

DEBIANS = "http://network-test.debian.org/nm"
"""What Debian's network-manager-config-connectivity-debian asks."""

_RESPONSE = "NetworkManager is online"
"""NetworkManager's default; a longer answer has to begin so."""

_SHORTEST, _LONGEST = 10, 86400


@dataclass(frozen=True, slots=True)
class Failover:
    """source: as str(Source); uri: what is asked over each link, each `interval` seconds; response: how the answer
    has to begin, empty: it has status 204, or no content.
    """

    source: str
    uri: str = DEBIANS
    response: str = _RESPONSE
    interval: int = 300


def read(found: Section, source: str) -> tuple[Failover, tuple[Problem, ...]]:
    values, problems = keys.values(found.entries, KEYS, f"it knows {', '.join(KEYS)}")
    if found.name != HEADING:
        problems.insert(0, warning(found.at, f"[{found.name}] was read as [{HEADING}]", "there is one for all links"))
    return replace(Failover(source), **values), tuple(problems)


def _uri(text: str) -> dict[str, Any]:
    if not re.fullmatch(r"https?://[!-\[\]-~]+", text):
        raise ValueRefused(f"`{text}` is no address of a web page", f"write one such as {DEBIANS}")
    return {"uri": text}


def _response(text: str) -> dict[str, Any]:
    return {"response": text}


def _interval(text: str) -> dict[str, Any]:
    return {"interval": keys.seconds(text, _SHORTEST, _LONGEST)}


KEYS: Mapping[str, Callable[[str], dict[str, Any]]] = {"uri": _uri, "response": _response, "interval": _interval}
"""The keys of [failover], and the fields that each sets; they raise ValueRefused."""
