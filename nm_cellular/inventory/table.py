"""A table of boards as CSV: one row a connection, with the keys of cellular.conf for columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .. import formats, text
from ..fields import FIELDS, SAME_AS
from ..problem import Location, Problem, error

if TYPE_CHECKING:
    from _csv import Reader

BOARD, SECTION = "board", "section"
"""The columns that are no keys: the directory of the boot file, and the name of the connection."""

DEFAULT_SECTION = "cellular"

_LARGEST = 64 << 20
"""Bytes; 10,000 boards with ten columns have about one million."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
_NO_HEADING = re.compile(r"[\[\]\r\n]")

Record = tuple[int, list[str]]
"""The number of a row's first line, and its cells."""


@dataclass(frozen=True, slots=True)
class Row:
    """One connection.  cells: those that are not empty, by their column, as they stand behind `key = `."""

    at: Location
    board: str
    section: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of each board, in the order of the file, and what is wrong with it."""

    boards: Mapping[str, Sequence[Row]]
    problems: tuple[Problem, ...] = ()


def parse(file: str, data: bytes) -> Table:
    """Never raises.  A byte-order mark, UTF-16, CR LF, and semicolons or tabs for commas are spreadsheets' own ways."""
    decoded, problems = text.decode(file, data, _LARGEST)
    if decoded is None:
        return Table({}, tuple(problems))
    lines = _lines(decoded.content)
    reader = _Reader(file)
    try:
        reader.read(_records(lines))
    except csv.Error as exc:
        where = Location(file, lines.line_num)
        reader.problems.append(error(where, f"this is no CSV: {exc}", "save the table as CSV once more"))
    return Table(reader.boards, tuple(reader.problems))


def _lines(content: str) -> Reader:
    delimiter = re.search("[,;\t]", content.partition("\n")[0])
    return csv.reader(io.StringIO(content, newline=""), delimiter=delimiter[0] if delimiter else ",", strict=True)


def _records(lines: Reader) -> Iterator[Record]:
    first = 1
    for cells in lines:
        yield first, [cell.strip() for cell in cells]
        first = lines.line_num + 1


class _Reader:
    """Collects the rows of one table."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.boards: dict[str, list[Row]] = {}
        self.problems: list[Problem] = []
        self._spelt: dict[str, Row] = {}

    def read(self, records: Iterator[Record]) -> None:
        line, header = next(records, (1, []))
        columns = [column.lower() for column in header]
        self.problems += _header_problems(columns, Location(self._file, line))
        if self.problems:
            return
        for line, cells in records:
            if any(cells):
                self._row(Location(self._file, line), columns, cells)

    def _row(self, at: Location, columns: Sequence[str], cells: Sequence[str]) -> None:
        if len(cells) != len(columns):
            message = f"this row has {len(cells)} cells, and the first one {len(columns)}"
            self.problems.append(error(at, message, "write as many; a value with a comma in it stands in quotes"))
            return
        by_column = {column: cell for column, cell in zip(columns, cells, strict=True) if cell}
        board, section = by_column.pop(BOARD, ""), by_column.pop(SECTION, DEFAULT_SECTION)
        row = Row(at, board, section, by_column)
        found = _row_problem(row) or self._spelt_otherwise(row) or self._second(row)
        if found:
            self.problems.append(found)
        else:
            self.boards.setdefault(board, []).append(row)

    def _spelt_otherwise(self, row: Row) -> Problem | None:
        """Where the boot files go to, `Board` and `board` may be one directory."""
        first = self._spelt.setdefault(row.board.lower(), row)
        if first.board == row.board:
            return None
        message = f"board: `{row.board}` is `{first.board}` in line {first.at.line}, but for upper case"
        return error(row.at, message, "write both the same way, or give one another name")

    def _second(self, row: Row) -> Problem | None:
        first = next((each for each in self.boards.get(row.board, ()) if each.section == row.section), None)
        if not first:
            return None
        message = f"{row.board} has its [{row.section}] in line {first.at.line} already"
        return error(row.at, message, f"delete one of the two, or name them apart in a column `{SECTION}`")


def _row_problem(row: Row) -> Problem | None:
    if not row.board:
        return error(row.at, "board: this row names none", "write the board's name, or delete the row")
    if not _NAME.fullmatch(row.board):
        message = f"board: {row.board!r} cannot name a directory"
        return error(row.at, message, "write up to 63 letters, digits, dots, hyphens and underscores")
    if _NO_HEADING.search(row.section):
        return error(row.at, f"section: {row.section!r} cannot be a heading", "write it in one line, without brackets")
    broken = next((key for key, value in row.cells.items() if "\n" in value or "\r" in value), None)
    return error(row.at, f"{broken}: there is a line break in it", "write the value in one line") if broken else None


def _header_problems(columns: Sequence[str], at: Location) -> list[Problem]:
    if BOARD not in columns:
        hint = "begin the file with a row such as: board,apn,username,password,pin"
        return [error(at, f"there is no column `{BOARD}` in the first row", hint)]
    keys = [column for column in columns if column not in (BOARD, SECTION)]
    unknown = [replace(problem, where=at) for key in keys for problem in _key_problems(key)]
    return unknown or [*_doubled(columns, at)]


def _key_problems(key: str) -> list[Problem]:
    """What cellular.conf says of the key itself: its place is the line's first column, that of a value is not."""
    if not key:
        return [error(Location(""), "a column has no name", "name the key of cellular.conf, or delete the column")]
    parsed = formats.parse(formats.CONFIG_FILE, f"[{DEFAULT_SECTION}]\n{key} = 1\n".encode())
    return [found for found in parsed.problems if found.is_error and found.where.line == 2 and found.where.column == 1]


def _doubled(columns: Sequence[str], at: Location) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for column in columns:
        key = SAME_AS.get(column, column)
        decided = (key, *FIELDS[key].decides) if key in FIELDS else (key,)
        if other := next((first[each] for each in decided if each in first), None):
            yield error(at, f"the column `{column}` says the same as `{other}`", "delete one of the two")
        first |= dict.fromkeys(decided, column)
