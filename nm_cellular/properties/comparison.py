"""One form for all keyfiles that mean the same, to tell whether NetworkManager's copy of ours was changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from .addresses import same_address
from .grammars import GRAMMARS
from .table import Property, find_in_keyfile, full_name

if TYPE_CHECKING:
    from ..keyfile import Value

_VOLATILE = {"connection.timestamp", "connection.read-only"}
_OLD_NAMES = {
    "master": "controller",
    "slave-type": "port-type",
    "autoconnect-slaves": "autoconnect-ports",
    "mac-address-blacklist": "mac-address-denylist",
    "dhcp-send-hostname-deprecated": "dhcp-send-hostname",
}
"""Since 1.50 NetworkManager saves what it reads under the left name under the right one."""

_WORDS = {"true": "1", "false": "0"}


def canonical(section: str, key: str, value: Value) -> Value | None:
    """The value in the spelling that compares; None where it says nothing (a default, or a time stamp)."""
    prop = find_in_keyfile(section, key)
    if prop is None:
        return value
    if str(prop) in _VOLATILE or (prop.name == "method" and value == "auto" and prop.choices):
        return None
    plain = _plain(prop, value)
    return None if plain == () or plain == str(_default(prop)) else plain


def comparable(sections: Mapping[str, Mapping[str, Value]]) -> dict[tuple[str, str], Value]:
    """A whole profile by (setting, property); equal for two keyfiles that NetworkManager takes for the same."""
    found: dict[tuple[str, str], Value] = {}
    for section, keys in sections.items():
        setting = full_name(section)
        for key in sorted(keys, key=_number):
            value = canonical(setting, key, keys[key])
            if value is not None:
                _put(found, setting, key, value)
    return found


def _put(found: dict[tuple[str, str], Value], setting: str, key: str, value: Value) -> None:
    numbered = re.fullmatch(r"(address|route|routing-rule)(?:e?s)?[0-9]*", key)
    if numbered is None or setting not in ("ipv4", "ipv6"):
        found[setting, _OLD_NAMES.get(key, key)] = value
    else:
        _append(found, setting, numbered[1], value)


def _append(found: dict[tuple[str, str], Value], setting: str, name: str, value: Value) -> None:
    """Numbers only order; the gateway of the first address is that of the section."""
    item, _, gateway = str(value).partition(",") if name == "address" else (str(value), "", "")
    found[setting, name] = (*found.get((setting, name), ()), item)
    if gateway:
        found.setdefault((setting, "gateway"), gateway)


def _number(key: str) -> tuple[str, int]:
    digits = re.search(r"[0-9]*\Z", key)
    number = digits[0] if digits else ""
    return key.removesuffix(number), int(number or 0)


def _plain(prop: Property, value: Value) -> Value:
    if isinstance(value, tuple):
        return tuple(dict.fromkeys(_spelled(prop, item) for item in value))
    if prop.type in ("integer", "enum", "flags", "nick", "boolean"):
        return _as_number(prop, value)
    if prop.type in ("addresses", "routes"):
        return ",".join(_spelled(prop, part) for part in re.split("[,;]", value)).rstrip(",")
    return _spelled(prop, value)


def _as_number(prop: Property, value: str) -> str:
    word = str(dict(prop.nicks).get(value, _WORDS.get(value.strip(), value)))
    try:
        return str(int(word, 0))
    except ValueError:
        return word


def _default(prop: Property) -> int | None:
    # Absent from a keyfile means eui64 for libnm, although its own default is another.
    if prop.type == "nick":
        return dict(prop.nicks)["default-or-eui64"]
    return None if prop.default is None else int(prop.default)


def _spelled(prop: Property, item: str) -> str:
    if prop.grammar in ("ip", "ip4", "ip6", "dns4", "dns6", "token"):
        address, mark, rest = re.fullmatch(r"(?s)([^/#]*)([/#]?)(.*)", item).groups()
        return same_address(address) + mark + rest
    return GRAMMARS[prop.grammar].normal(item)
