"""Lists as a person writes them, with commas, semicolons or (where no item has one) blanks between."""

from __future__ import annotations

import re

from .addresses import BITS, allows_next_hop, bad_route_option, is_network, is_route
from .grammars import GRAMMARS
from .routing_rule import is_rule
from .table import Property
from .wording import refusal

_ADDRESSES = "addresses such as 10.0.0.2/24 with commas between"
_ROUTES = "routes such as 10.0.0.0/8 10.0.0.1 100 (network, gateway, metric) with commas between"
_RULES = "rules such as priority 5 from 10.0.0.0/8 table 100 with commas between"


def items(text: str, pattern: str) -> list[tuple[int, str]]:
    """The items that match, without the blanks around them, each with the place where it begins."""
    found = ((match.start(), match[0]) for match in re.finditer(pattern, text))
    stripped = ((at + len(item) - len(item.lstrip()), item.strip()) for at, item in found)
    return [(at, item) for at, item in stripped if item]


def strings(prop: Property, text: str) -> tuple[str, ...]:
    found = tuple(_string(prop, item, offset) for offset, item in items(text, r"[^\s,;]+"))
    return _some(prop, GRAMMARS[prop.grammar].what, text, found)


def addresses(prop: Property, text: str) -> tuple[str, ...]:
    found = tuple(_address(prop, item, offset) for offset, item in items(text, "[^,;]+"))
    return _some(prop, _ADDRESSES, text, found)


def routes(prop: Property, text: str) -> tuple[str, ...]:
    found = tuple(_route(prop, item, offset) for offset, item in items(text, "[^,;]+"))
    return _some(prop, _ROUTES, text, found)


def rules(prop: Property, text: str) -> tuple[str, ...]:
    found = tuple(_rule(prop, item, offset) for offset, item in items(text, "[^,;]+"))
    return _some(prop, _RULES, text, found)


def _some(prop: Property, what: str, text: str, found: tuple[str, ...]) -> tuple[str, ...]:
    """At least one, and each once: NetworkManager drops repeated ones."""
    if not found:
        raise refusal(prop, what, text)
    return tuple(dict.fromkeys(found))


def _string(prop: Property, item: str, offset: int) -> str:
    grammar = GRAMMARS[prop.grammar]
    # nmcli takes a bare user name too.
    text = f"user:{item}" if prop.grammar == "permission" and ":" not in item else item
    if not grammar.accepts(text):
        raise refusal(prop, grammar.what, item, offset)
    return grammar.normal(text)


def _address(prop: Property, item: str, offset: int) -> str:
    if not is_network(item, prop.family):
        raise refusal(prop, _ADDRESSES, item, offset)
    return _with_prefix(item, prop.family)


def _with_prefix(item: str, version: int) -> str:
    """nmcli takes an address without a prefix for itself alone; a keyfile must say so."""
    address, _, prefix = item.partition("/")
    return f"{address}/{int(prefix or BITS[version])}"


def _route(prop: Property, item: str, offset: int) -> str:
    plain = [word for word in item.split() if "=" not in word]
    options = ",".join(word for word in item.split() if "=" in word)
    if not plain or not is_network(plain[0], prop.family):
        raise refusal(prop, _ROUTES, item, offset)
    if bad := bad_route_option(options, prop.family):
        raise refusal(prop, "route attributes that NetworkManager knows, such as mtu=1400", bad, offset)
    route = _joined(_with_prefix(plain[0], prop.family), plain[1:])
    if not is_route(route, prop.family) or ("," in route and not allows_next_hop(options)):
        raise refusal(prop, _ROUTES, item, offset)
    return f"{route} {options}" if options else route


def _joined(destination: str, rest: list[str]) -> str:
    """Only a number after the destination is a metric without a gateway."""
    is_metric = len(rest) == 1 and rest[0].isdecimal()
    return ",".join([destination, *([""] if is_metric else []), *rest])


def _rule(prop: Property, item: str, offset: int) -> str:
    if not is_rule(item, prop.family):
        raise refusal(prop, _RULES, item, offset)
    return item
