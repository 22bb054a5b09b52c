"""`cat /sys/class/net/wwan0/qmi/raw_ip`: whether qmi_wwan expects IP packets or Ethernet frames of the modem."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact
from ..facts.network import RawIp
from .paste import Paste

_FILE = re.compile(r"/sys/class/net/([\w*-]+)/qmi/raw_ip(?:: *([YN]))?\b")


def read(lines: Paste) -> Iterator[Fact]:
    interface = ""
    for line in lines.near("raw_ip"):
        text = line.text.strip(" \t>")
        if interface and text in ("Y", "N"):
            yield RawIp(line.source, interface, raw=text == "Y")
        if not text:
            continue
        found = _FILE.search(text) if "raw_ip" in text else None
        if found and found[2]:
            yield RawIp(line.source, found[1], raw=found[2] == "Y")
        interface = found[1] if found and "echo" not in text else ""
