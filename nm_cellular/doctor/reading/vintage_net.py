"""VintageNet's properties, as its get_by_prefix and info print them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact
from ..facts.network import NmDevice
from .lines import Line
from .paste import Paste

_PROPERTY = re.compile(r"\{\[\"interface\", \"(\w+)\", \"(state|connection)\"\], :(\w+)\}")
_INTERFACE = re.compile(r"Interface (\w+)$")
_INFO = re.compile(r"(State|Connection): :(\w+)")
_STATES = {"internet": "connected", "lan": "connected (local only)", "disconnected": "disconnected"}


def read(lines: Paste) -> Iterator[Fact]:
    """What NetworkManager would call the device's state."""
    interface = ""
    for line in lines.having('"interface"', "Interface ", ": :"):
        text = line.text.strip()
        if "interface" in text and (found := _PROPERTY.search(text)):
            yield from _state(line, found[1], found[2], found[3])
        elif found := _INTERFACE.match(text):
            interface = found[1]
        elif interface and ": :" in text and (found := _INFO.match(text)):
            yield from _state(line, interface, found[1].lower(), found[2])


def _state(line: Line, interface: str, key: str, value: str) -> Iterator[Fact]:
    if key == "connection" and interface.startswith(("ppp", "wwan")):
        yield NmDevice(line.source, interface, "vintage_net", _STATES.get(value, value))
