"""Lines of an INI file (cellular.conf or a keyfile) to sections of entries, each with its place.

Python's configparser forgets line numbers and takes an indented line for a continuation; a person who is told of
a mistake needs the first and never means the second.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from .problem import Location, Problem, error, warning
from .text import Text

ODD_SPACES = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\u205f\u2060\u3000\ufeff"
)
"""Spaces that web pages and word processors write where a person typed, or saw, a plain one."""

_BLANK = " \t" + ODD_SPACES

_KEY = re.compile(r"[^\s:#\"'\[\]]+")
"""Any other `key` is a line like `password: c2VjcmV0==`, and may not be repeated in a message."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`key = value`, both without the blanks around them.

    key: in lower case, but for user data, where NetworkManager tells `Key` from `key`.
    """

    key: str
    value: str
    key_at: Location
    value_at: Location

    @property
    def shown(self) -> str:
        """The key for a message, unless it may be the end of a pasted secret, as `c2VjcmV0==` is."""
        return "…" if _may_be_secret(self.value) else self.key


@dataclass(frozen=True, slots=True)
class Section:
    """`[name]` and what stands below it; the entries are in the file's order and may repeat a key.

    comments: the lines that begin with # or ;, without that sign.  broken: a line of it could not be read.
    """

    name: str
    at: Location
    entries: tuple[Entry, ...] = ()
    comments: tuple[str, ...] = ()
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A file as its sections.  broken: a heading could not be read, so that a whole section may be missing."""

    file: str
    sections: tuple[Section, ...]
    problems: tuple[Problem, ...]
    broken: bool = False


def parse(text: Text, keys: Collection[str] = (), first: int = 1) -> Document:
    """Never raises: what cannot be read is an error among the document's problems.

    keys: those that have no secret for a value, which a message may therefore repeat.  first: the number of the
    text's first line, where it is a part of a file.
    """
    reader = _Reader(text.file, keys)
    for number, line in enumerate(text.lines(), start=first):
        reader.line(number, line)
    return reader.document()


@dataclass(slots=True)
class _Open:
    """The section that lines are being added to; without a name where its heading could not be read."""

    name: str
    at: Location
    entries: list[Entry] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    broken: bool = False


class _Reader:
    """Collects the sections of one file, line by line."""

    def __init__(self, file: str, keys: Collection[str]) -> None:
        self._file = file
        self._keys = keys
        self._problems: list[Problem] = []
        self._sections: list[_Open] = []
        self._blanks: dict[str, list[int]] = {}
        self._broken = False

    def line(self, number: int, line: str) -> None:
        content = line.strip(_BLANK)
        if not content:
            return
        if content[0] in "#;":
            self._comment(content)
            return
        at = Location(self._file, number, line.index(content) + 1)
        self._note_blanks(number, line, content)
        if content[0] == "[":
            self._header(at, content)
        else:
            self._entry(at, content)

    def _comment(self, content: str) -> None:
        if self._sections:
            self._sections[-1].comments.append(content[1:].strip(_BLANK))

    def _header(self, at: Location, content: str) -> None:
        name = content[1:-1].strip(_BLANK)
        if not content.endswith("]") or not name or "[" in name or "]" in name:
            self._problems.append(error(at, "this section heading is not complete", "write [name] alone on its line"))
            self._broken, name = True, ""
        self._sections.append(_Open(name, at))

    def _entry(self, at: Location, content: str) -> None:
        key, equals, value = (part.strip(_BLANK) for part in content.partition("="))
        if not equals or not _KEY.fullmatch(key):
            hint = _instead(content, self._keys)
            self._refuse(at, "this line is neither a [section], a `key = value` nor a # comment", hint)
        elif not self._sections:
            self._refuse(at, "this line stands before the first [section]", "write a [name] line above it")
        else:
            self._sections[-1].entries.append(self._make_entry(at, key, value, content))

    def _refuse(self, at: Location, message: str, hint: str) -> None:
        self._problems.append(error(at, message, hint))
        if self._sections:
            self._sections[-1].broken = True
        else:
            self._broken = True

    def _make_entry(self, at: Location, key: str, value: str, content: str) -> Entry:
        name = _name(key, self._sections[-1].name)
        if key != name:
            read = "upper case was read as lower case" if _may_be_secret(value) else f"`{key}` was read as `{name}`"
            self._problems.append(warning(at, read, "write keys in lower case"))
        column = content.rindex(value) if value else len(content)
        return Entry(name, value, at, Location(at.file, at.line, (at.column or 1) + column))

    def _note_blanks(self, number: int, line: str, content: str) -> None:
        around = line[: line.index(content)] + "=" + _around_equals(content)
        if any(char in ODD_SPACES for char in around + line[len(line.rstrip(_BLANK)) :]):
            self._blanks.setdefault("no-break or other special spaces", []).append(number)
        elif line != line.rstrip(_BLANK):
            self._blanks.setdefault("blanks at the end of the line", []).append(number)
        elif "\t" in around:
            self._blanks.setdefault("tabs", []).append(number)

    def document(self) -> Document:
        for kind, numbers in self._blanks.items():
            where = Location(self._file, numbers[0])
            self._problems.append(
                warning(where, f"{kind} were ignored{_also(numbers)}", "use plain spaces, none at the end")
            )
        named = (section for section in self._sections if section.name)
        sections = tuple(
            Section(each.name, each.at, tuple(each.entries), tuple(each.comments), each.broken) for each in named
        )
        return Document(self._file, sections, tuple(self._problems), self._broken)


def _around_equals(content: str) -> str:
    """The blanks on both sides of the first `=`."""
    key, _, value = content.partition("=")
    return key[len(key.rstrip(_BLANK)) :] + value[: len(value) - len(value.lstrip(_BLANK))]


def _also(numbers: list[int]) -> str:
    return f" (also in lines {', '.join(str(number) for number in numbers[1:])})" if len(numbers) > 1 else ""


def _name(key: str, section: str) -> str:
    """NetworkManager's names are all in lower case; only its user data has keys of other people's."""
    if section.lower() == "user" and "." in key:
        return key
    setting, dot, rest = key.partition(".")
    return f"user.{rest}" if dot and setting.lower() == "user" else key.lower()


def _may_be_secret(value: str) -> bool:
    """Whether all of the line may be the end of one in base64, which has no `=` but for the last."""
    return not value or value.startswith("=")


def _instead(content: str, keys: Collection[str]) -> str:
    """Names the key but never a value that may be a password."""
    if (words := re.fullmatch(r"([^\s:=]+)[\s:]+([^\s=]+)", content)) and words[1].lower() in keys:
        return f"write {words[1].lower()} = {words[2]}"
    key, colon, _ = content.partition(":")
    return f"write {key.strip()} = ..." if colon and key.strip().isidentifier() else "write key = value"
