"""`udevadm info`: a device and its properties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..facts import Fact
from ..facts.system import UdevProperties
from .lines import Line
from .paste import Paste


def read(lines: Paste) -> Iterator[Fact]:
    """`udevadm info`: a block from P: to an empty line."""
    device, first = "", None
    properties: list[tuple[str, str]] = []
    for line in lines.near("E: "):
        text = line.text.strip(" \t>")
        if text.startswith("P: ") or (not text and properties):
            if first and properties:
                yield _udev(first, device, properties)
            device, first, properties = (text[3:].strip(), line, []) if text else ("", None, [])
        elif text.startswith("E: ") and "=" in text:
            first = first or line
            name, _, value = text[3:].partition("=")
            properties.append((name.strip(), value.strip()))
    if first and properties:
        yield _udev(first, device, properties)


def _udev(line: Line, device: str, properties: Sequence[tuple[str, str]]) -> UdevProperties:
    return UdevProperties(line.source, device, dict(properties).get("SUBSYSTEM", ""), tuple(properties))
