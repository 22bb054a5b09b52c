"""oFono's list-modems: `[ org.ofono.SimManager ]`, and below it `Present = 0`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..facts import Fact
from ..facts.modem import ModemReport
from .paste import Paste

_HEAD = re.compile(r"\[ (org\.ofono\.(\w+)|/\w+) \]$")
_PROPERTY = re.compile(r"(\w+) = (.*)$")

_SAYS: dict[tuple[str, str, str], dict[str, Any]] = {
    ("", "Powered", "0"): {"operating_mode": "minimum"},
    ("SimManager", "Present", "0"): {"sim": "missing"},
    ("SimManager", "Present", "1"): {"sim": "ready"},
    ("SimManager", "PinRequired", "pin"): {"lock": "sim-pin", "sim": "locked"},
    ("SimManager", "PinRequired", "puk"): {"lock": "sim-puk", "sim": "locked"},
    ("SimManager", "PinRequired", "none"): {"lock": "none"},
    ("NetworkRegistration", "Status", "registered"): {"registration": "home"},
    ("NetworkRegistration", "Status", "roaming"): {"registration": "roaming"},
    ("NetworkRegistration", "Status", "searching"): {"registration": "searching"},
    ("NetworkRegistration", "Status", "denied"): {"registration": "denied"},
    ("NetworkRegistration", "Status", "unregistered"): {"registration": "idle"},
    ("ConnectionManager", "RoamingAllowed", "0"): {"roaming_allowed": False},
    ("ConnectionManager", "Attached", "1"): {"packet_service": "attached"},
    ("ConnectionManager", "Attached", "0"): {"packet_service": "detached"},
}
"""By interface (none for the modem itself), property and value; source: oFono's doc/*-api.txt."""


def read(lines: Paste) -> Iterator[Fact]:
    """Its properties end with what is none, such as the next prompt."""
    interface: str | None = None
    for line in lines.near("[ /", "org.ofono."):
        text = line.text.strip(" \t>")
        found = _PROPERTY.match(text) if interface is not None else None
        if text.startswith("[ ") and (head := _HEAD.match(text)):
            interface = head[2] or ""
        elif found and interface is not None:
            if values := _SAYS.get((interface, found[1], found[2].strip(" '\""))):
                yield ModemReport(line.source, program="oFono", **values)
        elif text:
            interface = None
