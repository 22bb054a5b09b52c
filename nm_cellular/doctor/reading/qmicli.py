"""What qmicli and mbimcli print: `[/dev/cdc-wdm0] … retrieved:`, then `Key: 'value'`, in lines or run together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..facts import Fact
from ..facts.modem import DaemonMissing, NoAnswer, Refusal
from . import mbimcli_fields, qmicli_fields
from .answer import Answer
from .lines import Line, mentions

_HEAD = re.compile(
    r".*?\[(/dev/[\w/-]+|qrtr:\S+)\] ([A-Z][\w ()/.-]*?"
    r"(?:retrieved|got [\w ()-]+|status|state|info|state set|connected|started|successfully|list|provider))\b ?:?"
)
_PAIR = re.compile(r"([A-Za-z][\w ()/.,-]{0,50}?(?: ?\[\d+\])?) ?: +'([^']*)'?")
_ERROR = re.compile(
    r".*?error: (couldn'?t [\w' ()-]+?|operation failed|[\w' -]+ failed)(?: for the '\w+' service)?: ?(.*)"
)
_END = re.compile(r".*?((?:verbose )?call end reason \(.*)")
_MARKS = ("'", "[/dev/", "error: ", "call end reason", "--set-")
_FARTHEST = 60
_REQUESTS = (
    ("open", "open"),
    ("create client", "open"),
    ("create mbimdevice", "open"),
    ("create qmidevice", "open"),
    ("operating mode", "online"),
    ("radio state", "online"),
    ("fcc auth", "online"),
    ("enable", "enable"),
    ("start network", "connect"),
    ("connect", "connect"),
    ("register", "register"),
    ("attach", "register"),
    ("verify pin", "unlock"),
    ("pin", "unlock"),
    ("iccid", "sim"),
    ("imsi", "sim"),
    ("card status", "sim"),
    ("uim", "sim"),
    ("home network", "sim"),
)


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    printed = _Printed()
    for line in lines:
        if mentions(line.text, _MARKS):
            yield from printed.line(line)
    yield from printed.end()


class _Printed:
    """topic: of the last heading, in lower case."""

    def __init__(self) -> None:
        self._last = 0
        self._switching_on = False
        self._start("")

    def _start(self, topic: str) -> None:
        self._topic, self._program = topic, "qmicli"
        self._answer = Answer("mbimcli" if mbimcli_fields.is_topic(topic) else "qmicli")
        self._path: tuple[str, ...] = ()

    def end(self) -> Iterator[Fact]:
        yield from self._answer.reports()
        self._start("")

    def line(self, line: Line) -> Iterator[Fact]:
        text = line.text
        if line.number - self._last > _FARTHEST:
            yield from self.end()
        yield from _failures(line)
        if "] " in text and (found := _HEAD.match(text)):
            yield from self.end()
            self._start(found[2].lower())
            self._last = line.number
            text = text[found.end() :]
            for field, value in qmicli_fields.of_topic(self._topic):
                self._answer.say(field, value, line.source)
        if self._topic:
            self._pairs(text, line)
        if text.lstrip().startswith("Network error: '") and not self._topic and "unknown'" not in text:
            yield Refusal(line.source, "mbimcli", "connect", text.partition(": ")[2].strip("'"))
        yield from self._radio(line, text)

    def _radio(self, line: Line, text: str) -> Iterator[Fact]:
        """mbimcli's, which is switched on and stays off."""
        if "radio state retrieved: 'fcc-locked'" in line.text.lower():
            yield Refusal(line.source, "mbimcli", "online", "radio state: fcc-locked")
        elif "set-radio-state=on" in text:
            self._switching_on = True
        elif self._switching_on and "oftware radio state: 'off'" in text:
            self._switching_on = False
            yield Refusal(line.source, "mbimcli", "online", "radio state off after --set-radio-state=on")
        elif self._switching_on and "error: operation failed" in text and "timed out" not in text:
            self._switching_on = False
            yield Refusal(line.source, "mbimcli", "online", "not set by --set-radio-state=on")

    def _pairs(self, text: str, line: Line) -> None:
        say = mbimcli_fields.say if mbimcli_fields.is_topic(self._topic) else qmicli_fields.say
        for found in _PAIR.finditer(text):
            self._last = line.number
            say(self._answer, self._topic, (found[1].strip().lower(), found[2].strip()), line.source)


def _failures(line: Line) -> Iterator[Fact]:
    if "call end reason" in line.text and (found := _END.match(line.text)):
        yield Refusal(line.source, "qmicli", "connect", found[1])
        return
    found = _ERROR.match(line.text) if "error: " in line.text else None
    if not found or "Error.ServiceUnknown" in found[2]:
        if "find the ModemManager process" in line.text or (found and "freedesktop.ModemManager1" in line.text):
            yield DaemonMissing(line.source, "ModemManager")
        return
    asked, error = found[1].lower(), found[2]
    request = next((request for word, request in _REQUESTS if word in asked), "")
    if "freedesktop.ModemManager1" in error:
        yield Refusal(line.source, "mmcli", _mmclis(asked) or request, error)
        return
    yield Refusal(line.source, "mbimcli" if "Mbim" in line.text else "qmicli", request, error)
    if "timed out" in error and request == "open":
        yield NoAnswer(line.source, "cdc-wdm", "qmicli", 1)


def _mmclis(asked: str) -> str:
    verbs = {"connect": "connect", "enable": "enable", "register": "register", "pin": "unlock", "puk": "unlock"}
    return next((request for word, request in verbs.items() if word in asked), "")
