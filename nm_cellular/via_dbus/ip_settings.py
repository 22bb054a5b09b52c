"""Addresses, routes and routing rules: a keyfile's numbered keys, and the lists of dictionaries that D-Bus has instead.

Names and types on D-Bus are those of nm-settings-dbus(5).  Where NetworkManager could not read a text either, to_dbus
raises ValueError or LookupError.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from . import rule_settings
from .rule_settings import Item, Typed

FAMILIES = {"ipv4": 2, "ipv6": 10}
"""The settings that have these properties, and their address families in <sys/socket.h>."""

LISTS = ("address-data", "route-data", "routing-rules")
DEPRECATED = ("addresses", "routes")
"""Older forms of address-data and route-data, which NetworkManager still sends besides."""

_TEXTS = ("type", "src", "from")
_BYTES = ("tos", "scope")
_FLAGS = re.compile("onlink|quickack|lock-.*")


def is_numbered(key: str) -> bool:
    """Whether that key of an ipv4 or ipv6 section is one of those that this module reads."""
    return re.fullmatch("(address(es)?|routes?|routing-rule)[0-9]*(_options)?", key) is not None


def to_dbus(setting: str, keys: Mapping[str, str]) -> dict[str, Typed]:
    """The properties that the numbered keys make."""
    addresses = [keys[key].partition(",") for key in _in_order(keys, "address")]
    routes = [_route(keys[key], keys.get(f"{key}_options", "")) for key in _in_order(keys, "route")]
    rules = [rule_settings.to_dbus(keys[key], FAMILIES[setting]) for key in _in_order(keys, "routing-rule")]
    items = (tuple(_address(address) for address, _, _ in addresses), routes, rules)
    found: dict[str, Typed] = {name: ("aa{sv}", [*some]) for name, some in zip(LISTS, items, strict=True) if some}
    gateways = [gateway for _, _, gateway in addresses if gateway]
    return found | ({"gateway": ("s", gateways[0])} if gateways else {})


def from_dbus(found: Mapping[str, Any]) -> dict[str, str]:
    """The numbered keys, as NetworkManager writes them."""
    addresses, routes, rules = (found.get(name, ()) for name in LISTS)
    keys = {f"address{number}": f"{item['address']}/{item['prefix']}" for number, item in enumerate(addresses, 1)}
    for number, item in enumerate(routes, 1):
        keys |= _route_keys(f"route{number}", dict(item))
    return keys | {f"routing-rule{number}": rule_settings.from_dbus(item) for number, item in enumerate(rules, 1)}


def _in_order(keys: Mapping[str, str], name: str) -> list[str]:
    found = {key: match for key in keys if (match := re.fullmatch(f"{name}(?:e?s)?([0-9]*)", key))}
    return sorted(found, key=lambda key: int(found[key][1] or -1))


def _network(text: str) -> tuple[str, int]:
    address, _, prefix = text.partition("/")
    return address, int(prefix)


def _address(text: str) -> Item:
    address, prefix = _network(text)
    return {"address": ("s", address), "prefix": ("u", prefix)}


def _route(text: str, options: str) -> Item:
    """DEST/PREFIX[,[GATEWAY][,METRIC]] and ATTRIBUTE=VALUE,…"""
    network, hop, metric, *_ = (*text.split(","), "", "")
    destination, prefix = _network(network)
    item: Item = {"dest": ("s", destination), "prefix": ("u", prefix)}
    if hop:
        item["next-hop"] = ("s", hop)
    if metric:
        item["metric"] = ("u", int(metric))
    return item | dict(_attribute(*option.split("=", 1)) for option in options.split(",") if option)


def _attribute(name: str, value: str) -> tuple[str, Typed]:
    if name in _TEXTS:
        return name, ("s", value)
    if _FLAGS.fullmatch(name):
        return name, ("b", value == "true")
    return name, ("y" if name in _BYTES else "u", int(value))


def _route_keys(key: str, item: dict[str, Any]) -> dict[str, str]:
    main = [f"{item.pop('dest')}/{item.pop('prefix')}", item.pop("next-hop", ""), item.pop("metric", "")]
    options = ",".join(f"{name}={_shown(value)}" for name, value in sorted(item.items()))
    found = {key: ",".join(map(str, main)).rstrip(",")}
    return found | ({f"{key}_options": options} if options else {})


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
