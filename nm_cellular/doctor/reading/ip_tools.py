"""ip address, ip link, ip route, ifconfig and route."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact
from ..facts.network import Link, Route, RouteList
from .lines import Line
from .paste import Paste

_IP_LINK = re.compile(r"\d+: ([\w.-]+)(?:@[\w.-]+)?: <([\w,-]*)>(?: mtu (\d+))?(?:.* state (\w+))?")
_IFCONFIG = re.compile(r"([\w.-]+): flags=\d+<([\w,]*)> +mtu (\d+)")
_OLD_IFCONFIG = re.compile(r"([\w.-]+) +Link encap:")
_OLD_FLAGS = re.compile(r"\s+(UP )?(?:[A-Z]+ )*(?:RUNNING |NOARP |MULTICAST )*MTU:(\d+)")
_ADDRESS = re.compile(r"\s*inet6? (?:addr: ?)?([0-9a-fA-F.:]+)(?:/(\d+))?(?: peer \S+)?")
_COUNT = re.compile(r"\s+(RX|TX) packets[: ](\d+)")
_ROUTE = re.compile(r"(default|[\d.]+(?:/\d+)?|[0-9a-f:]*:[0-9a-f:]*/\d+)(?: via (\S+))? dev (\S+)(.*)")
_ANY = ".".join("0000")
_METRIC = re.compile(r"\bmetric (\d+)")
_ROUTE_N = re.compile(r"(0\.0\.0\.0|default|[\d.]+) +(\S+) +([\d.]+) +([A-Z!]+) +(\d+) +\d+ +\d+ +([\w.-]+) *$")


def read(lines: Paste) -> Iterator[Fact]:
    yield from _links(lines)
    last = {4: -9, 6: -9}
    for line in lines.having(" dev ", "0.0.0", "255."):
        if route := _route(line):
            if line.number > last[route.family] + 3:
                yield RouteList(line.source, route.family)
            last[route.family] = line.number
            yield route


def _route(line: Line) -> Route | None:
    text = line.text.strip().lstrip("> ")
    if " dev " in text and (found := _ROUTE.match(text)):
        metric = _METRIC.search(found[4])
        family = 6 if ":" in (found[1] + (found[2] or "")) or " pref " in found[4] or " proto ra" in found[4] else 4
        dead = "linkdown" in found[4] or " dead" in found[4]
        return Route(line.source, found[1], found[3], family, found[2] or "", int(metric[1]) if metric else 0, dead)
    if (text[:1].isdigit() or text.startswith("default")) and (found := _ROUTE_N.match(text)):
        default = found[1] in (_ANY, "default") and found[3] == _ANY
        gateway = "" if found[2] in (_ANY, "*") else found[2]
        return Route(line.source, "default" if default else found[1], found[6], 4, gateway, int(found[5]))
    return None


class _Open:
    """A link whose lines are still being read."""

    def __init__(self, line: Line, name: str, *, up: bool | None, mtu: int = 0) -> None:
        self.line, self.name, self.up, self.mtu = line, name, up, mtu
        self.addresses: list[str] = []
        self.counts: dict[str, int] = {}

    def fact(self) -> Link:
        received, sent = self.counts.get("RX"), self.counts.get("TX")
        return Link(self.line.source, self.name, self.up, self.mtu, tuple(self.addresses), received, sent)


def _links(lines: Paste) -> Iterator[Fact]:
    current: _Open | None = None
    for line in lines.near(": <", "flags=", "Link encap"):
        begun = _begun(line)
        if current and (begun or line.number > current.line.number + 14):
            yield current.fact()
            current = None
        current = begun or current
        if current and not begun:
            _add(current, line.text)
    if current:
        yield current.fact()


def _begun(line: Line) -> _Open | None:
    text = line.text.strip().lstrip("> ")
    if "<" in text and (found := _IP_LINK.match(text)):
        carrier = "NO-CARRIER" not in found[2] and found[4] != "DOWN"
        return _Open(line, found[1], up="UP" in found[2].split(",") and carrier, mtu=int(found[3] or 0))
    if "<" in text and (found := _IFCONFIG.match(text)):
        flags = found[2].split(",")
        return _Open(line, found[1], up="UP" in flags and "RUNNING" in flags, mtu=int(found[3]))
    if "Link encap" in text and (found := _OLD_IFCONFIG.match(text)):
        return _Open(line, found[1], up=None)
    return None


def _add(link: _Open, text: str) -> None:
    if "inet" in text and (found := _ADDRESS.match(text)):
        link.addresses.append(f"{found[1]}/{found[2]}" if found[2] else found[1])
    elif "MTU:" in text and (found := _OLD_FLAGS.match(text)):
        link.up, link.mtu = " RUNNING" in text and bool(found[1]), int(found[2])
    elif "packets" in text and (found := _COUNT.match(text)):
        link.counts.setdefault(found[1], int(found[2]))
