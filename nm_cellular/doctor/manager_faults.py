"""Modems that a ModemManager before some version does not drive, or drives wrongly.

Source: ModemManager's NEWS of 1.18 to 1.24.
"""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """marks: what a modem's model, id or plugin has in it, lower case; fixed_in: a version; says: what goes wrong."""

    marks: tuple[str, ...]
    fixed_in: str
    says: str


FAULTS = (
    Fault(
        ("a7602", "a7605", "a7608", "a7670", "a7672", "a7600", "a7630", "a7682"),
        "1.24",
        "SIMCom's A76xx modules are driven from 1.24 on",
    ),
    Fault(("fm350", "14c3:4d75", "0e8d:7126", "0e8d:7127"), "1.24", "the plugin for MediaTek's t7xx came with 1.24"),
    Fault(("t99w175", "sdx55", "105b:e0ab"), "1.18", "the T99W175 and its FCC unlock came with 1.18"),
    Fault(("t99w265",), "1.20", "the T99W265 came with 1.20"),
)


def parsed(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:3] if part.isdecimal())
