"""Ports that ModemManager would probe in vain, and what it is told of them instead.

A port that answers nothing costs it six AT and two QCDM probes of three seconds each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .. import ini, text
from ..ini import Section
from ..problem import Problem, ValueRefused, error
from .usb import UsbId, parse_id

PROPERTIES = {"diagnostics": "ID_MM_PORT_TYPE_QCDM", "ignore": "ID_MM_PORT_IGNORE"}
"""ModemManager's tags: a Qualcomm diagnostics port, which is not probed for AT; a port that it leaves alone."""

_KEYS = ("class", "subclass", "protocol", "number")


@dataclass(frozen=True, slots=True)
class PortHint:
    """ids: devices, or whole vendors.  interface: class, subclass, protocol and number, as two digits or `*`."""

    name: str
    ids: tuple[UsbId | int, ...]
    interface: tuple[str, str, str, str]
    property: str
    source: str


def parse(file: str, data: bytes) -> tuple[tuple[PortHint, ...], tuple[Problem, ...]]:
    """Sections [12d1:155e] or [12d1]; never raises."""
    content, problems = text.decode(file, data)
    document = ini.parse(content) if content else ini.Document(file, (), tuple(problems))
    hints, found = [], [*document.problems]
    for section in document.sections:
        try:
            hints.append(_hint(section))
        except ValueRefused as refused:
            found.append(error(section.at, refused.message, refused.hint))
    return tuple(hints), tuple(found)


def _hint(section: Section) -> PortHint:
    values = {entry.key: entry.value for entry in section.entries}
    if unknown := values.keys() - {*_KEYS, "name", "source", "hint"}:
        raise ValueRefused(f"{min(unknown)}: there is no such key", f"write {', '.join(_KEYS)}, name, source or hint")
    if values.get("hint") not in PROPERTIES:
        raise ValueRefused("the hint is missing or unknown", f"write hint = {' or '.join(PROPERTIES)}")
    ids = tuple(map(_device, section.name.split()))
    kind, subclass, protocol, number = (_digits(values.get(key, "*")) for key in _KEYS)
    if {subclass, protocol, number} == {"*"}:
        raise ValueRefused("this would mean every port", "say which: subclass, protocol or number")
    interface = (kind, subclass, protocol, number)
    return PortHint(values.get("name", ""), ids, interface, PROPERTIES[values["hint"]], values.get("source", ""))


def _device(word: str) -> UsbId | int:
    return int(word, 16) if re.fullmatch("[0-9a-f]{4}", word) else parse_id(word)


def _digits(value: str) -> str:
    """As in a modalias, which has upper case."""
    if value != "*" and not re.fullmatch("[0-9a-fA-F]{2}", value):
        raise ValueRefused(f"`{value}` is no class, protocol or number", "write two hexadecimal digits")
    return value.upper()
