"""`[watch]` of cellular.conf to Settings, with what is wrong in it and where."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from ..formats import keys
from ..ini import Document, Section
from ..problem import Problem, ValueRefused, error, warning
from . import wire
from .allowance import MOST_SAVED_UP
from .event import Family
from .ladder import RUNGS
from .settings import Settings, Target

HEADING = "watch"

_UNITS = {"": 1, "b": 1, "kb": 1000, "mb": 1_000_000, "kib": 1024, "mib": 1 << 20}
_SMALLEST_BUDGET = 10_000
"""Bytes a day: a fifth of it has to pay for the longest probe."""


@dataclass(frozen=True, slots=True)
class Read:
    """settings: the defaults for what is wrong, so that a mistake leaves no link without a watch."""

    settings: Settings = Settings()  # noqa: RUF009  it is frozen
    problems: tuple[Problem, ...] = ()


def is_ours(found: Section) -> bool:
    return found.name.split()[0].lower() == HEADING


def read(document: Document) -> Read:
    """The [watch] section of a cellular.conf; the last one where there are several."""
    sections = [section for section in document.sections if is_ours(section)]
    return section(sections[-1]) if sections else Read()


def section(found: Section) -> Read:
    values, problems = keys.values(found.entries, KEYS, "see docs/watch.md for the keys")
    settings = replace(Settings(), **values)
    contradictions = _contradictions(found, settings)
    usable = not any(problem.is_error for problem in contradictions)
    return Read(settings if usable else Settings(), (*_of_heading(found), *problems, *contradictions))


def _of_heading(found: Section) -> Iterator[Problem]:
    if len(found.name.split()) > 1:
        yield warning(found.at, f"[{found.name}] was read as [{HEADING}]", "there is one for all modems")


def _contradictions(found: Section, settings: Settings) -> tuple[Problem, ...]:
    if "command" in settings.rungs and not settings.command:
        return (error(found.at, "ladder: command is named, but no command is given", "write command = /path/to/it"),)
    if settings.data_budget and _dearest(settings) > settings.data_budget * MOST_SAVED_UP:
        return (error(found.at, "targets: they cost more than the budget pays for", "name fewer, or pings"),)
    if settings.command and "command" not in settings.rungs:
        hint = "write it where it belongs, such as ladder = reconnect reset command"
        return (warning(found.at, "command: it is not among the ladder's rungs, and never run", hint),)
    return ()


def _dearest(settings: Settings) -> int:
    """Bytes of a probe that has to try everything."""
    return max(wire.most_of("", family, settings.targets_of(family)) for family in Family)


def _budget(value: str) -> dict[str, Any]:
    number = re.fullmatch(r"(\d{1,9})\s*([a-zA-Z]*)(\s*/\s*day)?", value)
    unit = _UNITS.get(number[2].lower()) if number else None
    if not number or not unit:
        raise ValueRefused(f"`{value}` is no amount of data", "write 100 kB, or 0 for no probes")
    amount = int(number[1]) * unit
    if 0 < amount < _SMALLEST_BUDGET:
        raise ValueRefused(f"`{value}` pays for no probe", "write at least 10 kB, or 0 for no probes")
    return {"data_budget": amount}


def _seconds(name: str, least: int, most: int) -> Callable[[str], dict[str, Any]]:
    return lambda value: {name: float(keys.seconds(value, least, most))}


def _targets(value: str) -> dict[str, Any]:
    words = re.finditer(r"[^\s,]+", value)
    return {"targets": tuple(_target(word[0], word.start()) for word in words)}


def _target(word: str, offset: int) -> Target:
    """9.9.9.9, 2620:fe::9, or with a TCP port: 9.9.9.9:443, [2620:fe::9]:443."""
    parts = re.fullmatch(r"\[(?P<v6>[^]]+)\](:(?P<port6>\d+))?|(?P<v4>[\d.]+)(:(?P<port4>\d+))?|(?P<bare>.*)", word)
    found = parts.groupdict() if parts else {}
    address, port = found.get("v6") or found.get("v4") or word, found.get("port6") or found.get("port4") or "0"
    try:
        host: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        raise ValueRefused(
            f"`{word}` is no address",
            "write addresses, for names need a working link: 9.9.9.9 [2620:fe::9]:443",
            offset,
        ) from None
    if int(port) > 65535:
        raise ValueRefused(f"`{word}` has no TCP port", "write one up to 65535", offset)
    return Target(host, int(port))


def _ladder(value: str) -> dict[str, Any]:
    words = tuple(re.findall(r"[^\s,]+", value))
    if unknown := next((word for word in words if word not in RUNGS), None):
        raise ValueRefused(f"`{unknown}` is no rung", f"write some of {', '.join(RUNGS)}", value.find(unknown))
    if not words:
        raise ValueRefused("it names no rung", "write reconnect at least, or delete the line")
    return {"rungs": words}


def _command(value: str) -> dict[str, Any]:
    try:
        words = tuple(shlex.split(value))
    except ValueError:
        raise ValueRefused("its quotes do not match", "write it as for a shell; no shell reads it") from None
    if not words or not words[0].startswith("/"):
        raise ValueRefused(f"`{value}` does not begin with a path", "write the program's path, from / on")
    return {"command": words}


KEYS: dict[str, Callable[[str], dict[str, Any]]] = {
    "data-budget": _budget,
    "probe-every": _seconds("probe_every", 30, 86400),
    "targets": _targets,
    "ladder": _ladder,
    "command": _command,
    "first-wait": _seconds("first_wait", 5, 3600),
    "longest-wait": _seconds("longest_wait", 60, 86400),
    "stable": _seconds("stable", 60, 86400),
}
"""The keys of [watch], and how each takes its value; they raise ValueRefused."""
