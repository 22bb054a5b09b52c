"""What is wrong with a keyfile's value, by the type of its property, and what NetworkManager does about it."""

from __future__ import annotations

import re
from collections.abc import Callable

from .addresses import bad_route_option, is_address, is_network, is_route
from .complaint import Effect
from .grammars import GRAMMARS, make_sense
from .number import is_octal, read_number
from .routing_rule import is_rule
from .sections import Value
from .table import Property
from .wording import either, kept_numbers

Fault = tuple[Effect, str] | None
"""What NetworkManager does about a value, and what it should have been; None for a good one."""


def fault(prop: Property, key: str, value: Value) -> Fault:
    """What is wrong with the value of that key of a keyfile, which sets the property."""
    if prop.type == "strings":
        return _list_fault(prop, value if isinstance(value, tuple) else (value,))
    text = value if isinstance(value, str) else ";".join(value)
    return _FAULTS[prop.type](prop, key, text)


def _list_fault(prop: Property, found: tuple[str, ...]) -> Fault:
    grammar = GRAMMARS[prop.grammar]
    bad = any(not grammar.accepts(item) for item in found)
    return (grammar.effect, grammar.what) if bad else None


def _boolean(prop: Property, key: str, text: str) -> Fault:
    return None if text in ("true", "false", "1", "0") else (Effect.DROPPED, "true or false")


def _integer(prop: Property, key: str, text: str) -> Fault:
    number = read_number(prop, text)
    if number is None or not _fits(prop, number):
        return Effect.DROPPED, kept_numbers(prop)
    if not prop.allows(number):
        return Effect.REFUSED, kept_numbers(prop)
    return _octal(text, number)


def _octal(text: str, number: int) -> Fault:
    what = f"a decimal number; {text} is the octal {number}"
    return (Effect.TAKEN, what) if is_octal(text) else None


def _fits(prop: Property, number: int) -> bool:
    """Whether libnm keeps it: what is outside the type's range it drops."""
    if prop.range is None:
        return prop.allows(number)
    return prop.range[0] <= number <= prop.range[1]


def _nick(prop: Property, key: str, text: str) -> Fault:
    nicks = [nick for nick, _ in prop.nicks]
    number = read_number(prop, text.strip())
    if text in nicks or (number is not None and prop.allows(number)):
        return None
    is_kept = number is not None and _fits(prop, number)
    return (Effect.REFUSED if is_kept else Effect.DROPPED), either(nicks)


def _flags(prop: Property, key: str, text: str) -> Fault:
    number = read_number(prop, text)
    known = sum(bit for _, bit in prop.nicks)
    if number is None or not 0 <= number < 1 << 32:
        return Effect.DROPPED, kept_numbers(prop)
    if not make_sense(prop.grammar, number):
        return Effect.REFUSED, f"a sum of {kept_numbers(prop)} that makes sense"
    effect = Effect.TAKEN if prop.range else Effect.DROPPED
    return (effect, f"a sum of {kept_numbers(prop)}") if number & ~known else _octal(text, number)


def _string(prop: Property, key: str, text: str) -> Fault:
    if prop.choices:
        return None if text in prop.choices else (Effect.REFUSED, either(prop.choices))
    grammar = GRAMMARS[prop.grammar]
    return None if grammar.accepts(text) else (grammar.effect, grammar.what)


def _address(prop: Property, key: str, text: str) -> Fault:
    address, prefix, *rest = _fields(text)
    what = "ADDRESS/PREFIX, or ADDRESS/PREFIX,GATEWAY"
    if is_address(address, prop.family) and rest[1:] in ([], [""]) and _only_looks_right(prop, *rest[:1]):
        return Effect.REFUSED, what
    gateways = [item for item in rest if is_address(item, prop.family)]
    good = prefix and is_network(f"{address}/{prefix}", prop.family) and gateways == rest and len(rest) < 2
    return None if good else (Effect.DROPPED, what)


def _fields(text: str) -> list[str]:
    """The address, its prefix (empty where left out) and what follows; to libnm the separators are one."""
    address, *rest = re.split("[/,;]", text)
    return [address, *rest] if rest and re.fullmatch("[0-9]*", rest[0]) else [address, "", *rest]


def _only_looks_right(prop: Property, gateway: str = "") -> bool:
    """A gateway that cannot be an address is dropped when it is read; what only looks like one is refused later."""
    looks_right = re.fullmatch("[0-9a-fA-F.:%]+", gateway) is not None
    return looks_right and not is_address(gateway, prop.family)


def _route(prop: Property, key: str, text: str) -> Fault:
    if key.endswith("_options"):
        bad = bad_route_option(text, prop.family)
        what = f"attributes that NetworkManager knows, such as mtu=1400, and not {bad}"
        return (Effect.DROPPED, what) if bad else None
    return None if is_route(text, prop.family) else (Effect.DROPPED, "DEST/PREFIX[,GATEWAY[,METRIC]]")


def _rule(prop: Property, key: str, text: str) -> Fault:
    good = is_rule(text, prop.family)
    return None if good else (Effect.DROPPED, "a rule such as priority 5 from 10.0.0.0/8 table 100")


def _ignored(prop: Property, key: str, text: str) -> Fault:
    return Effect.DROPPED, "nothing: it is not for files"


def _opaque(prop: Property, key: str, text: str) -> Fault:
    return None


_FAULTS: dict[str, Callable[[Property, str, str], Fault]] = {
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
