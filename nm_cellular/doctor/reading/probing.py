"""ping, of iputils and busybox, in some languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..facts import Fact
from ..facts.network import Ping
from .lines import Line, mentions

_INTERFACE = re.compile(r"\s-I\s*(\S+)")
_SIZE = re.compile(r"\s-s\s*(\d+)")
_HEADER = re.compile(
    r"PING ([^\s(]++) ?\(?([^\s)]*)\)?(?: \([^)]*\))?(?: from (\S+?)(?: (\S+?))?)?:? (\d+)(?:\((\d+)\))?"
    r" (?:data )?(?:[Bb]ytes|octets)"
)
# In any language, and as busybox writes it: sent, received, perhaps errors, per cent lost.
_SUMMARY = re.compile(r"(\d+) [^\d,]+, (\d+) [^\d,]+, (?:\+\d+ [^\d,]+, )?[^\d,]*\d+(?:[.,]\d+)? ?%")
_ANSWER = re.compile(r"\d+ bytes from (?:\S+ \()?([\d.]{7,15}|[0-9a-f:]{6,39})\)?: (?:icmp_)?seq=\d+")
"""A reply whose beginning was not pasted."""

_REPLY = re.compile(r"\d+ (?:bytes|Bytes|octets) (?:from|von|de|desde|da) ")
_BEGINNING = re.compile(r"(?:ping6?: )?(?:connect: |sendmsg: |sendto: |socket: )?")
_NAME = re.compile(r"(?:unknown host |bad address )?'?([\w.:-]+\.[\w.-]+|[0-9a-f]*:[0-9a-f:]+[0-9a-f])'?")
_NAMELESS = (
    *("nknown host", "Name or service not known", "Temporary failure in name", "bad address", "No address assoc"),
    *("Name oder der Dienst", "Namensaufl", "service inconnu", "o servicio desconocido"),
    *("resolución del nombre", "résolution du nom"),
)
_WAYLESS = (
    *("Network is unreachable", "Network unreachable", "No route to host", "No such device"),
    *("nicht erreichbar", "pas accessible", "red es inaccesible"),
)
_TOO_BIG = ("Frag needed", "essage too long", "fragmentation needed")
_FAILURES = (*_NAMELESS, *_WAYLESS, *_TOO_BIG)
_PROMPTED = ("$ ping", "# ping", "> ping")
_LONGEST = 40
"""Lines of one ping that are read."""

_SOON = 3
"""Lines within which a command is answered."""

_COMMAND_ENDS = re.compile(r"[|;&<>]")


class _Options(NamedTuple):
    """Of a command line."""

    interface: str = ""
    size: int = 0
    family: int = 0
    target: str = ""


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    reader = _Reader()
    for line in lines:
        text = line.text.strip()
        if reader.current or "ing" in text or "%" in text or "PING" in text or "connect: " in text or "seq=" in text:
            yield from reader.read(line, text)
    yield from reader.close()


class _Reader:
    """Reads on until a ping's summary; options: those of the last command line."""

    def __init__(self) -> None:
        self.current: Ping | None = None
        self._options = _Options()
        self._until = 0
        self._asked = -_SOON

    def read(self, line: Line, text: str) -> Iterator[Ping]:
        if self.current and line.number > self._until:
            yield from self.close()
        if text.startswith("PING ") and (found := _HEADER.match(text)):
            yield from self.close()
            self.current, self._until = self._begun(line, found), line.number + _LONGEST
        elif self.current and (found := _SUMMARY.match(text)):
            self.current = _with(self.current, line, sent=int(found[1]), received=int(found[2]))
            yield from self.close()
        elif line.number <= self._asked + _SOON and (found := _SUMMARY.match(text)):
            yield self._summed_up(line, int(found[1]), int(found[2]))
        elif not self.current and text[:1].isdigit() and (found := _ANSWER.match(text)):
            self.current, self._until = self._answered(line, found[1]), line.number + _LONGEST
        elif self.current and _REPLY.match(text):
            self.current = _with(self.current, received=self.current.received + 1)
        else:
            yield from self._other(line, text)

    def _other(self, line: Line, text: str) -> Iterator[Ping]:
        if mentions(text, _FAILURES) and not mentions(text, _PROMPTED):
            yield from self._failed(line, text)
        elif "ping" in text:
            self._options, self._asked = _options(text), line.number

    def _answered(self, line: Line, target: str) -> Ping:
        return Ping(line.source, target, 6 if ":" in target else 4, self._options.interface, received=1)

    def _summed_up(self, line: Line, sent: int, received: int) -> Ping:
        """Of which only the end is shown: `ping … | tail -2`."""
        self._asked = -_SOON
        asked = self._options
        return Ping(line.source, asked.target, asked.family, asked.interface, sent, received, asked.size)

    def close(self) -> Iterator[Ping]:
        if self.current:
            yield self.current
        self.current = None

    def _begun(self, line: Line, found: re.Match[str]) -> Ping:
        asked = self._options.interface if not is_address(self._options.interface) else ""
        family = 6 if ":" in (found[2] or found[1]) else 4
        return Ping(line.source, found[1], family, (found[4] or asked).strip(":"), size=int(found[5]))

    def _failed(self, line: Line, text: str) -> Iterator[Ping]:
        """A ping that did not begin, or one of which the way says no."""
        if self.current:
            self.current = _with(self.current, error=text) if is_about_size(text) else self.current
            return
        name = _NAME.match(text[_end_of_beginning(text) :])
        family = self._options.family or (6 if "ping6" in text else 0)
        target = name[1] if name else self._options.target
        yield Ping(line.source, target, family, self._options.interface, sent=1, size=self._options.size, error=text)


def _with(
    ping: Ping, line: Line | None = None, sent: int | None = None, received: int | None = None, error: str = ""
) -> Ping:
    received = ping.received if received is None else received
    return Ping(
        line.source if line else ping.source,
        ping.target,
        ping.family,
        ping.interface,
        sent=max(received, ping.sent if sent is None else sent),
        received=received,
        size=ping.size,
        error=error or ping.error,
    )


def _end_of_beginning(text: str) -> int:
    found = _BEGINNING.match(text)
    return found.end() if found else 0


def _options(text: str) -> _Options:
    interface, size = _INTERFACE.search(text), _SIZE.search(text)
    words = _COMMAND_ENDS.split(text[text.rfind("ping") :])[0].split()
    target = words[-1] if words and not words[-1].startswith("-") else ""
    family = 6 if "ping6" in text or " -6" in text or ":" in target else 4 if is_address(target) else 0
    return _Options(interface[1] if interface else "", int(size[1]) if size else 0, family, target)


def is_address(target: str) -> bool:
    return ":" in target or (target.count(".") == 3 and target.replace(".", "").isdigit())


def is_about_names(error: str) -> bool:
    """Whether a ping failed because nobody knew the name."""
    return any(mark in error for mark in _NAMELESS)


def is_about_ways(error: str) -> bool:
    """Whether it failed because there is no way there."""
    return any(mark in error for mark in _WAYLESS)


def is_about_size(error: str) -> bool:
    return any(mark in error for mark in _TOO_BIG)
