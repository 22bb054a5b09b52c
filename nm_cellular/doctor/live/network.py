"""Interfaces, addresses, routes and name servers, as `ip` shows them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from typing import Any

from ...layout import Layout
from ..facts import Fact
from ..facts.network import Link, NameServers, Route, RouteList
from ..source import Source
from . import sysfs

_STUB = "127.0.0.53"
"""systemd-resolved's own address, which stands for those in its file."""


def look(layout: Layout) -> Iterator[Fact]:
    if layout.is_live:
        yield from _asked_of_ip()
    yield from _name_servers(layout)


def _asked_of_ip() -> Iterator[Fact]:
    for entry in _asked("ip", "-json", "-stats", "address", "show"):
        yield _link(entry)
    for family in (4, 6):
        routes = _asked("ip", "-json", f"-{family}", "route", "show")
        yield RouteList(Source(f"ip -{family} route", 0, ""), family)
        for entry in routes:
            yield _route(entry, family)


def _asked(*argv: str) -> list[dict[str, Any]]:
    try:
        done = subprocess.run(argv, capture_output=True, timeout=5, check=True)
        return list(json.loads(done.stdout or b"[]"))
    except (OSError, subprocess.SubprocessError, ValueError):
        return []


def _link(entry: dict[str, Any]) -> Link:
    name = str(entry.get("ifname", ""))
    addresses = tuple(f"{each['local']}/{each['prefixlen']}" for each in entry.get("addr_info", ()) if "local" in each)
    up = "UP" in entry.get("flags", ())
    stats = entry.get("stats64", {})
    text = f"{name}: {'up' if up else 'down'} {' '.join(addresses)}"
    return Link(
        Source("ip address", 0, text),
        name,
        up,
        mtu=int(entry.get("mtu", 0)),
        addresses=addresses,
        received=stats.get("rx", {}).get("bytes"),
        sent=stats.get("tx", {}).get("bytes"),
    )


def _route(entry: dict[str, Any], family: int) -> Route:
    destination, interface = str(entry.get("dst", "")), str(entry.get("dev", ""))
    gateway, metric = str(entry.get("gateway", "")), int(entry.get("metric", 0))
    text = f"{destination}{f' via {gateway}' if gateway else ''} dev {interface} metric {metric}"
    dead = not {"linkdown", "dead"}.isdisjoint(entry.get("flags", ()))
    source = Source(f"ip -{family} route", 0, f"{text}{' linkdown' if dead else ''}")
    return Route(source, destination, interface, family, gateway, metric, dead)


def _name_servers(layout: Layout) -> Iterator[NameServers]:
    paths = ("/etc/resolv.conf", "/run/systemd/resolve/resolv.conf")
    found = {path: _servers(sysfs.text(layout.path(path))) for path in paths}
    path = paths[1] if found[paths[0]] == (_STUB,) else paths[0]
    text = f"nameserver {' '.join(found[path])}" if found[path] else "no name server"
    yield NameServers(Source(path, 0, text), found[path])


def _servers(content: str) -> tuple[str, ...]:
    words = [line.split() for line in content.splitlines()]
    return tuple(line[1] for line in words if len(line) > 1 and line[0] == "nameserver")
