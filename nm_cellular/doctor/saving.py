"""Evidence as a JSON document, and back: what one machine knows is diagnosed elsewhere, with the same result."""

from __future__ import annotations

import json
from dataclasses import fields
from functools import cache
from importlib import import_module
from types import NoneType, UnionType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from ..errors import CommandError, ExitCode
from .evidence import Evidence, Unavailable
from .facts import Fact
from .source import Source

FORMAT = "nm-cellular evidence 1"
_MODULES = ("message", "usb", "system", "modem", "network", "dialing")


def as_document(evidence: Evidence, but: type[Fact] | None = None) -> dict[str, Any]:
    """but: a kind of fact that is left out."""
    return {
        "format": FORMAT,
        "live": evidence.live,
        "facts": [_fact(fact) for fact in evidence.facts if but is None or not isinstance(fact, but)],
        "unavailable": {kind: reason.why for kind, reason in evidence.unavailable.items()},
    }


def _fact(fact: Fact) -> dict[str, Any]:
    """Without what was not said: what is as it is by default."""
    values = {field.name: getattr(fact, field.name) for field in fields(fact)}
    defaults = {field.name: field.default for field in fields(fact)}
    said = {name: _value(value) for name, value in values.items() if value != defaults[name]}
    return {"fact": type(fact).__name__, **said}


def _value(value: object) -> object:
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: _value(part) for name, part in value._asdict().items()}
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    return value


def from_text(text: str, origin: str) -> Evidence:
    """Raises CommandError where it is not what `as_document` makes."""
    try:
        document = json.loads(text)
        if document["format"] != FORMAT:
            raise ValueError(f"its format is {document['format']!r}")
        facts = tuple(_loaded(entry) for entry in document["facts"])
        reasons = {str(kind): Unavailable(str(why)) for kind, why in document["unavailable"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as exc:
        hint = "name a file that nm-cellular doctor --save wrote"
        raise CommandError(f"{origin} holds no evidence: {type(exc).__name__}: {exc}", hint, ExitCode.USAGE) from None
    return Evidence(facts, reasons, live=bool(document.get("live")))


def _loaded(entry: dict[str, Any]) -> Fact:
    kind = kinds()[entry["fact"]]
    types = _types(kind)  # type: ignore[arg-type]  # a class can be hashed, whatever its instances can
    return kind(**{name: _typed(value, types[name]) for name, value in entry.items() if name != "fact"})


@cache
def kinds() -> dict[str, type[Fact]]:
    """The kinds of facts by their names."""
    modules = [import_module(f"{__package__}.facts.{name}") for name in _MODULES]
    named = {name: each for module in modules for name, each in vars(module).items() if isinstance(each, type)}
    return {name: each for name, each in named.items() if issubclass(each, Fact) and each is not Fact}


@cache
def _types(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _typed(value: Any, wanted: Any) -> Any:  # noqa: ANN401  JSON, and a type of any form
    """The value as that type; raises TypeError or ValueError where it is none."""
    if isinstance(wanted, UnionType):
        kinds = get_args(wanted)
        if value is None and NoneType in kinds:
            return None
        return _typed(value, next(each for each in kinds if each is not NoneType))
    if get_origin(wanted) is tuple:
        return _tuple(value, get_args(wanted))
    if isinstance(wanted, type) and issubclass(wanted, tuple):
        return _named(value, wanted)
    if wanted is float and type(value) is int:
        return float(value)
    if type(value) is not wanted:
        raise TypeError(f"{value!r} is no {wanted.__name__}")
    return value


def _tuple(values: Any, kinds: tuple[Any, ...]) -> tuple[Any, ...]:  # noqa: ANN401
    if not isinstance(values, list):
        raise TypeError(f"{values!r} is no list")
    if kinds[-1] is Ellipsis:
        return tuple(_typed(value, kinds[0]) for value in values)
    return tuple(_typed(value, kind) for value, kind in zip(values, kinds, strict=True))


def _named(values: Any, kind: type) -> NamedTuple | Source:  # noqa: ANN401
    types = _types(kind)
    made: NamedTuple = kind(**{name: _typed(value, types[name]) for name, value in values.items()})
    return made
