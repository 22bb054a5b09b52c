"""Modems that a ModemManager before some version does not drive, or drives wrongly.

Source: ModemManager's NEWS of 1.14 to 1.24.
"""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """marks: what a modem's model, id or plugin has in it, lower case; fixed_in: a version; says: what goes wrong."""

    marks: tuple[str, ...]
    fixed_in: str
    says: str


_5G = ("rm500", "rm502", "rm505", "rm510", "rm520", "rg500", "rg502", "rg520", "fn980", "fn990", "em9190", "em9191")

FAULTS = (
    Fault(_5G, "1.14", "5G modules are driven from 1.14 on"),
    Fault(
        ("mhi-pci-generic", "iosm", "wwan0mbim0", "wwan0qmi0", "wwan0at0"),
        "1.18",
        "modems on PCI are driven from 1.18 on",
    ),
    Fault(
        ("a7602", "a7605", "a7608", "a7670", "a7672", "a7600", "a7630", "a7682"),
        "1.24",
        "SIMCom's A76xx modules are driven from 1.24 on",
    ),
    Fault(("fm350", "14c3:4d75", "0e8d:7126", "0e8d:7127"), "1.24", "the plugin for MediaTek's t7xx came with 1.24"),
    Fault(("t99w175", "sdx55", "105b:e0ab"), "1.18", "the T99W175 and its FCC unlock came with 1.18"),
    Fault(("fm150",), "1.14", "Fibocom's FM150 is driven from 1.14 on"),
    Fault(("fm101",), "1.18", "Fibocom's FM101 is driven from 1.18 on"),
    Fault(("t77w968", "dw5821"), "1.14", "the T77W968 is driven from 1.14 on"),
    Fault(("em120", "em160"), "1.18", "Quectel's EM120 and EM160 are driven from 1.18 on"),
    Fault(("t99w265",), "1.20", "the T99W265 came with 1.20"),
)


def parsed(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:3] if part.isdecimal())
