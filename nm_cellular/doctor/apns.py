"""The APNs that a log names, whoever was told them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import combinations
from typing import NamedTuple

from .evidence import Evidence
from .facts.modem import AtExchange, ModemReport
from .facts.network import DialerRun, Profile
from .source import Source

_OF_COMMANDS = ("+CGDCONT=", "^NDISDUP=", "+QICSGP=", "$QCRMCALL=")
_QUOTED = re.compile(r"\"([\w-]+(?:\.[\w-]+)*)\"")
_PDP_TYPES = frozenset({"IP", "IPV6", "IPV4V6", "PPP"})
_MOST = 12
_ALIKE = 0.85
_SHORTEST = 6
"""Shorter names that are alike are two."""


class Apn(NamedTuple):
    name: str
    source: Source


def named(evidence: Evidence) -> tuple[Apn, ...]:
    """Each once, where it was said first."""
    first: dict[str, Apn] = {}
    for apn in _named(evidence):
        first.setdefault(apn.name, apn)
    return tuple(first.values())[:_MOST]


def of_profile(profile: Profile) -> str | None:
    """The APN that it asks for: empty where a whole keyfile has none, None where it was not said."""
    said = profile.get("gsm", "apn")
    if said is None and profile.get("connection", "type") == "gsm" and not profile.get("gsm", "auto-config"):
        return "" if any(section == "ipv4" for section, _, _ in profile.settings) else None
    return said


def alike(evidence: Evidence) -> tuple[Apn, Apn] | None:
    """Two of which one looks like the other mistyped."""
    for one, other in combinations(named(evidence), 2):
        names = (one.name, other.name)
        same_dots = one.name.count(".") == other.name.count(".")
        telling = min(map(len, names)) >= _SHORTEST and same_dots and not any(map(_is_numbered, names))
        if telling and SequenceMatcher(None, *names).ratio() >= _ALIKE:
            return one, other
    return None


def _is_numbered(name: str) -> bool:
    """internet1 and internet2 are an operator's own."""
    return any(letter.isdigit() for letter in name)


def _named(evidence: Evidence) -> Iterator[Apn]:
    for run in evidence.of(DialerRun):
        if run.apn:
            yield Apn(run.apn.lower(), run.source)
    for report in evidence.of(ModemReport):
        yield from (Apn(bearer.apn.lower(), report.where("apn")) for bearer in report.bearers if bearer.apn)
    for exchange in evidence.of(AtExchange):
        if exchange.command.startswith(_OF_COMMANDS):
            names = (name for name in _QUOTED.findall(exchange.command) if name.upper() not in _PDP_TYPES)
            yield from (Apn(name.lower(), exchange.source) for name in names)
