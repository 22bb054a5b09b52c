"""Routing rules in NetworkManager's notation, which is that of `ip rule` with the priority always given."""

from __future__ import annotations

import re
from collections.abc import Callable

from .addresses import is_network


def _number(bits: int) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        return re.fullmatch(r"0|[1-9][0-9]{0,9}", text) is not None and int(text) < 1 << bits

    return fits


def _mark(text: str) -> bool:
    return re.fullmatch(r"0x[0-9a-fA-F]{1,8}(?:/0x[0-9a-fA-F]{1,8})?", text) is not None


def _table(text: str) -> bool:
    return text in ("main", "local", "default") or (text != "0" and _number(32)(text))


def _ports(text: str) -> bool:
    """A port or a range of them; libnm takes neither 0 nor 65535 as a bound."""
    bounds = text.split("-")
    numbers = [int(bound) for bound in bounds if _number(16)(bound)]
    return len(numbers) == len(bounds) <= 2 and numbers == sorted(numbers) and 0 < numbers[0] <= numbers[-1] < 65535


def _users(text: str) -> bool:
    bounds = text.split("-")
    numbers = [int(bound) for bound in bounds if _number(32)(bound)]
    return len(numbers) == len(bounds) <= 2 and numbers == sorted(numbers)


def _interface(text: str) -> bool:
    return re.fullmatch(r"(?!\.\.?\Z)[A-Za-z0-9._-]{1,15}", text) is not None


def _prefix(version: int) -> Callable[[str], bool]:
    """An address or network, which for libnm is not empty; `all` is any."""
    return lambda text: text == "all" or (is_network(text, version) and not re.search(r"/0+\Z", text))


_WORDS: dict[str, Callable[[str], bool]] = {
    "priority": _number(32),
    "table": _table,
    "fwmark": _mark,
    "iif": _interface,
    "oif": _interface,
    "ipproto": _number(8),
    "sport": _ports,
    "dport": _ports,
    "uidrange": _users,
    "suppress_prefixlength": _number(31),
}


def is_rule(text: str, version: int) -> bool:
    """Whether libnm takes it for a rule of that family (4 or 6), such as `priority 5 from 10.0.0.0/8 table 100`."""
    words = [word for word in text.split(" ") if word]
    if words and words[0] == "not":
        words = words[1:]
    keys = words[::2]
    checks = _WORDS | {"from": _prefix(version), "to": _prefix(version)}
    pairs = zip(keys, words[1::2], strict=False)
    return (
        len(words) % 2 == 0
        and "priority" in keys
        and len(set(keys)) == len(keys)
        and all(key in checks and checks[key](value) for key, value in pairs)
    )
