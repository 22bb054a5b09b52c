"""The states of all modems as JSON: what is kept over restarts, and what `status` reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, TypeVar

from ..json_values import count, number
from .budget import Budget
from .event import Family
from .ladder import Place
from .state import Phase, Route, State

LIMIT = 32
"""Modems."""

_Kind = TypeVar("_Kind", bound="Route | Budget | State")


@dataclass(frozen=True, slots=True)
class Document:
    """boot: which life of the machine it is of; at: seconds of its clock; states: by modems' paths below /sys."""

    boot: str
    at: float
    states: Mapping[str, State] = field(default_factory=dict)


def serialise(document: Document) -> str:
    return json.dumps(asdict(document), indent=1)


def parse(text: str | bytes) -> Document:
    """The inverse; never raises: a state that is damaged is as one that was never written."""
    try:
        found = json.loads(text)
        states = {device: _state(value) for device, value in list(found["states"].items())[:LIMIT]}
        return Document(str(found["boot"]), number(found["at"]), states)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Document("", 0.0)


def _state(value: Mapping[str, Any]) -> State:
    return State(
        **_plain(State, value, ("phase", "routes", "ways", "place", "dials", "budget")),
        phase=Phase(value["phase"]),
        routes={Family(name): Route(**_plain(Route, route)) for name, route in value["routes"].items()},
        ways={Family(name): _like("", way) for name, way in value["ways"].items()},
        place=_place(value["place"]),
        dials=tuple(map(number, value["dials"])),
        budget=Budget(**_plain(Budget, value["budget"])),
    )


def _place(value: Any) -> Place:  # noqa: ANN401  of any type, as JSON is
    rung, tries = value
    return Place(count(rung), count(tries))


def _plain(kind: type[_Kind], value: Mapping[str, Any], others: tuple[str, ...] = ()) -> dict[str, Any]:
    """The fields that are texts, numbers or truth values, each of its default's type; an earlier version had fewer."""
    plain = (each for each in fields(kind) if each.name not in others)
    return {each.name: _like(each.default, value.get(each.name, each.default)) for each in plain}


def _like(default: Any, value: Any) -> Any:  # noqa: ANN401
    if default is None:
        return None if value is None else float(number(value))
    if isinstance(default, float):
        return float(number(value))
    if type(value) is not type(default):
        raise ValueError(value)
    return value
