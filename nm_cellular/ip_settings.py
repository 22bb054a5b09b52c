"""Addresses, routes and routing rules: a keyfile's numbered keys, NetworkManager's lists of dictionaries on D-Bus.

Names and types on D-Bus are those of nm-settings-dbus(5) and of libnm's NMIPRoute and NMIPRoutingRule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Typed = tuple[str, object]
Item = dict[str, Typed]

SETTINGS = ("ipv4", "ipv6")
DEPRECATED = ("addresses", "routes", "dns")
"""Older forms of address-data, route-data and dns-data, which every NetworkManager that we support sends besides."""

_FAMILIES = {"ipv4": 2, "ipv6": 10}
_TABLES = {"local": "255", "main": "254", "default": "253"}
_TEXTS = ("type", "src", "from")
_BYTES = ("tos", "scope")
_FLAGS = re.compile("onlink|quickack|lock-.*")


def to_dbus(setting: str, keys: Mapping[str, str]) -> dict[str, Typed]:
    """The properties that the numbered keys make; raises ValueError where an item cannot be read."""
    addresses = [value.partition(",") for value in _numbered(keys, "address")]
    routes = [_route(route, options) for route, options in _routes(keys)]
    rules = [_rule(value, _FAMILIES[setting]) for value in _numbered(keys, "routing-rule")]
    gateways = [("s", gateway) for _, _, gateway in addresses if gateway]
    lists = {"address-data": [_address(item) for item, _, _ in addresses], "route-data": routes, "routing-rules": rules}
    found: dict[str, Typed] = {name: ("aa{sv}", items) for name, items in lists.items() if items}
    return found | ({"gateway": gateways[0]} if gateways else {})


def from_dbus(found: Mapping[str, Any]) -> dict[str, str]:
    """The numbered keys, as NetworkManager writes them."""
    keys: dict[str, str] = {}
    for number, item in enumerate(found.get("address-data", ()), 1):
        keys[f"address{number}"] = f"{item['address']}/{item['prefix']}"
    for number, item in enumerate(found.get("route-data", ()), 1):
        keys |= _route_keys(f"route{number}", dict(item))
    for number, item in enumerate(found.get("routing-rules", ()), 1):
        keys[f"routing-rule{number}"] = " ".join(_rule_words(item))
    return keys


def is_list(name: str) -> bool:
    """Whether that property on D-Bus is one of those made here."""
    return name in ("address-data", "route-data", "routing-rules")


def is_numbered(key: str) -> bool:
    """Whether that key of a keyfile is read here."""
    return re.fullmatch("(address(es)?|routes?|routing-rule)[0-9]*(_options)?", key) is not None


def _numbered(keys: Mapping[str, str], name: str) -> list[str]:
    """The values in the order of their numbers."""
    return [keys[key] for key in _in_order(keys, name)]


def _in_order(keys: Mapping[str, str], name: str) -> list[str]:
    found = [(match, key) for key in keys if (match := re.fullmatch(f"{name}(?:e?s)?([0-9]*)", key))]
    return [key for _, key in sorted(found, key=lambda each: int(each[0][1] or -1))]


def _routes(keys: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for key in _in_order(keys, "route"):
        yield keys[key], keys.get(f"{key}_options", "")


def _address(text: str) -> Item:
    address, prefix = _network(text)
    return {"address": ("s", address), "prefix": ("u", prefix)}


def _network(text: str) -> tuple[str, int]:
    address, _, prefix = text.partition("/")
    return address, int(prefix)


def _route(text: str, options: str) -> Item:
    network, *rest = text.split(",")
    destination, prefix = _network(network)
    item: Item = {"dest": ("s", destination), "prefix": ("u", prefix)}
    for name, value in zip(("next-hop", "metric"), rest, strict=False):
        if value:
            item[name] = ("s", value) if name == "next-hop" else ("u", int(value))
    return item | dict(_option(option) for option in options.split(",") if option)


def _option(text: str) -> tuple[str, Typed]:
    name, _, value = text.partition("=")
    if name in _TEXTS:
        return name, ("s", value)
    if _FLAGS.fullmatch(name):
        return name, ("b", value == "true")
    return name, ("y" if name in _BYTES else "u", int(value))


def _route_keys(key: str, item: dict[str, Any]) -> dict[str, str]:
    plain = [f"{item.pop('dest')}/{item.pop('prefix')}", item.pop("next-hop", ""), item.pop("metric", "")]
    options = ",".join(f"{name}={_shown(value)}" for name, value in item.items())
    found = {key: ",".join(map(str, plain)).rstrip(",")}
    return found | {f"{key}_options": options} if options else found


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _rule(text: str, family: int) -> Item:
    words = text.split()
    inverted: Item = {"invert": ("b", True)} if words[:1] == ["not"] else {}
    words = words[len(inverted) :]
    item: Item = {"family": ("i", family)} | inverted
    for word, value in zip(words[::2], words[1::2], strict=True):
        item |= _rule_part(word, value)
    return item


def _rule_part(word: str, value: str) -> Item:
    match word:
        case "from" | "to":
            return {} if value == "all" else _rule_network(word, value)
        case "priority":
            return {word: ("u", int(value))}
        case "table":
            return {word: ("u", int(_TABLES.get(value, value)))}
        case "fwmark":
            mark, _, mask = value.partition("/")
            return {"fwmark": ("u", int(mark, 16)), "fwmask": ("u", int(mask or "ffffffff", 16))}
        case "iif" | "oif":
            return {f"{word}name": ("s", value)}
        case "ipproto":
            return {word: ("y", int(value))}
        case "sport" | "dport":
            return _range(word, "q", value)
        case "uidrange":
            return _range("uid-range", "u", value)
        case "suppress_prefixlength":
            return {"suppress-prefixlength": ("i", int(value))}
    raise ValueError(word)


def _rule_network(word: str, value: str) -> Item:
    address, _, prefix = value.partition("/")
    length = int(prefix or (128 if ":" in address else 32))
    return {word: ("s", address), f"{word}-len": ("y", length)}


def _range(name: str, signature: str, value: str) -> Item:
    first, _, last = value.partition("-")
    return {f"{name}-start": (signature, int(first)), f"{name}-end": (signature, int(last or first))}


def _rule_words(item: Mapping[str, Any]) -> Iterator[str]:
    """The words in libnm's order."""
    yield from ["not"] if item.get("invert") else []
    yield f"priority {item['priority']}" if "priority" in item else ""
