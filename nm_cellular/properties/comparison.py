"""One form for all keyfiles that mean the same, to tell whether NetworkManager's copy of ours was changed."""

from __future__ import annotations

import re

from .addresses import same_address
from .grammars import GRAMMARS
from .number import read_number
from .routing_rule import same_rule
from .sections import Sections, Value
from .table import NEW_NAMES, Property, find_in_keyfile, full_name

_VOLATILE = {"connection.timestamp", "connection.read-only"}
_ADDRESSES = {"ip", "ip4", "ip6", "dns4", "dns6", "token"}
_NUMBERS = {"boolean", "integer", "enum", "flags", "nick"}
_NOWHERE = ("0/4", "0/6")
"""0.0.0.0 and ::, which stand for no gateway before a metric."""

_WORDS = {"true": 1, "false": 0}
_SAVED_AS = NEW_NAMES | {"dhcp-send-hostname-deprecated": "dhcp-send-hostname"}
"""How NetworkManager saves what it reads under another name; 1.52 saves dhcp-send-hostname twice."""


def comparable(sections: Sections) -> dict[tuple[str, str], Value]:
    """A whole profile by (setting, property); equal for two keyfiles that NetworkManager takes for the same."""
    found: dict[tuple[str, str], Value] = {}
    for section, keys in sections.items():
        for key in sorted(keys, key=_by_number):
            value = canonical(section, key, keys[key])
            if value is not None:
                _put(found, full_name(section), key, value)
    return _with_addr_gen_mode(found, is_said="ipv6" in sections)


def _with_addr_gen_mode(found: dict[tuple[str, str], Value], *, is_said: bool) -> dict[tuple[str, str], Value]:
    """Without a section NetworkManager saves its own default, and with a token eui64, which it then has to be."""
    name = ("ipv6", "addr-gen-mode")
    if ("ipv6", "token") in found:
        found.pop(name, None)
    return found if is_said else found | {name: "3"}


def canonical(section: str, key: str, value: Value) -> Value | None:
    """The value in the spelling that compares; None where it says nothing (a default, or a time stamp)."""
    prop = find_in_keyfile(section, key)
    if prop is None:
        return value
    if str(prop) in _VOLATILE or (prop.name == "method" and value == "auto"):
        return None
    plain = _plain(prop, value)
    return None if plain in ((), str(_default(prop))) else plain


def _put(found: dict[tuple[str, str], Value], setting: str, key: str, value: Value) -> None:
    numbered = re.fullmatch("(address|route|routing-rule)(?:e?s)?[0-9]*", key)
    if numbered is None or setting not in ("ipv4", "ipv6"):
        found[setting, _SAVED_AS.get(key, key)] = value
    else:
        _append(found, setting, numbered[1], str(value))


def _append(found: dict[tuple[str, str], Value], setting: str, name: str, value: str) -> None:
    """Numbers only order; the gateway of the first address is that of the section."""
    item, _, gateway = value.partition(",") if name == "address" else (value, "", "")
    found[setting, name] = (*found.get((setting, name), ()), item)
    if gateway:
        found.setdefault((setting, "gateway"), gateway)


def _by_number(key: str) -> tuple[str, int]:
    name = key.rstrip("0123456789")
    return name, int(key[len(name) :] or 0)


def _plain(prop: Property, value: Value) -> Value:
    if isinstance(value, tuple):
        return tuple(dict.fromkeys(_spelled(prop, item) for item in value))
    if prop.type in _NUMBERS:
        return _as_number(prop, value)
    if prop.type in ("addresses", "routes"):
        return _with_prefix(value)
    return same_rule(value) if prop.type == "rules" else _spelled(prop, value)


def _with_prefix(text: str) -> str:
    """ADDRESS/PREFIX and what follows; to libnm the three separators are one."""
    address, *rest = re.split("[/,;]", text)
    prefix = [f"/{part.lstrip('0')}" for part in rest[:1]]
    hops = [same_address(part) for part in rest[1:]]
    main = "".join([same_address(address), *prefix])
    return ",".join([main, *("" if hop in _NOWHERE else hop for hop in hops)]).rstrip(",")


def _as_number(prop: Property, value: str) -> str:
    number = (_WORDS | dict(prop.nicks)).get(value, read_number(prop, value))
    return value if number is None else str(number)


def _default(prop: Property) -> int | None:
    # Absent from a keyfile means eui64 to libnm, although its own default is another.
    if prop.type == "nick":
        return dict(prop.nicks)["default-or-eui64"]
    return None if prop.default is None else int(prop.default)


def _spelled(prop: Property, item: str) -> str:
    if prop.grammar not in _ADDRESSES:
        return GRAMMARS[prop.grammar].normal(item)
    address, *rest = re.split("([/#])", item, maxsplit=1)
    return same_address(address) + "".join(rest)
