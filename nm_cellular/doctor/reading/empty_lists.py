"""Lists that came out empty: a command, and the next prompt after it; or a machine without a USB host."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact
from ..facts.usb import UsbController, UsbList
from .lines import Line
from .paste import Paste

_PROMPT = re.compile(r"(?:[\w.@:~/\[\]() -]{0,60})[#$>%](?: |$)")
_LSUSB = re.compile(r"(?:[\w.@:~/\[\]() -]{0,60})[#$>%] ?(?:sudo +)?lsusb *$")
_NO_HOST = re.compile(r"unable to initialize libusb: -99|(?:failed to|unable to) initialize usb ?spec", re.IGNORECASE)


def read(lines: Paste) -> Iterator[Fact]:
    asked: Line | None = None
    for line in lines.near("lsusb", "nitialize"):
        text = line.text.strip()
        if "nitialize" in text and _NO_HOST.match(text):
            yield UsbList(line.source)
            yield UsbController(line.source, "", role="none")
        elif asked and text and line.number <= asked.number + 2 and _PROMPT.match(text):
            yield UsbList(asked.source)
        if text:
            asked = line if text.endswith("lsusb") and _LSUSB.match(text) else None
