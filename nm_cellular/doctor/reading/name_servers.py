"""/etc/resolv.conf, resolvectl and systemd-resolve."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact
from ..facts.network import NameServers
from .lines import Line
from .paste import Paste

_SHOWN = re.compile(r".*\bcat +(?:/run/\S*/|/etc/)?resolv\.conf\b|[# ]*(?:/etc/)?resolv\.conf:? *$")
_SERVER = re.compile(r"nameserver +([0-9a-fA-F.:%\w]+)")
_OTHER = ("search ", "options ", "domain ", "#", ";", "sortlist ")
_LINK = re.compile(r"Link \d+ \(([\w.-]+)\)")
_SERVERS = re.compile(r"(?:Current )?DNS Servers?: *(.*)")
_SCOPES = re.compile(r"Current Scopes: *(\S+)")


def read(lines: Paste) -> Iterator[Fact]:
    yield from _files(lines)
    yield from _resolved(lines)


def _files(lines: Paste) -> Iterator[Fact]:
    """A file that was shown and names none is a fact too."""
    start: Line | None = None
    servers: list[str] = []
    for line in lines.near("nameserver", "resolv.conf"):
        text = line.text.strip()
        if found := _SERVER.match(text):
            start = start or line
            servers.append(found[1])
        elif start and (servers or text) and not text.startswith(_OTHER):
            yield NameServers(start.source, tuple(servers))
            start, servers = None, []
        if "resolv.conf" in text and _SHOWN.match(text):
            start = line
    if start:
        yield NameServers(start.source, tuple(servers))


def _resolved(lines: Paste) -> Iterator[Fact]:
    interface = ""
    for line in lines.having("Link ", "Global", "DNS Server", "Current Scopes"):
        text = line.text.strip()
        if text.startswith("Link ") and (found := _LINK.match(text)):
            interface = found[1]
        elif text == "Global":
            interface = ""
        elif "DNS Server" in text and (found := _SERVERS.match(text)):
            yield NameServers(line.source, tuple(found[1].split()), interface)
        elif interface and (found := _SCOPES.match(text)) and found[1] == "none":
            yield NameServers(line.source, (), interface)
