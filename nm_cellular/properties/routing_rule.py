"""Routing rules in NetworkManager's notation, which is that of `ip rule` with the priority always given."""

from __future__ import annotations

import re
from collections.abc import Callable

from .addresses import is_network, same_address

_TABLES = {"main": "254", "local": "255", "default": "253"}


def is_rule(text: str, version: int) -> bool:
    """Whether libnm takes it for a rule of that family (4 or 6), such as `priority 5 from 10.0.0.0/8 table 100`."""
    pairs = _pairs(text)
    keys = {key for key, _ in pairs}
    checks = _CHECKS | {"from": _prefix(version), "to": _prefix(version)}
    fits = all(key in checks and checks[key](value) for key, value in pairs)
    return fits and len(keys) == len(pairs) and "priority" in keys and not keys >= {"type", "suppress_prefixlength"}


def same_rule(text: str) -> str:
    """One spelling for the spellings of a rule, as libnm reads and saves it."""
    words = {key: _SPELLINGS.get(key, str)(value) for key, value in _pairs(text)}
    if "type" not in words:
        words.setdefault("table", "254")
    return " ".join(f"{key} {words[key]}" for key in sorted(words) if words[key])


def _pairs(text: str) -> list[tuple[str, str]]:
    """Each key with its value, empty where there is none; `not` stands for itself."""
    words = iter(text.split())
    return [(word, "yes" if word == "not" else next(words, "")) for word in words]


def _number(bits: int) -> Callable[[str], bool]:
    """Decimal, of so many bits."""
    return lambda text: re.fullmatch("0|[1-9][0-9]{0,9}", text) is not None and int(text) < 1 << bits


def _mark(text: str) -> bool:
    return re.fullmatch("(?:0|0x[0-9a-fA-F]{1,8})(?:/(?:0|0x[0-9a-fA-F]{1,8}))?", text) is not None


def _table(text: str) -> bool:
    return text in _TABLES or (text != "0" and _number(32)(text))


def _range(bits: int) -> Callable[[str], bool]:
    """A number, or two with a hyphen between."""

    def fits(text: str) -> bool:
        bounds = text.split("-")
        return len(bounds) <= 2 and all(map(_number(bits), bounds)) and int(bounds[0]) <= int(bounds[-1])

    return fits


def _ports(text: str) -> bool:
    """libnm takes neither 0 nor 65535 as a bound."""
    return _range(16)(text) and not {"0", "65535"} & set(text.split("-"))


def _interface(text: str) -> bool:
    return re.fullmatch(r"(?!\.\.?\Z)[A-Za-z0-9._-]{1,15}", text) is not None


def _prefix(version: int) -> Callable[[str], bool]:
    """Any, or a network with a prefix of at least 1."""
    everything = ("all", "0.0.0.0/0") if version == 4 else ("all", "::/0")
    return lambda text: text in everything or (is_network(text, version) and not re.search("/0+\\Z", text))


def _same_prefix(text: str) -> str:
    """Empty for all; without the prefix of a single address."""
    address, _, prefix = text.partition("/")
    same = same_address(address)
    if address == "all" or prefix == "0":
        return ""
    return same if prefix in ("", "32" if same.endswith("/4") else "128") else f"{same}/{int(prefix)}"


def _same_range(text: str) -> str:
    first, _, last = text.partition("-")
    return f"{first}-{last or first}"


def _same_mark(text: str) -> str:
    """An empty mask means that there is no mark."""
    mark, _, mask = text.partition("/")
    numbers = (int(mark, 0), int(mask or "0xffffffff", 0))
    return "" if numbers == (0, 0) else "{:x}/{:x}".format(*numbers)


_CHECKS: dict[str, Callable[[str], bool]] = {
    "not": bool,
    "priority": _number(32),
    "table": _table,
    "type": lambda text: text in ("blackhole", "unreachable", "prohibit"),
    "fwmark": _mark,
    "iif": _interface,
    "oif": _interface,
    "ipproto": _number(8),
    "sport": _ports,
    "dport": _ports,
    "uidrange": _range(32),
    "suppress_prefixlength": _number(5),
}
_SPELLINGS: dict[str, Callable[[str], str]] = {
    "table": lambda text: _TABLES.get(text, text),
    "from": _same_prefix,
    "to": _same_prefix,
    "fwmark": _same_mark,
    "sport": _same_range,
    "dport": _same_range,
    "uidrange": _same_range,
    "ipproto": lambda text: "" if text == "0" else text,
}
