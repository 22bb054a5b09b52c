"""Whether NetworkManager takes what a keyfile already holds: stricter about numbers and words than nmcli is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from .addresses import bad_route_option, is_address, is_network, is_route
from .complaint import Complaint, Effect, dropped, refused
from .grammars import FLAGS, GRAMMARS
from .routing_rule import is_rule
from .suggest import suggest, suggest_section
from .table import Property, find_in_keyfile, full_name, other_settings, settings
from .values import numbers

if TYPE_CHECKING:
    from ..keyfile import Value

_OTHER_SECTIONS = re.compile(r"vpn-secrets|\.nmmeta|ethernet-s390-options|wireguard-peer\..+")
_NUMBER = re.compile(r"[+-]?(?:0x[0-9a-f]{1,16}|0[0-7]{0,20}|[1-9][0-9]{0,19})", re.IGNORECASE)
_PARITY = {"e": 1, "o": 2, "n": 0, "69": 1, "101": 1, "79": 2, "111": 2, "78": 0, "110": 0}
_ADDRESS = re.compile(r"([^/,;]+)/([0-9]{1,3})(?:,([^/,;]+))?")


def check_keyfile_value(
    section: str, key: str, value: Value, version: tuple[int, int] | None = None
) -> Complaint | None:
    """What NetworkManager (of that version; of any that is supported if None) has against `key` in `[section]`.

    value: without escapes; a tuple where is_list() says so.
    """
    if complaint := check_section(section):
        return complaint
    if full_name(section) not in settings():
        return None
    prop = find_in_keyfile(section, key)
    if prop is None:
        return _unknown(section, key)
    if version and prop.since and version < prop.since:
        return _too_new(section, key, prop, version)
    what = _fault(prop, key, value)
    return what and _complaint(section, key, prop, *what)


def check_section(section: str) -> Complaint | None:
    """The complaint about a section whose name NetworkManager does not know."""
    if full_name(section) in settings() + other_settings() or _OTHER_SECTIONS.fullmatch(section):
        return None
    near = suggest_section(section)
    hint = f"did you mean [{near}]?" if near else "delete it"
    return dropped(section, "", f"NetworkManager knows no section [{section}] and ignores it", hint)


def is_list(section: str, key: str) -> bool:
    """Whether the key's value is a list, so that `;` separates and `\\;` is an escape."""
    prop = find_in_keyfile(section, key)
    return prop is not None and prop.type == "strings"


_Fault = tuple[Effect, str] | None
"""What NetworkManager does about a value, and what it should have been; None for a good one."""


def _unknown(section: str, key: str) -> Complaint:
    if full_name(section) == "user":
        message = f"{key!r} is no key for user data"
        return refused(section, key, message, "write it with a dot inside, as in example.color")
    near = suggest(f"{full_name(section)}.{key}")
    hint = f"did you mean {near}?" if near else "delete it"
    return dropped(section, key, f"NetworkManager knows no {section}.{key} and ignores it", hint)


def _too_new(section: str, key: str, prop: Property, version: tuple[int, int]) -> Complaint:
    needed = ".".join(map(str, prop.since or ()))
    message = f"{prop} needs NetworkManager {needed}; version {'.'.join(map(str, version))} ignores it"
    return dropped(section, key, message, "delete it, or update NetworkManager")


def _complaint(section: str, key: str, prop: Property, effect: Effect, what: str) -> Complaint:
    make = refused if effect is Effect.REFUSED else dropped
    message = f"{prop} takes {what}; NetworkManager {effect.value}"
    return make(section, key, message, "correct or delete the line")


def _fault(prop: Property, key: str, value: Value) -> _Fault:
    if prop.type == "strings":
        return _list_fault(prop, value if isinstance(value, tuple) else (value,))
    text = value if isinstance(value, str) else ";".join(value)
    return _FAULTS[prop.type](prop, key, text)


def _list_fault(prop: Property, found: tuple[str, ...]) -> _Fault:
    grammar = GRAMMARS[prop.grammar]
    bad = any(not grammar.accepts(item) for item in found)
    return (grammar.effect, grammar.what) if bad else None


def _boolean(prop: Property, key: str, text: str) -> _Fault:
    return None if text in ("true", "false", "1", "0") else (Effect.DROPPED, "true or false")


def _integer(prop: Property, key: str, text: str) -> _Fault:
    number = _read(prop, text)
    if number is None or not _fits(prop, number):
        return Effect.DROPPED, _numbers(prop)
    if not prop.allows(number):
        return Effect.REFUSED, _numbers(prop)
    is_octal = re.match(r"[+-]?0[0-9]", text)
    return (Effect.TAKEN, f"decimal numbers, {text} being the octal {number}") if is_octal else None


def _numbers(prop: Property) -> str:
    """Words are for nmcli only."""
    words = ", ".join(f"{number} ({nick})" for nick, number in prop.nicks)
    bounds = prop.valid or prop.range
    return words or (f"a whole number from {bounds[0]} to {bounds[1]}" if bounds else "a number")


def _read(prop: Property, text: str) -> int | None:
    """The number as libnm's strtoll reads it: hexadecimal after 0x, octal after 0."""
    if prop.grammar == "parity" and text.lower() in _PARITY:
        return _PARITY[text.lower()]
    if not text.isascii() or not _NUMBER.fullmatch(text):
        return None
    word = text.lower()
    return int(word, 16 if "x" in word else 8 if re.match(r"[+-]?0[0-7]", word) else 10)


def _fits(prop: Property, number: int) -> bool:
    """Whether libnm keeps it: what is outside the type's range it drops."""
    if prop.range is None:
        return prop.allows(number)
    return prop.range[0] <= number <= prop.range[1]


def _nick(prop: Property, key: str, text: str) -> _Fault:
    known = {str(number) for _, number in prop.nicks} | {nick for nick, _ in prop.nicks}
    if text in known:
        return None
    number = _read(prop, text.strip())
    is_number = number is not None and _fits(prop, number)
    return (Effect.REFUSED if is_number else Effect.DROPPED), numbers(prop)


def _flags(prop: Property, key: str, text: str) -> _Fault:
    number = _read(prop, text)
    known = sum(bit for _, bit in prop.nicks)
    if number is None or not 0 <= number < 1 << 32:
        return Effect.DROPPED, _numbers(prop)
    if not FLAGS.get(prop.grammar, lambda flags: True)(number):
        return Effect.REFUSED, f"a sum of {_numbers(prop)} that makes sense"
    effect = Effect.TAKEN if prop.range else Effect.DROPPED
    return (effect, f"a sum of {_numbers(prop)}") if number & ~known else None


def _string(prop: Property, key: str, text: str) -> _Fault:
    if prop.choices:
        return None if text in prop.choices else (Effect.REFUSED, f"one of {', '.join(prop.choices)}")
    grammar = GRAMMARS[prop.grammar]
    return None if grammar.accepts(text) else (grammar.effect, grammar.what)


def _address(prop: Property, key: str, text: str) -> _Fault:
    version = _version(prop)
    what = "ADDRESS/PREFIX, or ADDRESS/PREFIX,GATEWAY"
    found = _ADDRESS.fullmatch(text)
    if not found or not is_network(f"{found[1]}/{found[2]}", version):
        return Effect.DROPPED, what
    if found[3] is None or is_address(found[3], version):
        return None
    # What cannot be an address is dropped when read; what only looks like one is refused later.
    looks_like_one = re.fullmatch(r"[0-9a-fA-F.:%]+", found[3])
    return (Effect.REFUSED if looks_like_one else Effect.DROPPED), what


def _route(prop: Property, key: str, text: str) -> _Fault:
    version = _version(prop)
    if key.endswith("_options"):
        bad = bad_route_option(text, version)
        what = f"attributes that NetworkManager knows, such as mtu=1400, not {bad}"
        return (Effect.DROPPED, what) if bad else None
    return None if is_route(text, version) else (Effect.DROPPED, "DEST/PREFIX[,GATEWAY[,METRIC]]")


def _rule(prop: Property, key: str, text: str) -> _Fault:
    good = is_rule(text, _version(prop))
    return None if good else (Effect.DROPPED, "a rule such as priority 5 from 10.0.0.0/8 table 100")


def _ignored(prop: Property, key: str, text: str) -> _Fault:
    return Effect.DROPPED, "no value from a keyfile"


def _opaque(prop: Property, key: str, text: str) -> _Fault:
    return None


def _version(prop: Property) -> int:
    return 4 if prop.setting == "ipv4" else 6


_FAULTS: dict[str, Callable[[Property, str, str], _Fault]] = {
    "boolean": _boolean,
    "integer": _integer,
    "enum": _integer,
    "nick": _nick,
    "flags": _flags,
    "string": _string,
    "addresses": _address,
    "routes": _route,
    "rules": _rule,
    "ignored": _ignored,
    "opaque": _opaque,
}
