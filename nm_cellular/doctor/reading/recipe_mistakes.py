"""Old recipes in what was pasted, and what is wrong with them; nm_cellular/recipes knows them all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ... import recipes
from ...recipes import Found
from ..facts import Fact
from ..facts.dialing import RecipeMistake
from ..facts.network import DialerRun
from ..source import Source
from .lines import Line, without_controls


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    by_number = {line.number: line for line in reversed(lines) if not line.program}
    if not by_number:
        return
    numbers = range(1, max(by_number) + 1)
    text = "\n".join(_typed(by_number[number].raw) if number in by_number else "" for number in numbers)
    origin = lines[0].origin
    for found in recipes.find_all(text, origin):
        yield from _mistakes(found, by_number, origin)
        yield from _dialer(found, by_number, origin)


def _typed(raw: str) -> str:
    return raw if raw.isprintable() else without_controls(raw)


def _mistakes(found: Found, lines: dict[int, Line], origin: str) -> Iterator[RecipeMistake]:
    for mistake in found.mistakes:
        source = _source(mistake.line, lines, origin)
        yield RecipeMistake(source, mistake.check, found.form, mistake.message, mistake.hint, mistake.is_fatal)


def _dialer(found: Found, lines: dict[int, Line], origin: str) -> Iterator[DialerRun]:
    if found.recipe and not found.recipe.stick:
        recipe = found.recipe
        argv = (recipe.port,) if recipe.port else ()
        yield DialerRun(_source(found.first, lines, origin), found.form, argv, recipe.text("apn"))


def _source(number: int, lines: dict[int, Line], origin: str) -> Source:
    return lines[number].source if number in lines else Source(origin, number, "")
