"""From what a person writes, in nmcli's notation, to what a keyfile holds."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..problem import ValueRefused
from .grammars import GRAMMARS, make_sense
from .lists import addresses, items, routes, rules, strings
from .sections import Value
from .table import Property
from .wording import either, refusal, written_numbers

_TRUE = ("yes", "true", "on", "1")
_FALSE = ("no", "false", "off", "0")
_NUMBER = "[+-]?(?:0x[0-9a-f]{1,16}|[0-9]{1,20})"
_UNSTORABLE = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]"


def entries(prop: Property, text: str) -> tuple[tuple[str, Value], ...]:
    """The keys and values that set the property in its section of a keyfile.

    A value is a string, or a tuple of strings for a list, neither escaped nor joined. Addresses, routes and routing
    rules have a numbered key each. Raises ValueRefused where NetworkManager would refuse, drop or misread it.
    """
    value = parse(prop, text)
    match prop.type:
        case "addresses":
            return tuple((f"address{number}", item) for number, item in enumerate(value, 1))
        case "rules":
            return tuple((f"routing-rule{number}", item) for number, item in enumerate(value, 1))
        case "routes":
            return tuple(entry for number, item in enumerate(value, 1) for entry in _route_entries(number, item))
    return ((prop.name, value),)


def parse(prop: Property, text: str) -> Value:
    """The value itself: a number as decimal digits, a boolean as true or false, a list as a tuple of its items.

    Addresses are ADDRESS/PREFIX, routes DEST/PREFIX[,[GATEWAY][,METRIC]][ ATTRIBUTE=VALUE,…].
    """
    if re.search(_UNSTORABLE, text):
        raise ValueRefused(f"{prop} has a control character", "delete it")
    if not text and prop.grammar != "apn":
        raise ValueRefused(f"{prop} has no value", "leave the line out for NetworkManager's default")
    return _PARSERS[prop.type](prop, text)


def _route_entries(number: int, item: str) -> tuple[tuple[str, Value], ...]:
    route, _, options = item.partition(" ")
    main: tuple[str, Value] = (f"route{number}", route)
    return (main, (f"route{number}_options", options)) if options else (main,)


def _boolean(prop: Property, text: str) -> str:
    word = text.strip().lower()
    if word not in _TRUE + _FALSE:
        raise refusal(prop, "yes or no", text)
    return "true" if word in _TRUE else "false"


def _number(prop: Property, text: str, offset: int = 0) -> int:
    """A word or a number; decimal even with leading zeros, which libnm would read as octal."""
    word = text.strip().lower()
    known = dict(prop.nicks) | _truth(prop)
    if word in known:
        return known[word]
    if not re.fullmatch(_NUMBER, word):
        raise refusal(prop, written_numbers(prop), text, offset)
    return int(word, 16 if "x" in word else 10)


def _truth(prop: Property) -> dict[str, int]:
    """Every way to say yes and no, for what has a default besides."""
    nicks = [nick for nick, number in prop.nicks if number in (0, 1)]
    if nicks not in (["false", "true"], ["no", "yes"]):
        return {}
    return dict.fromkeys(_TRUE, 1) | dict.fromkeys(_FALSE, 0)


def _integer(prop: Property, text: str) -> str:
    number = _number(prop, text)
    if not prop.allows(number):
        raise refusal(prop, written_numbers(prop), text)
    return str(number)


def _nick(prop: Property, text: str) -> str:
    number = int(_integer(prop, text))
    return next(nick for nick, value in prop.nicks if value == number)


def _flags(prop: Property, text: str) -> str:
    total, known = 0, sum(number for _, number in prop.nicks)
    for offset, item in items(text, r"[^\s,;|]+"):
        total |= _number(prop, item, offset)
    if total < 0 or total & ~known or not make_sense(prop.grammar, total):
        raise refusal(prop, f"a combination that makes sense of {written_numbers(prop)}", text)
    return str(total)


def _string(prop: Property, text: str) -> str:
    grammar = GRAMMARS[prop.grammar]
    if prop.choices and text not in prop.choices:
        raise refusal(prop, either(prop.choices), text)
    if not grammar.accepts(text):
        raise refusal(prop, grammar.what, text)
    return grammar.normal(text)


def _never(prop: Property, text: str) -> Value:
    raise ValueRefused(f"{prop} cannot be set here", "leave the line out")


_PARSERS: dict[str, Callable[[Property, str], Value]] = {
    "boolean": _boolean,
    "integer": _integer,
    "enum": _integer,
    "nick": _nick,
    "flags": _flags,
    "string": _string,
    "strings": strings,
    "addresses": addresses,
    "routes": routes,
    "rules": rules,
    "ignored": _never,
    "opaque": _never,
}
