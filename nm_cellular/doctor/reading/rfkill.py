"""Radio switches: rfkill in both its forms, mbimcli, TLP's configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact
from ..facts.system import RadioSwitch
from .paste import Paste

_HEAD = re.compile(r"\d+: ([\w-]+): (.*)")
_ROW = re.compile(r"\d+ +(\w+) +\S+(?: \S+)?? +(blocked|unblocked) +(blocked|unblocked)$")
_KINDS = {"Wireless LAN": "wlan", "Wireless WAN": "wwan", "Bluetooth": "bluetooth"}
_TLP = "DEVICES_TO_DISABLE_ON_STARTUP="


def read(lines: Paste) -> Iterator[Fact]:
    kind = ""
    soft: bool | None = None
    for line in lines.near("blocked"):
        text = line.text.strip(" \t>")
        if text.startswith("Soft blocked:"):
            soft = text.endswith("yes")
        elif text.startswith("Hard blocked:") and kind and soft is not None:
            yield RadioSwitch(line.source, kind, soft_blocked=soft, hard_blocked=text.endswith("yes"))
            kind, soft = "", None
        elif text[:1].isdigit():
            if found := _HEAD.match(text):
                kind, soft = _KINDS.get(found[2].strip(), found[2].strip()), None
            elif "blocked" in text and (found := _ROW.match(text)):
                yield RadioSwitch(line.source, found[1], found[2] == "blocked", found[3] == "blocked")
    yield from _by_settings(lines)


def _by_settings(lines: Paste) -> Iterator[Fact]:
    """mbimcli, which tells of the hardware's switch first, and TLP."""
    off = False
    for line in lines.having("ware radio state:", _TLP):
        text = line.text.strip(" \t>")
        if text.startswith("Hardware radio state:"):
            off = "'off'" in text
        elif text.startswith("Software radio state:") or (text.startswith(_TLP) and "wwan" in text):
            yield RadioSwitch(line.source, "wwan", soft_blocked="'on'" not in text, hard_blocked=off)
