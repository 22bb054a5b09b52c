"""The boot file of each board, checked as `apply` will read it on the board."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .. import build, ini
from ..formats import CONFIG_FILE, cellular_conf
from ..ini import Document, Entry, Section
from ..nm_version import Version
from ..problem import Location, Problem, error
from ..text import Text
from .table import Row, Table

_AS_MANY = 4
"""Lines that are named where the same is wrong in more of them."""


@dataclass(frozen=True, slots=True)
class BootFiles:
    """The content of each board's cellular.conf, which may hold secrets, and what is wrong with the rows."""

    contents: Mapping[str, bytes] = field(repr=False)
    problems: tuple[Problem, ...]


def make(table: Table, common: Text | None, version: Version | None, render: build.Render) -> BootFiles:
    """common: what every boot file begins with, and no problem of its own is told of.  version: NetworkManager's."""
    begin = ini.parse(common) if common else Document("", (), ())
    head = f"{common.content.rstrip()}\n\n" if common and common.content.strip() else ""
    contents, problems = {}, list(table.problems)
    for board, rows in table.boards.items():
        contents[board] = (head + "\n".join(map(_section_text, rows))).encode()
        problems += _problems(rows, begin, version, render)
    return BootFiles(contents, tuple(_joined(problems)))


def _section_text(row: Row) -> str:
    return f"[{row.section}]\n" + "".join(f"{key} = {value}\n" for key, value in row.cells.items())


def _problems(rows: Sequence[Row], begin: Document, version: Version | None, render: build.Render) -> Iterator[Problem]:
    """Those of the board's rows, with their places in the table."""
    file = rows[0].at.file
    taken = {section.name: section.at for section in begin.sections}
    if doubled := [row for row in rows if row.section in taken]:
        yield from (_also_in_common(row, taken[row.section]) for row in doubled)
        return
    document = Document(file, (*begin.sections, *map(_section, rows)), ())
    parsed = build.merged([cellular_conf.parse(document, CONFIG_FILE)])
    wanted, refused = build.wanted(parsed.profiles, version, render)
    made = [problem for each in wanted for problem in each.profile.problems]
    for problem in (*parsed.problems, *refused, *made):
        if problem.where.file == file:
            # A cell has no column that people could count to; the message names its key.
            yield replace(problem, where=replace(problem.where, column=None))


def _also_in_common(row: Row, there: Location) -> Problem:
    message = f"[{row.section}] is in {there.file}:{there.line} already, which every board gets"
    return error(row.at, message, "give one of the two another name")


def _section(row: Row) -> Section:
    return Section(row.section, row.at, tuple(Entry(key, value, row.at, row.at) for key, value in row.cells.items()))


def _joined(problems: Sequence[Problem]) -> Iterator[Problem]:
    """What is wrong in many rows alike is said once, with their lines."""
    alike: dict[Problem, list[Location]] = {}
    for problem in problems:
        alike.setdefault(replace(problem, where=Location(problem.where.file)), []).append(problem.where)
    for problem, places in alike.items():
        first, *others = dict.fromkeys(places)
        yield replace(problem, where=first, message=problem.message + _also([str(each.line) for each in others]))


def _also(lines: Sequence[str]) -> str:
    if not lines:
        return ""
    more = f" and {len(lines) - _AS_MANY} more" if len(lines) > _AS_MANY else ""
    return f" (also in line{'s' if len(lines) > 1 else ''} {', '.join(lines[:_AS_MANY])}{more})"
