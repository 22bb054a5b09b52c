"""ModemManager's udev tags, as `udevadm info -q property` and grep print them, one a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..facts import Fact
from ..facts.system import UdevProperties
from .lines import Line

_TAG = re.compile(r"\s*(ID_MM_\w+)=\"?(\w+)")


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    for line in lines:
        if "ID_MM_" in line.text and (found := _TAG.match(line.text)):
            yield UdevProperties(line.source, "", "", ((found[1], found[2]),))
