"""NetworkManager's keyfiles in what was pasted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..facts import Fact
from ..facts.network import Profile
from ..source import Source
from .lines import Line

_SECTION = re.compile(r"\[(connection|gsm|cdma|ipv4|ipv6|ppp|serial|ethernet|wifi|802-3-ethernet|proxy|user)\]$")
_KEY = re.compile(r"([a-z0-9][\w.-]*) *= *(.*)$")
_PATH = re.compile(r".*?((?:/[\w.+-]+)*/system-connections/[^\s:'\"]+)")
_GREPPED = re.compile(r"(/\S*/system-connections/[^:]+):(uuid|id) *= *(.*)$")
_SECRET = re.compile(r"(?:password|pin|psk)$")


class _Open:
    """A keyfile whose lines are still being read."""

    def __init__(self, source: Source, path: str) -> None:
        self.source, self.path, self.section = source, path, ""
        self.settings: list[tuple[str, str, str]] = []

    def fact(self) -> Profile:
        return Profile(self.source, tuple(self.settings), self.path)


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    """A profile begins with [connection], or with the section that comes first where that one stands later."""
    current: _Open | None = None
    path, since = "", 0
    for line in lines:
        text = line.text.strip().lstrip("> ")
        if "system-connections/" in text and (found := _PATH.match(text)):
            path, since = found[1], line.number
            if grepped := _GREPPED.match(text):
                yield Profile(line.source, (("connection", grepped[2], grepped[3].strip()),), grepped[1])
                continue
        if text.startswith("[") and (found := _SECTION.match(text)):
            if current and (found[1] == "connection" and any(s == "connection" for s, _, _ in current.settings)):
                yield current.fact()
                current = None
            current = current or _Open(line.source, path if line.number < since + 6 else "")
            current.section = found[1]
        elif current and not _add(current, text):
            yield current.fact()
            current = None
    if current:
        yield current.fact()


def _add(profile: _Open, text: str) -> bool:
    """Whether the line belongs to it."""
    if not text or text.startswith(("#", ";")):
        return True
    if found := _KEY.match(text):
        value = "<secret>" if _SECRET.search(found[1]) and found[2] else found[2].strip()
        profile.settings.append((profile.section, found[1], value))
    return bool(found)
