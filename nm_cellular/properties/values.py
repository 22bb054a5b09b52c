"""From what a person writes, in nmcli's notation, to what a keyfile holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..problem import ValueRefused
from .addresses import allows_next_hop, bad_route_option, is_network, is_prefix, is_route
from .addresses import BITS
from .grammars import FLAGS, GRAMMARS
from .routing_rule import is_rule
from .table import Property

if TYPE_CHECKING:
    from ..keyfile import Value

_TRUE = ("yes", "true", "on", "1")
_FALSE = ("no", "false", "off", "0")
_NUMBER = re.compile(r"[+-]?(?:0x[0-9a-f]{1,16}|[0-9]{1,20})", re.IGNORECASE)
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def entries(prop: Property, text: str) -> tuple[tuple[str, Value], ...]:
    """The keys and values that set the property in its section of a keyfile.

    A value is a string, or a tuple of strings for a list, neither escaped nor joined. Addresses, routes and routing
    rules have a numbered key each. Raises ValueRefused where NetworkManager would refuse, drop or misread it.
    """
    value = parse(prop, text)
    if prop.type == "addresses":
        return tuple((f"address{number}", item) for number, item in enumerate(value, 1))
    if prop.type == "rules":
        return tuple((f"routing-rule{number}", item) for number, item in enumerate(value, 1))
    if prop.type == "routes":
        return tuple(entry for number, item in enumerate(value, 1) for entry in _route_entries(number, item))
    return ((prop.name, value),)


def parse(prop: Property, text: str) -> Value:
    """The value itself: a number as decimal digits, a boolean as true or false, a list as a tuple of its items.

    Addresses are ADDRESS/PREFIX, routes DEST/PREFIX[,[GATEWAY][,METRIC]][ ATTRIBUTE=VALUE,…].
    """
    if _UNSTORABLE.search(text):
        raise ValueRefused(f"{prop} has a character that no keyfile can hold", "delete it")
    if not text and prop.grammar != "apn":
        raise ValueRefused(f"{prop} has no value", "leave the line out for NetworkManager's default")
    return _PARSERS[prop.type](prop, text)


def refusal(prop: Property, what: str, text: str, offset: int = 0) -> ValueRefused:
    """The one sentence for every bad value; a secret is not shown."""
    shown = "" if prop.secret else f", not {text[:60]!r}"
    return ValueRefused(f"{prop} takes {what}{shown}", _hint(prop), offset)


def numbers(prop: Property) -> str:
    """What may be written for a number, for messages."""
    words = ", ".join(nick for nick, _ in prop.nicks)
    bounds = prop.valid or prop.range
    if prop.type != "integer" or bounds is None or (prop.valid and words):
        return words
    span = f"a whole number from {bounds[0]} to {bounds[1]}"
    return f"{span}, or {words}" if words else span


def _hint(prop: Property) -> str:
    return f"see {prop.setting}.{prop.name} in nm-settings-nmcli(5)"


def _boolean(prop: Property, text: str) -> str:
    word = text.strip().lower()
    if word not in _TRUE + _FALSE:
        raise refusal(prop, "yes or no", text)
    return "true" if word in _TRUE else "false"


def _number(prop: Property, text: str) -> int:
    """A word or a number; decimal even with leading zeros, which libnm would read as octal."""
    word = text.strip().lower()
    known = dict(prop.nicks) | _truth(prop)
    if word in known:
        return known[word]
    if not word.isascii() or not _NUMBER.fullmatch(word):
        raise refusal(prop, numbers(prop), text)
    return int(word, 16 if "x" in word else 10)


def _truth(prop: Property) -> dict[str, int]:
    """Every way to say yes and no, for the properties that have a default besides."""
    nicks = [nick for nick, number in prop.nicks if number in (0, 1)]
    if nicks not in (["false", "true"], ["no", "yes"]):
        return {}
    return {word: 1 for word in _TRUE} | {word: 0 for word in _FALSE}


def _integer(prop: Property, text: str) -> str:
    number = _number(prop, text)
    if not prop.allows(number):
        raise refusal(prop, numbers(prop), text)
    return str(number)


def _nick(prop: Property, text: str) -> str:
    number = int(_integer(prop, text))
    return next(nick for nick, value in prop.nicks if value == number)


def _flags(prop: Property, text: str) -> str:
    total, known = 0, sum(number for _, number in prop.nicks)
    for offset, item in items(text, r"[^\s,;|]+"):
        total |= _flag(prop, item, offset)
    if total < 0 or total & ~known or not FLAGS.get(prop.grammar, lambda flags: True)(total):
        raise refusal(prop, f"a combination of {numbers(prop)} that makes sense", text)
    return str(total)


def _flag(prop: Property, item: str, offset: int) -> int:
    try:
        return _number(prop, item)
    except ValueRefused as refused:
        raise refusal(prop, numbers(prop), item, offset) from refused


def _string(prop: Property, text: str) -> str:
    if prop.choices and text not in prop.choices:
        raise refusal(prop, _either(prop.choices), text)
    return _checked(prop, text)


def _either(choices: tuple[str, ...]) -> str:
    return f"{', '.join(choices[:-1])} or {choices[-1]}"


def _checked(prop: Property, item: str, offset: int = 0) -> str:
    grammar = GRAMMARS[prop.grammar]
    if not grammar.accepts(item):
        raise refusal(prop, grammar.what, item, offset)
    return grammar.normal(item)


def _strings(prop: Property, text: str) -> tuple[str, ...]:
    found = tuple(_checked(prop, _person(prop, item), offset) for offset, item in items(text, r"[^\s,;]+"))
    return _some(prop, GRAMMARS[prop.grammar].what, text, found)


def _person(prop: Property, item: str) -> str:
    """nmcli takes a bare user name too."""
    return f"user:{item}" if prop.grammar == "permission" and ":" not in item else item


def _some(prop: Property, what: str, text: str, found: tuple[str, ...]) -> tuple[str, ...]:
    """At least one, and each once: NetworkManager drops repeated ones."""
    if not found:
        raise refusal(prop, what, text)
    return tuple(dict.fromkeys(found))


def _addresses(prop: Property, text: str) -> tuple[str, ...]:
    found = tuple(_address(prop, item, offset) for offset, item in items(text, r"[^,;]+"))
    return _some(prop, "addresses such as 10.0.0.2/24", text, found)


def _address(prop: Property, item: str, offset: int) -> str:
    version = _version(prop)
    if not is_network(item, version):
        example = "10.0.0.2/24" if version == 4 else "2001:db8::2/64"
        raise refusal(prop, f"addresses such as {example} with commas between", item, offset)
    return _with_prefix(item, version)


def _with_prefix(item: str, version: int) -> str:
    """nmcli's default is the whole address; a keyfile must say it."""
    address, _, prefix = item.partition("/")
    return f"{address}/{int(prefix or BITS[version])}"


def _routes(prop: Property, text: str) -> tuple[str, ...]:
    found = tuple(_route(prop, item, offset) for offset, item in items(text, r"[^,;]+"))
    return _some(prop, "routes such as 10.0.0.0/8 10.0.0.1 100", text, found)


def _route(prop: Property, item: str, offset: int) -> str:
    version = _version(prop)
    words = item.split()
    plain = [word for word in words if "=" not in word]
    options = ",".join(word for word in words if "=" in word)
    if not plain or not is_network(plain[0], version):
        raise refusal(prop, "routes such as 10.0.0.0/8 10.0.0.1 100 (network, gateway, metric)", item, offset)
    if bad := bad_route_option(options, version):
        raise refusal(prop, "attributes that NetworkManager knows, such as mtu=1400", bad, offset)
    route = _route_text(_with_prefix(plain[0], version), plain[1:])
    if not is_route(route, version) or (not allows_next_hop(options) and len(plain) > 1 and "," in route):
        raise refusal(prop, "routes such as 10.0.0.0/8 10.0.0.1 100 (network, gateway, metric)", item, offset)
    return f"{route} {options}" if options else route


def _route_text(destination: str, rest: list[str]) -> str:
    """`10.0.0.0/8 100` has a metric and no gateway."""
    if len(rest) == 1 and rest[0].isdecimal():
        rest = ["", *rest]
    return ",".join([destination, *rest])


def _route_entries(number: int, item: str) -> tuple[tuple[str, Value], ...]:
    route, _, options = item.partition(" ")
    main: tuple[str, Value] = (f"route{number}", route)
    return (main, (f"route{number}_options", options)) if options else (main,)


def _rules(prop: Property, text: str) -> tuple[str, ...]:
    what = "rules such as priority 5 from 10.0.0.0/8 table 100"
    for offset, item in items(text, r"[^,;]+"):
        if not is_rule(item, _version(prop)):
            raise refusal(prop, what, item, offset)
    return _some(prop, what, text, tuple(item for _, item in items(text, r"[^,;]+")))


def _version(prop: Property) -> int:
    return 4 if prop.setting == "ipv4" else 6


def _never(prop: Property, text: str) -> Value:
    raise ValueRefused(f"{prop} cannot be set here", "leave the line out")


def items(text: str, pattern: str) -> list[tuple[int, str]]:
    """The items of a list with the places where they begin, without the blanks around them."""
    found = ((match.start(), match[0]) for match in re.finditer(pattern, text))
    stripped = ((at + len(item) - len(item.lstrip()), item.strip()) for at, item in found)
    return [(at, item) for at, item in stripped if item]


_PARSERS: dict[str, Callable[[Property, str], Value]] = {
    "boolean": _boolean,
    "integer": _integer,
    "enum": _integer,
    "nick": _nick,
    "flags": _flags,
    "string": _string,
    "strings": _strings,
    "addresses": _addresses,
    "routes": _routes,
    "rules": _rules,
    "ignored": _never,
    "opaque": _never,
}
