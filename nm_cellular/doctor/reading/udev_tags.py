"""ModemManager's udev tags, as `udevadm info -q property` and grep print them, one a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact
from ..facts.system import UdevProperties
from .paste import Paste

_TAG = re.compile(r"\s*(ID_MM_\w+)=\"?(\w+)")
_RULE = re.compile(
    r"[A-Z](?:[^#]*?idVendor\}==\"([0-9a-f]{4})\")(?:[^#]*?idProduct\}==\"([0-9a-f]{4})\")?[^#]*?ID_MM_DEVICE_IGNORE\}=\"1"
)
"""A rule for one device, or for all of a maker's."""


def read(lines: Paste) -> Iterator[Fact]:
    for line in lines.having("ID_MM_"):
        if "ID_MM_" in line.text and (found := _TAG.match(line.text)):
            yield UdevProperties(line.source, "", "", ((found[1], found[2]),))
        elif "ID_MM_DEVICE_IGNORE}" in line.text and (found := _RULE.match(line.text.strip())):
            yield UdevProperties(line.source, f"{found[1]}:{found[2] or '*'}", "rule", (("ID_MM_DEVICE_IGNORE", "1"),))
