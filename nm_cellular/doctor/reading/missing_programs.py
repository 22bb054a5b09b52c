"""mmcli where it is not installed, or finds neither D-Bus nor an answer on it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact
from ..facts.modem import DaemonMissing
from ..facts.system import ServiceState
from .paste import Paste

_ABSENT = re.compile(r"(?:\S+: )*(?:line \d+: )?'?(?:sudo: )?mmcli'?: (?:command )?not found|Command 'mmcli' not found")
_NO_BUS = re.compile(r"error: couldn't (?:get bus|create manager): (?:Could not connect|Timeout was reached)")


def read(lines: Paste) -> Iterator[Fact]:
    for line in lines.having("mmcli", "error: couldn't"):
        text = line.text.strip()
        if "mmcli" in text and "not found" in text and _ABSENT.match(text):
            yield ServiceState(line.source, "ModemManager.service", "not-found")
        elif text.startswith("error: couldn't") and _NO_BUS.match(text):
            yield DaemonMissing(line.source, "D-Bus")
