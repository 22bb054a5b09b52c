"""wvdial: its `-->` lines, and those of the modem between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact
from ..facts.dialing import ChatStep, PppStep
from .lines import Line
from .paste import Paste

_ARROW = re.compile(r"(?:wvdial(?:\[\d+\])?: *)?(?:-->|--&gt;|[–—]>|WvDial<[^>]*>:) *")
_BEGINNINGS = ("--", "–", "—", "wvdial", "WvDial<")
_SENT = re.compile(r"(?:Re-)?Sending: (.*)")
_STEPS = (
    ("Authentication (PAP) failed", "not-authenticated"),
    ("Authentication (CHAP) failed", "not-authenticated"),
    ("Authentication error", "not-authenticated"),
    ("We failed to authenticate ourselves", "not-authenticated"),
    ("Maybe bad account or password", "not-authenticated"),
    ("local  IP address", "address"),
    ("local IP address", "address"),
    ("pppd: ", ""),
    ("Carrier detected", "serial"),
    ("PPP negotiation failed", "lcp-timeout"),
    ("The PPP daemon has died: PPP negotiation failed", "lcp-timeout"),
    ("pppd: terminated by LCP timeout", "lcp-timeout"),
    ("The PPP daemon has died: A modem hung up", "hangup"),
    ("Disconnecting at", "ended"),
)
_FAILURES = (
    ("No Carrier", "NO CARRIER"),
    ("Cannot open", "cannot open"),
    ("Serial port open failed", "cannot open"),
    ("Serial port lock failed", "locked"),
    ("Modem not responding", ""),
    ("Cannot get information for serial port", "no serial port"),
    ("Bad init string", "ERROR"),
    ("No dial tone", "NO DIALTONE"),
    ("The line is busy", "BUSY"),
    ("Invalid dial command", "ERROR"),
    ("Timed out while dialing", ""),
    ("Configuration does not specify a valid phone number", "no number"),
)


def read(lines: Paste) -> Iterator[Fact]:
    for line in lines.having("-->", "--&gt;", "–>", "—>", "WvDial<"):
        text = line.text.strip()
        if text.startswith(_BEGINNINGS) and (arrow := _ARROW.match(text)):
            yield from _read(line, text[arrow.end() :])


def _read(line: Line, text: str) -> Iterator[Fact]:
    if found := _SENT.match(text):
        yield ChatStep(line.source, "send", found[1].strip(), "wvdial")
    for start, step in _STEPS:
        if step and text.startswith(start):
            yield PppStep(line.source, step, text[len(start) :].strip(), "wvdial")
    for start, answer in _FAILURES:
        if text.startswith(start):
            yield ChatStep(line.source, "failed" if answer else "timeout", answer or text, "wvdial")
