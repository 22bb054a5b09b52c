"""Recipes as a cellular.conf."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .. import formats
from ..fields import FIELDS
from ..problem import Problem
from ..profile import Secret
from .recipe import Found, Lost, Recipe, Value, shown

_NO_NAME = re.compile(r"(?:ppp|wwan|usb|cdc-wdm|tty)\w*\d*|provider|internet|defaults?|gsm|\*|", re.IGNORECASE)
"""Names of devices, and those that every guide has."""

_RESERVED = ("modeswitch", "nm-cellular", "watch", "failover")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_QUOTES = "\"'`“”„‘’«»"
_HIDDEN = "<hidden>"


@dataclass(frozen=True, slots=True)
class Section:
    """One section.  sources: each as `forum.txt:147-158, wvdial`.  refused: keys whose values would be an error."""

    recipe: Recipe
    sources: tuple[str, ...]
    file: str
    heading: str = ""
    refused: tuple[str, ...] = ()

    def text(self, *, hide: bool = False) -> str:
        lines = [f"# {source}" for source in self.sources] + [f"[{self.heading}]"]
        if not self.recipe.stick and "apn" not in self.recipe.values:
            lines.append("# apn = …")
        lines += [_line(key, value, hide=hide, refused=key in self.refused) for key, value in self._ordered()]
        return "".join(f"{line}\n" for line in lines)

    def _ordered(self) -> list[tuple[str, Value]]:
        """The keys of our own first, as docs/cellular.conf.md has them."""
        places = {key: place for place, key in enumerate(FIELDS)}
        return sorted(self.recipe.values.items(), key=lambda item: places.get(item[0], len(places)))


@dataclass(frozen=True, slots=True)
class Written:
    """The sections of a cellular.conf, and what its values cannot be."""

    sections: tuple[Section, ...] = ()
    lost: tuple[tuple[str, Lost], ...] = field(default=())

    def text(self, *, hide: bool = False) -> str:
        return "\n".join(section.text(hide=hide) for section in self.sections)


def _line(key: str, value: Value, *, hide: bool, refused: bool) -> str:
    if hide and (refused or isinstance(value.content, Secret)):
        return f"{key} = {_HIDDEN}"
    text = _CONTROL.sub(" ", value.text)
    # As formats.quotes reads it.
    quoted = f'"{text}"' if text != text.strip() or text[:1] in tuple(_QUOTES) or text[-1:] in tuple(_QUOTES) else text
    return f"{'# ' if refused else ''}{key} = {quoted}".rstrip()


def write(found: Iterable[tuple[str, Found]]) -> Written:
    """Recipes that ask for the same become one section.  found: each with the file that it is from."""
    groups: dict[tuple[object, ...], Section] = {}
    for file, each in found:
        if each.recipe:
            source = f"{file}:{_lines(each)}, {each.form}" if file else each.form
            same = groups.get(_identity(each.recipe))
            recipe = replace(same.recipe, name=same.recipe.name or each.recipe.name) if same else each.recipe
            sources = (*same.sources, source) if same else (source,)
            groups[_identity(each.recipe)] = Section(recipe, sources, same.file if same else file)
    return _checked(_named(_with_pins(list(groups.values()))))


def _lines(found: Found) -> str:
    return str(found.first) if found.first == found.last else f"{found.first}-{found.last}"


def _identity(recipe: Recipe) -> tuple[object, ...]:
    return (recipe.stick, frozenset((key, value.text) for key, value in recipe.values.items()))


def _with_pins(sections: list[Section]) -> list[Section]:
    """A command that only gives the PIN belongs to the connection, where there is but one."""
    pins = [section for section in sections if _has_only_a_pin(section)]
    others = [section for section in sections if not _has_only_a_pin(section) and not section.recipe.stick]
    if len(pins) != 1 or len(others) != 1:
        return sections
    pin, other = pins[0], others[0]
    recipe = replace(other.recipe, values={**pin.recipe.values, **other.recipe.values})
    joined = replace(other, recipe=recipe, sources=(*other.sources, *pin.sources))
    return [joined if section is other else section for section in sections if section is not pin]


def _has_only_a_pin(section: Section) -> bool:
    return section.recipe.values.keys() == {"pin"}


def _named(sections: Sequence[Section]) -> list[Section]:
    """Each with a heading of its own."""
    counts: Counter[str] = Counter()
    taken: set[str] = set()
    named = []
    for section in sections:
        heading = plain = _heading(section)
        while heading in taken:
            counts[plain] += 1
            heading = f"{plain} {counts[plain] + 1}"
        taken.add(heading)
        named.append(replace(section, heading=heading))
    return named


def _heading(section: Section) -> str:
    recipe = section.recipe
    if recipe.stick:
        return f"modeswitch {recipe.stick}"
    name = "" if _NO_NAME.fullmatch(recipe.name) else recipe.name
    name = name or shown(recipe.text("apn") or "").partition(",")[0] or recipe.name or "cellular"
    bare = " ".join(re.sub(r"[\[\]\x00-\x1f\x7f-\x9f\s]+", " ", name).split())[:60] or "cellular"
    return f"cellular {bare}" if bare.split()[0].lower() in _RESERVED else bare


def _checked(sections: Sequence[Section]) -> Written:
    """What apply would call an error stands as a comment, and is said."""
    checked: list[Section] = []
    lost: list[tuple[str, Lost]] = []
    for section in sections:
        sound, refused = _sound(section)
        checked.append(sound)
        lost += refused
    return Written(tuple(checked), tuple(lost))


def _sound(section: Section) -> tuple[Section, list[tuple[str, Lost]]]:
    """One error may hide another, so it is looked at until there is none, at most once for each value."""
    values = section.recipe.values
    lost: list[tuple[str, Lost]] = []
    for _ in values:
        problems = _problems(section)
        for key, (message, hint) in problems.items():
            lost.append((values[key].file or section.file, Lost(values[key].line, message, hint)))
        section = replace(section, refused=(*section.refused, *problems))
        if not problems:
            break
    return section, lost


def _problems(section: Section) -> Mapping[str, tuple[str, str]]:
    """The keys of the lines that are errors, each with a message and a hint."""
    lines = section.text().split("\n")
    parsed = formats.parse("cellular.conf", "\n".join(lines).encode("utf-8", "replace"))
    errors = [problem for problem in parsed.problems if problem.is_error and problem.where.line]
    keys = {lines[(problem.where.line or 1) - 1].partition(" =")[0]: problem for problem in reversed(errors)}
    values = section.recipe.values
    return {key: (_told(key, values[key], problem), problem.hint) for key, problem in keys.items() if key in values}


def _told(key: str, value: Value, problem: Problem) -> str:
    if isinstance(value.content, Secret):
        return f"{key} cannot be what stands there"
    beginning = shown(value.text)
    return problem.message if beginning == value.text else f"{key} cannot be `{beginning}`"
