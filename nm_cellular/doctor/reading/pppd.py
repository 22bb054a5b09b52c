"""pppd and chat: their messages, in a log or on a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..facts import Fact
from ..facts.dialing import ChatStep, PppStep, RecipeMistake
from .lines import Line, mentions

STEPS = {
    "Please load the ppp_generic kernel module": "module-missing",
    "This system lacks kernel support for PPP": "module-missing",
    "Couldn't open the /dev/ppp device": "module-missing",
    "Couldn't set tty to PPP discipline: Input/output error": "hangup",  # the port has gone; the kernel is well
    "Couldn't set tty to PPP discipline": "module-missing",
    "pppd is unable to open the /dev/ppp device": "module-missing",
    "Couldn't load plugin": "no-plugin",
    "must be root to run": "not-root",
    "Failed to open /dev/": "device-missing",
    "Device tty": "device-locked",
    "Couldn't set device to non-blocking mode": "device-missing",
    "Connect script failed": "script-failed",
    "Initializer script failed": "script-failed",
    "Serial connection established": "serial",
    "Connect: ppp": "link",
    "rcvd [LCP ConfAck": "lcp",
    "rcvd [LCP ConfReq": "lcp",
    "LCP: timeout sending Config-Requests": "lcp-timeout",
    "Serial line is looped back": "looped",
    "LCP terminated by peer": "terminated",
    "rcvd [LCP TermReq": "terminated",
    "PAP authentication succeeded": "authenticated",
    "CHAP authentication succeeded": "authenticated",
    "Chap authentication succeeded": "authenticated",
    "rcvd [PAP AuthAck": "authenticated",
    "rcvd [CHAP Success": "authenticated",
    "PAP authentication failed": "not-authenticated",
    "CHAP authentication failed": "not-authenticated",
    "rcvd [PAP AuthNak": "not-authenticated",
    "rcvd [CHAP Failure": "not-authenticated",
    "Failed to authenticate ourselves to peer": "not-authenticated",
    "No response to PAP authenticate-requests": "not-authenticated",
    "No CHAP secret found for authenticating us": "no-secret",
    "No PAP secret found": "no-secret",
    "peer refused to authenticate": "peer-must-authenticate",
    "The remote system is required to authenticate itself": "peer-must-authenticate",
    "The remote system (": "peer-must-authenticate",
    "rcvd [IPCP ConfNak": "ipcp-nak",
    "rcvd [IPCP ConfRej": "ipcp",
    "rcvd [IPCP ConfReq": "ipcp",
    "rcvd [IPCP ConfAck": "ipcp-ack",
    "rcvd [LCP ProtRej": "protocol-rejected",
    "Protocol-Reject for": "protocol-rejected",
    "IPCP: timeout sending Config-Requests": "ipcp-timeout",
    "IPCP terminated by peer": "ipcp-terminated",
    "rcvd [IPCP TermReq": "ipcp-terminated",
    "Could not determine local IP address": "no-address",
    "local  IP address": "address",
    "local IP address": "address",
    "local  LL address": "address6",
    "primary   DNS address": "dns",
    "primary DNS address": "dns",
    "not replacing existing default route": "route-kept",
    "not replacing default route": "route-kept",
    "Modem hangup": "hangup",
    "Connection terminated": "ended",
    "unrecognized option": "unknown-option",
}
"""How a message begins, and the step that it tells of."""

_STARTS = tuple(STEPS)
_NAMES = ("pppd", "chat", "/")
_CHAT_STARTS = ("send (", "expect (", "Failed", "alarm", "-- ", "SIGHUP")
_NAME = re.compile(r"(?:[\w./-]*/)?(?:pppd|chat)(?:\[\d+\])?: *")
_CHAT = re.compile(r"(send|expect) \((.*)\)$|Failed(?: \((.*)\))?$|(alarm)$|-- (got it)")
_ASKED = ("abort on (", "send (", "expect (", "report (", "say (")
_CURLY = ("M-bM-^@M-^X", "M-bM-^@M-^Y", "M-bM-^@M-^\\", "M-bM-^@M-^]")
"""Curly quotes as chat writes the bytes of its script into the log."""

_HEARD = re.compile(r"(?:NO CARRIER|NO DIALTONE|BUSY|NO ANSWER|CONNECT(?: \d+)?|\+CM[ES] ERROR: .*)$")
_ANSWERS = ("NO ", "BUSY", "CONNECT", "+CM")
_FIRST = frozenset(start[:2] for start in (*_STARTS, *_CHAT_STARTS, *_NAMES, *_ANSWERS, "In file"))
_IN_FILE = re.compile(r"In file \S+: (unrecognized option '.*')")


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    for line in lines:
        yield from _read(line)
        if "M-bM-^@" in line.text:
            yield from _curly(line)


def _read(line: Line) -> Iterator[Fact]:
    text = line.text.strip()
    if text[:2] not in _FIRST and text[:1] != "/":
        return
    if text.startswith(_NAMES) and (name := _NAME.match(text)):
        text = text[name.end() :]
    if text.startswith("In file") and (found := _IN_FILE.match(text)):
        text = found[1]
    if text.startswith(_STARTS):
        start = next(start for start in _STARTS if text.startswith(start))
        if start != "Device tty" or "is locked by pid" in text:
            yield PppStep(line.source, STEPS[start], text[len(start) :].strip(" .:<>-"))
    elif text.startswith(_CHAT_STARTS) and (found := _CHAT.match(text)):
        yield from _chat(line, found)
    elif text.startswith(_ANSWERS) and _HEARD.match(text):
        yield ChatStep(line.source, "heard", text, line.program or "terminal")


def _curly(line: Line) -> Iterator[RecipeMistake]:
    if line.text.strip().startswith(_ASKED) and mentions(line.text, _CURLY):
        says = "chat took curly quotes for a part of the words"
        yield RecipeMistake(line.source, "dial-script", "chat", says, 'write straight "quotes"', is_fatal=True)


def _chat(line: Line, found: re.Match[str]) -> Iterator[Fact]:
    asked, what, failure, alarm, got = found.groups()
    if asked:
        yield ChatStep(line.source, asked, what.replace("^M", "").strip())
    elif alarm:
        yield ChatStep(line.source, "timeout")
    elif got:
        yield ChatStep(line.source, "got")
    elif line.program in ("", "chat") and (failure or line.program):
        yield ChatStep(line.source, "failed", failure or "")
