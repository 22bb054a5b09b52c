"""NetworkManager's keyfile: GLib's GKeyFile with libnm's conventions.

Values are escaped here and nowhere else, so that no value can open a section or add a key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from . import properties
from .profile import Secret

Value = str | tuple[str, ...]
"""A property's value: a string, or the elements of a list."""

_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_UNESCAPES = {"\\": "\\", "n": "\n", "r": "\r", "t": "\t", "s": " ", ";": ";"}
# GLib's blanks are ASCII's: a password may begin with a no-break space.
_LINE = re.compile(r"\s*(?:\[(?P<section>[^\[\]]+)\]\s*|(?P<key>[^=#\[]+?)\s*=\s*(?P<value>.*))", re.DOTALL | re.ASCII)


def escape(text: str) -> str:
    """A string as GKeyFile writes it; blanks at its ends would be lost and are written as `\\s`."""
    body = text.strip(" ")
    if not body:
        return "\\s" * len(text)
    lead = len(text) - len(text.lstrip(" "))
    trail = len(text) - len(text.rstrip(" "))
    return "\\s" * lead + body.translate(_ESCAPES) + "\\s" * trail


def join(elements: tuple[str, ...] | list[str]) -> str:
    """A list as GKeyFile writes it: each element escaped and ended by `;`."""
    return "".join(escape(element).replace(";", "\\;") + ";" for element in elements)


def unescape(raw: str) -> str:
    """The inverse of escape; an escape that GKeyFile doesn't know stays as it stands."""
    return re.sub(r"\\(.)", lambda found: _UNESCAPES.get(found[1], found[0]), raw) if "\\" in raw else raw


def bad_escape(raw: str, *, listed: bool) -> int | None:
    """Where the first backslash stands that makes GKeyFile give the value up; `\\;` is for lists only."""
    good = "\\sntr;" if listed else "\\sntr"
    escapes = re.finditer(r"\\(.?)", raw)
    return next((each.start() for each in escapes if not each[1] or each[1] not in good), None)


def split(raw: str) -> tuple[str, ...]:
    """The inverse of join; the last `;` may be missing."""
    elements = re.findall(r"((?:\\.|[^;\\]|\\$)*)(?:;|$)", raw)
    while elements and elements[-1] == "":
        elements.pop()
    return tuple(unescape(element) for element in elements)


UNSET = "\0"


def serialise(value: object) -> str:
    """A value of a template as it stands in the file; None marks its line for without_unset."""
    match value:
        case None:
            return UNSET
        case Secret():
            return escape(value.reveal())
        case bool():
            return "true" if value else "false"
        case tuple() | list():
            return join([str(element) for element in value])
    return escape(str(value))


def without_unset(text: str) -> str:
    """Leaves out the lines whose value was None."""
    return "".join(line for line in text.splitlines(keepends=True) if UNSET not in line)


@dataclass(frozen=True, slots=True)
class Keyfile:
    """A keyfile's sections, each a mapping of keys to values as they stand in the file (escaped)."""

    sections: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def get(self, section: str, key: str) -> str | None:
        """The value as text, None where the key is not there."""
        raw = self.sections.get(section, {}).get(key)
        return None if raw is None else unescape(raw)

    def values(self) -> dict[str, dict[str, Value]]:
        """The same without escapes, lists as tuples."""
        return {
            section: {
                key: split(raw) if properties.is_list(section, key) else unescape(raw) for key, raw in keys.items()
            }
            for section, keys in self.sections.items()
        }


def parse(text: str) -> Keyfile:
    """Reads as GKeyFile does: repeated sections are one, of a repeated key the last counts.

    Raises ValueError where a line is none of a keyfile.
    """
    sections: dict[str, dict[str, str]] = {}
    current: dict[str, str] | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _LINE.fullmatch(line.rstrip("\r"))
        if not found or (found["section"] is None and current is None):
            raise ValueError(f"line {number} is not one of a keyfile")
        if found["section"] is not None:
            current = sections.setdefault(found["section"], {})
        elif current is not None:
            current[found["key"]] = found["value"]
    return Keyfile(sections)
