"""What mmcli prints for people: of a modem, a bearer, a SIM; 1.20's indented form, and the quoted one of before 1.10.

A line is `Section | key: value`, the section only in its first; a forum may have run them together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact
from ..facts.modem import ModemReport, NoModems, ScannedNetwork
from ..facts.system import Version
from ..source import Source
from . import mmcli_fields, mmcli_words
from .answer import Answer, unquoted
from .lines import Line
from .paste import Paste

_SECTIONS = (
    r"General|Hardware|System|Numbers|Status|Modes|Bands|IP|3GPP EPS|3GPP 5GNR|3GPP scan|3GPP|CDMA|SIM|Bearers?|Signal"
    r"|GSM|UMTS|LTE|5G|Properties|IPv4 configuration|IPv6 configuration|Statistics|Firmware|Cell Broadcast|Messaging"
)
_SECTION = re.compile(rf"(?:^|[ -])({_SECTIONS}) *\|")
_KEYS = "|".join(sorted(mmcli_words.KEYS, key=len, reverse=True))
_KEY = re.compile(rf"(?:^|[|\s])({_KEYS}) ?:(?: |$)")
_HEADER = re.compile(r".*/org/freedesktop/ModemManager1/(Modem|Bearer|SIM)/(\d+)\b")
_LISTED = re.compile(r"\s*/org/freedesktop/ModemManager1/Modem/\d+ \[([^\]]*)\] (.+)")
_VERSION = re.compile(r"\s*(?:ModemManager|mmcli) (\d++\.\d[\d.]*+)\s*$")
_COMMAND = re.compile(r"[#$%>;&] *(?:sudo +)?mmcli -")
_RULE = re.compile(r"-{6,}")
_SCANNED = re.compile(r"(\d{5,6}) - (.{0,60}?) \(([\w -]+), ([a-z]+)\)")

_FIRST_OF = {"Hardware": "manufacturer", "Status": "state"}
"""A field that such a section has, and has once: with the next section of that name another answer begins."""

_FARTHEST = 30
"""Lines between two of one answer; a forum may put some between them."""


def read(lines: Paste) -> Iterator[Fact]:
    page = _Page()
    for line in lines.having("|", "mmcli", "/org/freedesktop/ModemManager1/", "No modems", "ModemManager "):
        if "mmcli" in line.text and _COMMAND.search(line.text):
            yield from page.end()
        if "|" in line.text or "/org/freedesktop/ModemManager1/" in line.text:
            yield from page.line(line)
        elif "No modems were found" in line.text:
            yield NoModems(line.source)
        elif found := _VERSION.match(line.text):
            yield Version(line.source, "ModemManager", found[1])
    yield from page.end()


class _Page:
    """The answer that is being read."""

    def __init__(self) -> None:
        self._start("Modem")
        self._last = 0

    def _start(self, kind: str) -> None:
        self._answer, self._kind, self._section, self._key = Answer("mmcli"), kind, "", ""

    def end(self) -> Iterator[Fact]:
        yield from self._answer.reports()
        self._start("Modem")

    def line(self, line: Line) -> Iterator[Fact]:
        text = _RULE.sub(" ", line.text)
        if line.number - self._last > _FARTHEST:
            yield from self.end()
        self._last = line.number
        if (header := _HEADER.match(text)) and ("|" not in text or "General" in text or "path: /" in text[:24]):
            yield from self._header(header[1], text)
        if "|" not in text:
            if listed := _LISTED.match(text):
                yield ModemReport(line.source, program="mmcli", manufacturer=listed[1], model=listed[2].strip())
            return
        for network in _SCANNED.finditer(text):
            yield ScannedNetwork(line.source, network[1], network[4], network[3])
        for section, body in _parts(text):
            self._section = section or self._section
            if _FIRST_OF.get(section, "none") in self._answer:
                yield from self.end()
                self._section = section
            self._body(body, line.source)

    def _header(self, kind: str, text: str) -> Iterator[Fact]:
        """`mmcli -L` names modems too, with what they are."""
        if "|" not in text or re.search(r"(?:General|^\s*)\s*\|.*path: /", text):
            yield from self.end()
            self._kind = kind

    def _body(self, body: str, source: Source) -> None:
        found = list(_KEY.finditer(body))
        if not found:
            self._say(self._key, body, source)
            return
        ends = [match.start() for match in found[1:]] + [len(body)]
        for match, end in zip(found, ends, strict=True):
            self._key = match[1]
            self._say(match[1], body[match.end() : end].strip(" |"), source)

    def _say(self, key: str, value: str, source: Source) -> None:
        if key and (unquoted(value) or (key == "apn" and self._section == "Properties")):
            mmcli_fields.say(self._answer, (self._kind, self._section, key), value, source)


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Sections and what they have in this line; the section is empty where the line goes on with the last one."""
    found = list(_SECTION.finditer(text))
    if not found or found[0].start() > 4:
        yield "", (text[: found[0].start()] if found else text).partition("|")[2]
    ends = [match.start() for match in found[1:]] + [len(text)]
    for match, end in zip(found, ends, strict=False):
        yield match[1], text[match.end() : end]
