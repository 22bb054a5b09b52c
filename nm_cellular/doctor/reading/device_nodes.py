"""`ls /dev/ttyUSB*` and its like: which device nodes there are, and which a program did not find."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact
from ..facts.system import DeviceNode, Process
from .lines import Line
from .paste import Paste

_NODE = re.compile(r"/dev/(?:ttyUSB|ttyACM|cdc-wdm|wwan\d+\w+|serial/by-id/\S*|ppp\b|modem\b|gsmmodem\b)[\w*?]*")
_ABSENT = re.compile(r"no such file or directory|does not exist|ENOENT", re.IGNORECASE)
_DELETED = re.compile(r"(/dev/(?:tty\w+|cdc-wdm\d+)) \(deleted\)")
"""What /proc/PID/fd and lsof show of a node that a program holds after its device left."""

_LONG = re.compile(r"[cl]rw.*\s(\S+)$")
_NAME = r"(?:(?:ttyUSB|ttyACM|cdc-wdm)\d+|wwan\d+(?:at|qmi|mbim|qcdm|firehose|xmmrpc)\d+)"
_ONLY_NODES = re.compile(rf"(?:(?:/dev/)?{_NAME}[\s,]*)+$")
_SET = re.compile(r"\b(ttyUSB|ttyACM)[\[{(](\d(?:,\d)+)[\])}]")
_LISTS = re.compile(r"[#$] |\bls\b|KERNEL==")
"""A pattern of a command's or a rule's, which says nothing of what is there."""

_WORD = re.compile(rf"(?:/dev/)?({_NAME})")


_MISSED = {
    "Failed to open device": "/dev/cdc-wdm0",
    "The specified control device does not exist": "/dev/cdc-wdm0",
    "ERROR: Modem not detected": "/dev/ttyUSB*",
    "Modem not detected": "/dev/ttyUSB*",
    "Sorry, no modem was detected!": "/dev/ttyUSB*",
}
"""What uqmi, its script in OpenWrt, hologram's program and wvdialconf say of a port that they do not find."""


def read(lines: Paste) -> Iterator[Fact]:
    for line in lines.having("tty", "cdc-wdm", "/dev/", *_MISSED):
        text = line.text.strip(" \t>")
        if path := _MISSED.get(text.rpartition("): ")[2]):
            yield DeviceNode(line.source, path, exists=False)
        if "tty" not in text and "cdc-wdm" not in text and "/dev/" not in text:
            continue
        yield from _nodes(line, text)


def _nodes(line: Line, text: str) -> Iterator[Fact]:
    if found := _DELETED.search(text):
        yield Process(line.source, 0, (line.program or "a program",), (f"{found[1]} (deleted)",))
    elif _ABSENT.search(text):
        for path in _NODE.findall(text):
            yield DeviceNode(line.source, path, exists=False)
    elif (found := _SET.search(text)) and not _LISTS.search(text):
        for number in found[2].split(","):
            yield DeviceNode(line.source, f"/dev/{found[1]}{number}", exists=True)
    elif (found := _LONG.match(text)) or _ONLY_NODES.match(text):
        for name in _WORD.findall(found[1] if found else text):
            yield DeviceNode(line.source, f"/dev/{name}", exists=True)
