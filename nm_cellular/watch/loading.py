"""Reads `[watch]` in a process of its own: what reads files of settings is large, and needed for a moment."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from ipaddress import ip_address
from typing import Any, NamedTuple

from ..apart import apart
from .settings import Settings, Target


class Loaded(NamedTuple):
    """told: a line for each mistake."""

    settings: Settings
    told: tuple[str, ...]


def load(boots: Sequence[str]) -> Loaded:
    """Raises OSError."""
    found = json.loads(apart(lambda: _read(boots)))
    return Loaded(_settings(found["settings"]), tuple(found["told"]))


def _read(boots: Sequence[str]) -> bytes:
    from . import sources

    read = sources.settings(boots)
    told = [f"{problem.where}: {problem.message}; {problem.hint}" for problem in read.problems]
    return json.dumps({"settings": asdict(read.settings), "told": told}, default=str).encode()


def _settings(found: dict[str, Any]) -> Settings:
    targets = tuple(Target(ip_address(each["address"]), each["port"]) for each in found.pop("targets"))
    rungs, command = (tuple(found.pop(name)) for name in ("rungs", "command"))
    return Settings(targets=targets, rungs=rungs, command=command, **found)
