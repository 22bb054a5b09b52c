"""IP addresses, networks and routes as NetworkManager writes and reads them."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address

BITS = {4: 32, 6: 128}

_NEXT_HOP_TYPES = ("unicast", "local")
_ROUTE_TYPES = (*_NEXT_HOP_TYPES, "blackhole", "unreachable", "prohibit", "throw")
_UINT32 = ("advmss", "cwnd", "initcwnd", "initrwnd", "mtu", "rto_min", "table", "window")
_LOCKS = ("lock-advmss", "lock-cwnd", "lock-initcwnd", "lock-initrwnd", "lock-mtu", "lock-window")
_BOOLEAN = (*_LOCKS, "onlink", "quickack")


def is_address(text: str, version: int) -> bool:
    """Whether it is an address of that family (4 or 6); with a prefix or a zone it is none."""
    return "%" not in text and _parsed(text, version) is not None


def is_token(text: str) -> bool:
    """Whether it is an IPv6 interface identifier: 64 zero bits, then others (libnm's verify of ipv6.token)."""
    parsed = _parsed(text, 6)
    return "%" not in text and parsed is not None and 0 < parsed < 1 << 64


def is_network(text: str, version: int) -> bool:
    """Whether it is an address with or without a prefix length."""
    address, slash, prefix = text.partition("/")
    return is_address(address, version) and (not slash or is_prefix(prefix, version))


def is_prefix(text: str, version: int) -> bool:
    return re.fullmatch(r"[0-9]{1,3}", text) is not None and int(text) <= BITS[version]


def same_address(text: str) -> str:
    """One spelling for all spellings of an address; what is none stays as it is."""
    for version in BITS:
        if is_address(text, version):
            return f"{_parsed(text, version):x}/{version}"
    return text


def is_route(text: str, version: int) -> bool:
    """Whether it is DEST/PREFIX[,[GATEWAY][,METRIC]], as a keyfile has it."""
    found = re.fullmatch(r"([^,;/]+)/([0-9]+)(?:,(?=.)([^,;/]*)(?:,([0-9]{1,10}))?)?", text)
    if not found or not is_network(f"{found[1]}/{found[2]}", version):
        return False
    hop_fits = not found[3] or is_address(found[3], version)
    return hop_fits and int(found[4] or 0) < 1 << 32


def bad_route_option(text: str, version: int) -> str | None:
    """The first of ATTRIBUTE=VALUE,… that libnm would silently leave out; None where all are good."""
    parts = [part.partition("=") for part in text.split(",") if part]
    names = [name for name, _, _ in parts]
    for name, _, value in parts:
        if not _is_route_option(name, value, version) or names.count(name) > 1:
            return f"{name}={value}"
    return None


def allows_next_hop(options: str) -> bool:
    """Whether a route of that type may have a gateway (libnm refuses one for a blackhole and its like)."""
    found = re.search(r"(?:^|,)type=([a-z]+)", options)
    return found is None or found[1] in _NEXT_HOP_TYPES


def _is_route_option(name: str, value: str, version: int) -> bool:
    if name in _UINT32:
        return re.fullmatch(r"[0-9]{1,10}", value) is not None and int(value) < 1 << 32
    if name in _BOOLEAN:
        return value in ("true", "false")
    if name in ("tos", "scope"):
        return version == 4 and re.fullmatch(r"[0-9]{1,3}", value) is not None and int(value) < 256
    if name == "weight":
        return version == 4 and re.fullmatch(r"[0-9]{1,3}", value) is not None and int(value) <= 256
    if name == "type":
        return value in _ROUTE_TYPES
    if name == "from":
        return version == 6 and is_network(value, 6)
    return name == "src" and is_address(value, version)


def _parsed(text: str, version: int) -> int | None:
    try:
        return int(IPv4Address(text) if version == 4 else IPv6Address(text))
    except ValueError:
        return None
