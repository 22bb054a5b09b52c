"""Routing rules: NetworkManager's notation in a keyfile, and the dictionary that D-Bus has instead.

The names and types are those of libnm's NMIPRoutingRule, the words and their order those of its to_string.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Typed = tuple[str, object]
"""A D-Bus signature and a value of that type."""

Item = dict[str, Typed]

_SINGLE = {
    "priority": ("priority", "u"),
    "ipproto": ("ipproto", "y"),
    "iif": ("iifname", "s"),
    "oif": ("oifname", "s"),
    "suppress_prefixlength": ("suppress-prefixlength", "i"),
    "table": ("table", "u"),
}
_RANGES = {"sport": ("sport", "q"), "dport": ("dport", "q"), "uidrange": ("uid-range", "u")}
_TYPES = {"blackhole": 6, "unreachable": 7, "prohibit": 8}
"""The actions of <linux/fib_rules.h> that look up no table."""

_ORDER = (
    *("priority", "not", "from", "to", "ipproto", "fwmark", "sport", "dport", "iif", "oif"),
    *("uidrange", "suppress_prefixlength", "table", "type"),
)
_MAIN = 254
_TABLES = {"local": 255, "main": _MAIN, "default": 253}
_ALL_BITS = 0xFFFFFFFF


def to_dbus(text: str, family: int) -> Item:
    """The rule `priority 5 not from 10.0.0.0/8 table 100`; family is that of <sys/socket.h>.

    Raises ValueError or LookupError where it is none.
    """
    words = text.split()
    plain = [word for word in words if word != "not"]
    item: Item = {"family": ("i", family)}
    if "type" not in plain:
        item["table"] = ("u", _MAIN)
    if len(plain) < len(words):
        item["invert"] = ("b", True)
    for word, value in zip(plain[::2], plain[1::2], strict=True):
        item |= _part(word, value)
    return item


def _part(word: str, value: str) -> Item:
    if word in ("from", "to"):
        return _network(word, value)
    if word == "fwmark":
        mark, _, mask = value.partition("/")
        return {"fwmark": ("u", int(mark, 0)), "fwmask": ("u", int(mask, 0) if mask else _ALL_BITS)}
    if word == "type":
        return {"action": ("y", _TYPES[value])}
    if word in _RANGES:
        name, signature = _RANGES[word]
        first, _, last = value.partition("-")
        return {f"{name}-start": (signature, int(first)), f"{name}-end": (signature, int(last or first))}
    name, signature = _SINGLE[word]
    return {name: (signature, value if signature == "s" else _TABLES.get(value) or int(value))}


def _network(word: str, value: str) -> Item:
    address, _, prefix = value.partition("/")
    length = int(prefix or _bits(address))
    return {word: ("s", address), f"{word}-len": ("y", length)} if length and address != "all" else {}


def _bits(address: str) -> int:
    return 128 if ":" in address else 32


def from_dbus(item: Mapping[str, Any]) -> str:
    """The rule as NetworkManager writes it; an attribute that is unknown here stands at the end under its own name."""
    words = dict(_words(item))
    return " ".join(f"{word} {words[word]}".strip() for word in (*_ORDER, *words.keys() - set(_ORDER)) if word in words)


def _words(item: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    rest = dict(item)
    rest.pop("family", None)
    if rest.pop("invert", False):
        yield "not", ""
    for word in ("from", "to"):
        if address := rest.pop(word, None):
            yield word, _with_prefix(address, rest.pop(f"{word}-len"))
    if mark := rest.pop("fwmark", None):
        yield "fwmark", _mark(mark, rest.pop("fwmask"))
    for word, (name, _) in _RANGES.items():
        if f"{name}-start" in rest:
            first, last = rest.pop(f"{name}-start"), rest.pop(f"{name}-end")
            yield word, first if first == last else f"{first}-{last}"
    if action := rest.pop("action", None):
        yield "type", {number: name for name, number in _TYPES.items()}.get(action, action)
    names = {name: word for word, (name, _) in _SINGLE.items()}
    yield from ((names.get(name, name), value) for name, value in rest.items())


def _with_prefix(address: str, prefix: int) -> str:
    return address if prefix == _bits(address) else f"{address}/{prefix}"


def _mark(mark: int, mask: int) -> str:
    return f"{mark:#x}" if mask == _ALL_BITS else f"{mark:#x}/{mask:#x}"
