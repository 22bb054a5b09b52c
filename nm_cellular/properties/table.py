"""The table of NetworkManager's properties, read from nm-properties.json when first asked for."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ..nm_version import Version

_DATA = Path(__file__).parents[1] / "nm-properties.json"
_NUMBERED = {
    "addresses": "address(?:es)?(?:0|[1-9][0-9]*)?",
    "routes": "routes?(?:0|[1-9][0-9]*)?(?:_options)?",
    "routing-rules": "routing-rule(?:0|[1-9][0-9]*)?",
}
"""Keys of a keyfile that hold one item of a list each."""

_USER_KEY = r"[A-Za-z0-9_+/-]+(?:\.[A-Za-z0-9_+/-]+)+"

NEW_NAMES = {
    "master": "controller",
    "slave-type": "port-type",
    "autoconnect-slaves": "autoconnect-ports",
    "mac-address-blacklist": "mac-address-denylist",
}
"""What NetworkManager calls by another name since 1.46 to 1.48; the old one is read still, and saved as the new."""


@dataclass(frozen=True, slots=True)
class Property:
    """One property of one setting, as libnm 1.52 has it.

    type: boolean, integer, enum (a number in a keyfile), nick (an enumeration that a keyfile holds by name), flags
    (a number), string, strings (a list), addresses, routes and rules (numbered keys, one an item), ignored (not for
    a keyfile) or opaque (not looked into). since: NetworkManager's version that brought it, None for
    one that every supported version has. range: of the type; what lies outside is dropped with a warning. valid:
    what is taken of the range, and the default; another number makes NetworkManager refuse the whole profile.
    nicks: words for numbers. choices, or a grammar: what a text or a list's item may be.
    """

    setting: str
    name: str
    type: str
    since: Version | None = None
    range: tuple[int, int] | None = None
    valid: tuple[int, int] | None = None
    nicks: tuple[tuple[str, int], ...] = ()
    choices: tuple[str, ...] = ()
    grammar: str = ""
    default: bool | int | None = None
    secret: bool = False
    deprecated: bool = False

    def __str__(self) -> str:
        return f"{self.setting}.{self.name}"

    @property
    def family(self) -> int:
        """4 or 6, of what is set for one IP version."""
        return 6 if self.setting == "ipv6" else 4

    def allows(self, number: int) -> bool:
        """Whether NetworkManager takes the number and knows what it means."""
        known = number == self.default or number in dict(self.nicks).values()
        bounds = self.valid or self.range
        return known or (self.type == "integer" and bounds is not None and bounds[0] <= number <= bounds[1])


@cache
def find(setting: str, key: str) -> Property | None:
    """The property of that nmcli name, such as ("ipv6", "ip6-privacy"); any dotted key of `user` is one."""
    setting = full_name(setting)
    if setting == "user" and re.fullmatch(_USER_KEY, key) and len(key) <= 255:
        return Property("user", key, "string", since=(1, 8), grammar="user-data")
    said = _table()["settings"].get(setting, {}).get(key)
    return None if said is None else _property(setting, key, said)


@cache
def find_in_keyfile(section: str, key: str) -> Property | None:
    """The property that a keyfile's key sets: address1, routes, routing-rule2 and such besides the names."""
    if full_name(section) not in ("ipv4", "ipv6"):
        return find(section, key)
    numbered = [name for name, pattern in _NUMBERED.items() if re.fullmatch(pattern, key)]
    return find(section, numbered[0]) if numbered else None if key in _NUMBERED else find(section, key)


def full_name(setting: str) -> str:
    """The setting that a keyfile's section names, which may use an alias such as `ethernet`."""
    return str(_table()["aliases"].get(setting, setting))


def settings() -> tuple[str, ...]:
    """The settings whose properties are in the table."""
    return tuple(_table()["settings"])


def other_settings() -> tuple[str, ...]:
    """The settings that NetworkManager knows and the table leaves out."""
    return tuple(_table()["others"])


def all_properties() -> tuple[Property, ...]:
    table = _table()["settings"]
    return tuple(_property(setting, name, said) for setting in table for name, said in table[setting].items())


def _property(setting: str, name: str, said: dict[str, Any]) -> Property:
    since = said.get("since")
    version = tuple(int(part) for part in since.split(".")) if since else None
    lists = {key: tuple(said[key]) for key in ("range", "valid", "choices") if key in said}
    nicks = tuple(said.get("nicks", {}).items())
    return Property(setting, name, **said | lists | {"since": version, "nicks": nicks})


@cache
def _table() -> dict[str, Any]:
    with _DATA.open(encoding="ascii") as file:
        table: dict[str, Any] = json.load(file)
    return table
