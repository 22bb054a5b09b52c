"""What OpenWrt's scripts for modems (qmi.sh, mbim.sh, modemmanager.sh) say, which netifd writes into the log.

Source: these scripts in OpenWrt 19.07 to 24.10, and in its packages feed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from ..facts import Fact
from ..facts.modem import BearerReport, ModemReport, NoModems, Refusal
from .lines import Line, mentions

_HEAD = re.compile(r"(?:netifd: )?(?:[\w.-]+ \(\d+\): +)?(?:mbim\[\d+\] )?")
_CODE = re.compile(r"\(code (\d)\)")

_STATES: dict[str, dict[str, Any]] = {
    "SIM in illegal state": {"sim": "error"},
    "SIM not inserted": {"sim": "missing"},
    "SIM card not detected": {"sim": "missing"},
    "SIM missing": {"sim": "missing"},
    "PIN status failed (sim_not_present": {"sim": "missing"},
    "PIN verification failed": {"lock": "sim-pin"},
    "Unable to verify PIN": {"lock": "sim-pin"},
    "PIN required": {"lock": "sim-pin"},
    "PIN not specified but required": {"lock": "sim-pin"},
    "PIN verify count value is": {"lock": "sim-pin"},
    "SIM locked PUK required": {"lock": "sim-puk"},
    "PIN verification is disabled": {"lock": "none"},
    "PIN already verified": {"lock": "none"},
    "Network registration failed (reason: 'registration_denied": {"registration": "denied"},
    "Network registration failed (reason: registration_denied": {"registration": "denied"},
    "Network registration failed (reason: 'registering_denied": {"registration": "denied"},
    "Registered in roaming mode": {"registration": "roaming"},
    "Registered in partner mode": {"registration": "roaming"},
    "No APN specified": {"bearers": (BearerReport(apn=""),)},
}
"""What a line says of the modem, by how it begins."""

_REFUSALS = {
    "SIM not initialized": ("sim", "SIM not initialized: UIM uninitialized"),
    "Network registration failed": ("register", "network registration failed"),
    "Failed to attach to network": ("register", "failed to attach"),
    "No APN specified": ("connect", "missing or unknown APN: none is set"),
    "Unable to connect IPv4": ("connect", "Unable to connect IPv4"),
    "Unable to connect IPv6": ("connect-ipv6", "Unable to connect IPv6"),
    "No data link!": ("connect", "No data link"),
}
"""Requests that failed, as what they are and why."""

_STARTS = (*_STATES, *_REFUSALS, "Subscriber registration failed", "Device not managed")
_MARKS = ("(", "registerstate")
"""In each line that does not come from netifd itself."""

_FIRST = frozenset(start[0] for start in _STARTS)
_ABROAD = ("4", "5")
"""Roaming, and a partner's network, in MBIM's register states."""


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    roams = False
    for line in lines:
        if line.program != "netifd" and not mentions(line.text, _MARKS):
            continue
        text = line.text.strip()
        text = text[_HEAD.match(text).end() :]  # type: ignore[union-attr]  # all of it is optional
        roams = roams or text.startswith(("registerstate: 0004", "registerstate: 0005"))
        if text[:1] in _FIRST and text.startswith(_STARTS) and (line.program == "netifd" or "(" in line.text):
            yield from _said(text, line, roams=roams)


def _said(text: str, line: Line, *, roams: bool) -> Iterator[Fact]:
    for start, values in _STATES.items():
        if text.startswith(start):
            yield ModemReport(line.source, program="netifd", **values)
            break
    else:
        yield from _failed(text, line, roams=roams)
        return
    if text.startswith("No APN"):
        yield from _failed(text, line, roams=roams)


def _failed(text: str, line: Line, *, roams: bool) -> Iterator[Fact]:
    if text.startswith("Subscriber registration failed"):
        code = _CODE.search(text)
        abroad = code[1] in _ABROAD if code else roams
        yield Refusal(line.source, "umbim", "register", "roaming not allowed" if abroad else "not registered")
    elif text.startswith("Device not managed"):
        yield NoModems(line.source)
    for start, (request, error) in _REFUSALS.items():
        if text.startswith(start):
            yield Refusal(line.source, "netifd", request, error)
            return
