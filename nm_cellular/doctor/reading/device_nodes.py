"""`ls /dev/ttyUSB*` and its like: which device nodes there are, and which a program did not find."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..facts import Fact
from ..facts.system import DeviceNode, Process
from .lines import Line

_NODE = re.compile(r"/dev/(?:ttyUSB|ttyACM|cdc-wdm|wwan\d+\w+|serial/by-id/\S*|ppp\b|modem\b|gsmmodem\b)[\w*?]*")
_ABSENT = re.compile(r"no such file or directory|does not exist|ENOENT", re.IGNORECASE)
_DELETED = re.compile(r"(/dev/(?:tty\w+|cdc-wdm\d+)) \(deleted\)")
"""What /proc/PID/fd and lsof show of a node that a program holds after its device left."""

_LONG = re.compile(r"[cl]rw.*\s(\S+)$")
_ONLY_NODES = re.compile(r"(?:(?:/dev/)?(?:ttyUSB|ttyACM|cdc-wdm)\d+[\s,]*)+$")
_WORD = re.compile(r"(?:/dev/)?((?:ttyUSB|ttyACM|cdc-wdm)\d+)")


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    for line in lines:
        text = line.text.strip(" \t>")
        if "tty" not in text and "cdc-wdm" not in text and "/dev/" not in text:
            continue
        if found := _DELETED.search(text):
            yield Process(line.source, 0, (line.program or "a program",), (f"{found[1]} (deleted)",))
        elif _ABSENT.search(text):
            for path in _NODE.findall(text):
                yield DeviceNode(line.source, path, exists=False)
        elif (found := _LONG.match(text)) or _ONLY_NODES.match(text):
            for name in _WORD.findall(found[1] if found else text):
                yield DeviceNode(line.source, f"/dev/{name}", exists=True)
