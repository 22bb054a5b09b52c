"""Lines of logs with rarer stamps: RFC 5424, seconds of Unix, other languages' dates, a container's or a viewer's own.

What tells them is a program that matters here, with its number or a colon, after something that has a time in it.
"""

from __future__ import annotations

import re

from ..facts.message import Message
from .lines import Line, mentions

_PROGRAMS = (
    "NetworkManager|ModemManager|modem-manager|pppd|chat|wvdial|kernel|dhclient|dhcpcd|udhcpc|netifd|usb_modeswitch|quectel-CM"
    "|gammu-smsd|smsd"
)
_ENDS = (": ", "] ")
"""What stands between a program's name and what it says."""

_NAMES = tuple(_PROGRAMS.split("|"))
_NAMED = re.compile(rf"(.{{1,90}}?[\s\]|])(?:({_PROGRAMS})(?:\[\d+\])?:|\[({_PROGRAMS})\]) +(.*)")
_RFC_5424 = re.compile(rf"<\d+>1 \S+ \S+ ({_PROGRAMS}) \S+ \S+ (?:-|\[.*?\]) (.*)")
_TIME = re.compile(r"(\d\d?):(\d\d)(?::(\d\d))?")
_HAS_A_STAMP = re.compile(r"\d\d?:\d\d|\d{9}\.\d|\] ?$")
_OF_THE_KERNEL = re.compile(
    r"(?:\d+\.\d{6}\] |<\d>|\d+,\d+,\d+,[-c];)((?:usb|hub|option|qmi_wwan|cdc_\w+) .*|[\w-]+: .*)"
)
_AFTER_A_STAMP = re.compile(rf"({_PROGRAMS})(?:\[\d+\]): +(.*)")


def parse(line: Line, text: str) -> Message | None:
    """None where it is no line of a log."""
    if text[0] in "<0123456789" and (found := _OF_THE_KERNEL.match(text)):
        return Message(line.source, "kernel", found[1])
    if text.startswith("<") and (found := _RFC_5424.match(text)):
        return Message(line.source, found[1], found[2], _time(text))
    found = _NAMED.match(text) if mentions(text, _ENDS) and mentions(text, _NAMES) else None
    if found and _HAS_A_STAMP.search(found[1]):
        return Message(line.source, found[2] or found[3], found[4], _time(found[1]))
    return None


def named(text: str) -> tuple[str, str] | None:
    """Of what stands behind a stamp as the kernel has it: the program that wrote it, where it names itself."""
    found = _AFTER_A_STAMP.match(text)
    return (found[1], found[2]) if found else None


def _time(stamp: str) -> float | None:
    """Of the day: only differences are looked at."""
    found = _TIME.search(stamp)
    return int(found[1]) * 3600.0 + int(found[2]) * 60 + int(found[3] or 0) if found else None
