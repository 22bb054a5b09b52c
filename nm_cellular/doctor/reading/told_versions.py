"""ModemManager's version where somebody tells it in a sentence: `ModemManager 1.12.10 on OpenWrt`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..facts import Fact
from ..facts.system import Version
from .lines import Line

_VERSION = re.compile(
    r"\b(?:ModemManager|modem-manager|MM)(?:[ -](?:version|ver|v))?[ =:(-]{1,2}"
    r"v?([01]\.\d{1,2}(?:\.\d{1,2})?)(?![\d.]*\d)",
    re.IGNORECASE,
)

_NAMED = re.compile(r"\b(?:ModemManager|MM)(?: version)? *$", re.IGNORECASE)
_ENDS = ("modemmanager", "mm", "version")
_WRAPPED = re.compile(r"[ >]*v?(1\.\d{1,2}(?:\.\d{1,2})?)(?![\d.]*\d)")


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    named: Line | None = None
    for line in lines:
        if named and line.number == named.number + 1 and (found := _WRAPPED.match(line.text)):
            yield Version(line.source, "modemmanager", found[1])
        named = line if line.text.lower().endswith(_ENDS) and _NAMED.search(line.text[-24:]) else None
        # A program's own lines are read by others.
        if not line.program and ("anager" in line.text or "MM" in line.text) and "starting" not in line.text:
            for found in _VERSION.finditer(line.text[:400]):
                yield Version(line.source, "modemmanager", found[1])
