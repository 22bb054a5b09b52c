"""No regular expression of the doctor's takes long for any line: time grows with its length, and not much faster.

Each is given lines that it almost matches: its own beginning, then something over and over, made from its own parts.
"""

from __future__ import annotations

import pkgutil
import re
import re._parser as parser  # type: ignore[import-not-found]  # there is no other way to see a pattern's parts
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

import pytest

import nm_cellular
from nm_cellular.doctor.reading.lines import LONGEST

_PACKAGES = ("doctor", "checks", "recipes")
_TEXTS = 60
_A_LINE = 1.0
"""Seconds of CPU for the longest line that is looked at; most take a hundredth, a mistake takes minutes."""

_FILLERS = " a1.:-'\"/\t[("
_OF_CATEGORY = {"DIGIT": "1", "SPACE": " ", "NOT_WORD": " "}


@cache
def patterns() -> Mapping[str, tuple[re.Pattern[str], str]]:
    """By module and number: each with the method that is used."""
    found: dict[tuple[str, int], tuple[str, re.Pattern[str], str]] = {}
    for module in _modules():
        source = Path(str(module.__file__)).read_text()
        for name, value in vars(module).items():
            for number, pattern in enumerate(_patterns(value)):
                label = f"{module.__name__.removeprefix('nm_cellular.')}.{name}-{number}"
                found.setdefault((pattern.pattern, pattern.flags), (label, pattern, _method(name, source)))
    return {label: (pattern, method) for label, pattern, method in found.values()}


def _modules() -> Iterator[Any]:
    for name in _PACKAGES:
        package = import_module(f"{nm_cellular.__name__}.{name}")
        yield package
        for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield import_module(each.name)


def _patterns(value: object, depth: int = 0) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping) and depth < 3:
        yield from (each for pair in value.items() for each in _patterns(pair, depth + 1))
    elif isinstance(value, tuple | list | frozenset) and depth < 3:
        yield from (each for item in value for each in _patterns(item, depth + 1))


def _method(name: str, source: str) -> str:
    """Where it stands alone, `match` begins at one place only; so it is with a table of which none is searched for."""
    used = set(re.findall(rf"\b{name}\.(\w+)\(", source)) or set(
        re.findall(r"\b[a-z]\w*\.(match|search|sub)\(", source)
    )
    return "match" if used <= {"match", "fullmatch"} else "search"


def almost(pattern: re.Pattern[str]) -> list[str]:
    """Lines, the same at each call."""
    random = Random(pattern.pattern)
    tree = parser.parse(pattern.pattern, pattern.flags)
    wholes = sorted({_matching(tree, random) for _ in range(6)})
    heads = {"", *(whole[:at] for whole in wholes for at in range(1, min(len(whole), 60), 2))}
    units = {*_FILLERS, *heads, *wholes} - {""}
    pairs = sorted(
        {(head, unit) for head in heads for unit in (*_FILLERS, head) if unit} | {("", unit) for unit in units}
    )
    chosen = random.sample(pairs, min(len(pairs), _TEXTS))
    return [(head + unit * (LONGEST // len(unit) + 1))[:LONGEST] + "\x01" for head, unit in chosen]


def _matching(tree: Iterable[tuple[Any, Any]], random: Random) -> str:
    return "".join(_part(str(kind), value, random) for kind, value in tree)


def _part(kind: str, value: Any, random: Random) -> str:
    if kind == "LITERAL":
        return chr(value)
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        low, high, inner = value
        return _matching(inner, random) * max(
            int(low), random.choice((0, 1, 2)) if int(high) > 1 else random.choice((0, 1))
        )
    if kind == "SUBPATTERN":
        return _matching(value[3], random)
    if kind == "ATOMIC_GROUP":
        return _matching(value, random)
    if kind == "BRANCH":
        return _matching(random.choice(value[1]), random)
    if kind == "IN":
        return _member(value, random)
    return "a" if kind in ("ANY", "NOT_LITERAL") else ""


def _member(members: Any, random: Random) -> str:
    kind, value = random.choice(members)
    if str(kind) == "LITERAL":
        return chr(value)
    if str(kind) == "RANGE":
        return chr(value[0])
    return _OF_CATEGORY.get(str(value).removeprefix("CATEGORY_"), "a")


@pytest.mark.parametrize("label", patterns())
def test_a_line_that_almost_matches_takes_no_time(label: str) -> None:
    pattern, method = patterns()[label]
    look = getattr(pattern, method)
    for line in almost(pattern):
        began = time.process_time()
        look(line)
        assert time.process_time() - began < _A_LINE, f"{line[:60]!r}"
