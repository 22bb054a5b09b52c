"""A profile as its keyfile, and as the settings that NetworkManager's D-Bus interface takes and gives.

The table's types say how most properties travel; what D-Bus names or writes otherwise than a keyfile is told here,
after nm-settings-dbus(5).  Values are plain: to NetworkManager (signature, value), from it just values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from .. import properties
from ..keyfile import Keyfile, Value, serialise
from ..properties import Property
from . import ip_settings
from .rule_settings import Typed

Settings = dict[str, dict[str, Typed]]


class NotCarried(ValueError):
    """Something that cannot be sent over D-Bus; the message is a sentence that names it and shows no value."""


_NAMES = {
    "ipv4.dns": "dns-data",
    "ipv6.dns": "dns-data",
    "802-3-ethernet.cloned-mac-address": "assigned-mac-address",
    "802-3-ethernet.mac-address-denylist": "mac-address-blacklist",
}
"""Names on D-Bus that differ; where one on the left is sent besides, it is an older form."""

_KEYS = {(name.split(".")[0], on_dbus): name.split(".")[1] for name, on_dbus in _NAMES.items()}

_UNSIGNED = {
    "connection.gateway-ping-timeout",
    "connection.ip-ping-timeout",
    "ppp.mru",
    "serial.bits",
    "serial.stopbits",
}
"""Their ranges would fit a signed number."""

_WIDE = {(0, (1 << 32) - 1): "u", (0, (1 << 64) - 1): "t", (-1, (1 << 32) - 1): "x"}

_PARITY = "nEo"
"""The letters for none, even and odd, whose codes D-Bus has; libnm takes E in upper case and the others in lower."""

_EUI64, _DEFAULT_OR_EUI64, _DEFAULT = 0, 2, 3
"""ipv6.addr-gen-mode: to say nothing means the second in a keyfile (with a token the first) and the third on D-Bus."""

_AMBIGUOUS = ("dhcp-send-hostname", "dhcp-send-hostname-deprecated", "dhcp-send-hostname-v2")
"""One line of a keyfile that NetworkManager 1.52 sends as two properties, and 1.42 as one."""

_SKIPPED = ("ignored", "addresses", "routes", "rules")


def to_dbus(content: Keyfile) -> Settings:
    """What AddConnection2 takes to make the profile of that keyfile; raises NotCarried.

    Keys and sections that NetworkManager does not know are left out, as it would leave them out.
    """
    settings: Settings = {}
    for section, keys in content.values().items():
        if properties.check_section(section) is None:
            setting = properties.full_name(section)
            settings.setdefault(setting, {}).update(_setting(setting, keys))
    return settings


def _setting(setting: str, keys: Mapping[str, Value]) -> dict[str, Typed]:
    if setting == "user":
        return {"data": ("a{ss}", dict(keys))}
    if keys and not any(prop.setting == setting for prop in properties.all_properties()):
        raise NotCarried(f"[{setting}] cannot be set over D-Bus by nm-cellular")
    known = [(prop, value) for key, value in keys.items() if (prop := properties.find_in_keyfile(setting, key))]
    found = {_name(prop): _encoded(prop, value) for prop, value in known if prop.type not in _SKIPPED}
    return found | (_of_family(setting, keys) if setting in ip_settings.FAMILIES else {})


def _of_family(setting: str, keys: Mapping[str, Value]) -> dict[str, Typed]:
    numbered = {key: str(value) for key, value in keys.items() if ip_settings.is_numbered(key)}
    try:
        return _addr_gen_mode(setting, keys) | ip_settings.to_dbus(setting, numbered)
    except (ValueError, LookupError):
        raise NotCarried(f"an address, route or rule of {setting} cannot be read") from None


def _addr_gen_mode(setting: str, keys: Mapping[str, Value]) -> dict[str, Typed]:
    if setting == "ipv4" or "addr-gen-mode" in keys:
        return {}
    return {"addr-gen-mode": ("i", _EUI64 if "token" in keys else _DEFAULT_OR_EUI64)}


def _name(prop: Property) -> str:
    return _NAMES.get(str(prop), prop.name)


def _encoded(prop: Property, value: Value) -> Typed:
    if prop.name in _AMBIGUOUS:
        raise NotCarried(f"{prop} cannot be set over D-Bus; write a file, or leave it out")
    try:
        if isinstance(value, tuple):
            return "as", list(value)
        return _SPECIAL.get(str(prop), _ENCODERS[prop.type])(prop, value)
    except (ValueError, LookupError):
        raise NotCarried(f"this value of {prop} cannot be sent over D-Bus") from None


def _boolean(prop: Property, text: str) -> Typed:
    return "b", {"true": True, "1": True, "false": False, "0": False}[text]


def _integer(prop: Property, text: str) -> Typed:
    return _signature(prop), int(text, 0)


def _signature(prop: Property) -> str:
    if prop.type == "flags" or str(prop) in _UNSIGNED:
        return "u"
    return _WIDE.get(prop.range or (0, 0), "i")


def _nick(prop: Property, text: str) -> Typed:
    known = dict(prop.nicks)
    return "i", known[text] if text in known else int(text)


def _string(prop: Property, text: str) -> Typed:
    return "s", text


def _type(prop: Property, text: str) -> Typed:
    """A keyfile may call it `ethernet`, D-Bus does not."""
    return "s", properties.full_name(text)


def _parity(prop: Property, text: str) -> Typed:
    return "y", ord(_PARITY[int(text)])


def _mac(prop: Property, text: str) -> Typed:
    return "ay", bytes(int(part, 16) for part in re.split("[:-]", text))


_ENCODERS: dict[str, Callable[[Property, str], Typed]] = {
    "boolean": _boolean,
    "integer": _integer,
    "enum": _integer,
    "flags": _integer,
    "nick": _nick,
    "string": _string,
    "strings": _string,
}
_SPECIAL: dict[str, Callable[[Property, str], Typed]] = {
    "connection.type": _type,
    "serial.parity": _parity,
    "802-3-ethernet.mac-address": _mac,
}


def from_dbus(settings: Mapping[str, Mapping[str, Any]]) -> str:
    """The text of the keyfile that NetworkManager would save; settings: as GetSettings gives them."""
    sections = {name: _section(name, found) for name, found in settings.items()}
    return "\n".join(_text(name, keys) for name, keys in sections.items() if keys)


def _text(name: str, keys: Mapping[str, Value]) -> str:
    return "".join([f"[{name}]\n", *(f"{key}={serialise(value)}\n" for key, value in keys.items())])


def _section(setting: str, found: Mapping[str, Any]) -> dict[str, Value]:
    if setting == "user":
        return dict(found.get("data", {}))
    if setting not in ip_settings.FAMILIES:
        return _decoded(setting, found)
    left = {name: value for name, value in found.items() if name not in ip_settings.LISTS + ip_settings.DEPRECATED}
    if setting == "ipv6" and left.setdefault("addr-gen-mode", _DEFAULT) == _DEFAULT_OR_EUI64:
        del left["addr-gen-mode"]
    return {**_decoded(setting, left), **ip_settings.from_dbus(found)}


def _decoded(setting: str, found: Mapping[str, Any]) -> dict[str, Value]:
    """Without what is empty, which says nothing."""
    said = {name: value for name, value in found.items() if f"{setting}.{name}" not in _NAMES and _is_filled(value)}
    keys = {_KEYS.get((setting, name), name): value for name, value in said.items()}
    return {key: _value(setting, key, value) for key, value in keys.items()}


def _is_filled(value: object) -> bool:
    return value not in ([], {}, b"")


def _value(setting: str, key: str, value: object) -> Value:
    """A value of a type that is in no keyfile becomes some text, so that it shows and compares."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() if (setting, key) == ("serial", "parity"):
            return str(_PARITY.find(chr(value)))
        case bytes():
            return ":".join(f"{byte:02X}" for byte in value)
        case list():
            return tuple(map(str, value))
    return str(value)
