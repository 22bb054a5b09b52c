"""Sections of modeswitch.d files and of cellular.conf to entries, each with what is wrong in it and where."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from .. import ini, text
from ..formats.quotes import unquoted
from ..ini import Document, Entry, Section
from ..problem import Location, Problem, ValueRefused, error
from . import settings
from .profile import Wish
from .usb import STORAGE, UsbId, parse_id

TYPE_CHECKING = False  # as in report.py

if TYPE_CHECKING:
    from typing import Any

HEADING = "modeswitch"
"""The first word of such sections in cellular.conf."""

_GLOB = re.compile(r"[A-Za-z0-9 ._+*?-]+")
"""Other characters reach a udev rule as `_`, so that a glob of them would never match."""


@dataclass(frozen=True, slots=True)
class Known:
    """A section: the fields of a Profile that it gives, of each Mode what it gives, and of an EthernetProfile."""

    ids: tuple[UsbId, ...]
    where: Location
    values: dict[str, Any] = field(default_factory=dict)
    match: dict[str, Any] = field(default_factory=dict)
    modes: dict[Wish, dict[str, Any]] = field(default_factory=dict)
    network: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """What files say: the sections that are whole, and what is wrong with the others."""

    known: tuple[Known, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __add__(self, other: Read) -> Read:
        return Read(self.known + other.known, self.problems + other.problems)


def read(file: str, data: bytes) -> Read:
    """A file of modeswitch.d, whose sections are named [12d1:14fe]; never raises."""
    content, problems = text.decode(file, data)
    if content is None:
        return Read(problems=tuple(problems))
    document = ini.parse(content, KEYS)
    found = _join(section(each) for each in document.sections)
    return Read(found.known, (*problems, *document.problems, *found.problems))


def read_cellular_conf(document: Document) -> Read:
    """The [modeswitch 12d1:14fe] sections of a cellular.conf; the others are somebody else's."""
    return _join(section(each) for each in document.sections if is_ours(each))


def is_ours(found: Section) -> bool:
    return found.name.split()[0].lower() == HEADING


def section(found: Section) -> Read:
    """One section, whose name may begin with `modeswitch`; never raises."""
    reader = _Reader(found)
    for entry in found.entries:
        reader.entry(entry)
    return reader.read()


def _join(parts: Iterator[Read]) -> Read:
    return sum(parts, Read())


class _Reader:
    """Collects what one section says."""

    def __init__(self, found: Section) -> None:
        self._section = found
        self._problems: list[Problem] = []
        self._seen: dict[str, int | None] = {}
        self._known = Known(self._ids(), found.at)

    def _ids(self) -> tuple[UsbId, ...]:
        words = self._section.name.split()
        words = words[1:] if words[0].lower() == HEADING else words
        try:
            if not words:
                raise ValueRefused("the heading names no device", "write it as lsusb does: [modeswitch 12d1:14fe]")
            return tuple(dict.fromkeys(map(parse_id, words)))
        except ValueRefused as refused:
            self._problems.append(error(self._section.at, refused.message, refused.hint))
            return ()

    def entry(self, entry: Entry) -> None:
        if problem := self._key_problem(entry):
            self._problems.append(problem)
            return
        self._seen[entry.key] = entry.key_at.line
        try:
            KEYS[entry.key](self._known, self._bare(entry))
        except ValueRefused as refused:
            at = entry.value_at if entry.value else entry.key_at
            where = Location(at.file, at.line, (at.column or 1) + refused.offset)
            self._problems.append(error(where, f"{entry.key}: {refused.message}", refused.hint))

    def _bare(self, entry: Entry) -> str:
        if entry.key == "message" or entry.key.endswith("-by"):
            return entry.value
        value, problem = unquoted(entry, straight=True)
        self._problems += [problem] if problem else []
        return value

    def _key_problem(self, entry: Entry) -> Problem | None:
        if entry.key in self._seen:
            message = f"{entry.key}: this is decided in line {self._seen[entry.key]} already"
            return error(entry.key_at, message, "delete one of the two lines")
        if entry.key in KEYS:
            return None
        shown = settings.named(entry.key) or entry.key
        return error(entry.key_at, f"{shown}: there is no such key", _hint(entry))

    def read(self) -> Read:
        self._problems += self._without_effect()
        broken = self._section.broken or any(problem.is_error for problem in self._problems)
        return Read(() if broken else (self._known,), tuple(self._problems))

    def _without_effect(self) -> Iterator[Problem]:
        if not self._known.network:
            return
        if self._section.name.split()[0].lower() != HEADING:
            message = "metric: NetworkManager's profiles are made of cellular.conf alone"
            yield error(self._section.at, message, "write it in [modeswitch …] there, with prefer = ethernet")
        elif self._known.values.get("prefer") is not Wish.ETHERNET:
            message = "metric: it is that of the stick's Ethernet connection, and none is asked for"
            yield error(self._section.at, message, "write prefer = ethernet too, or delete it")


def _hint(entry: Entry) -> str:
    name = settings.named(entry.key)
    if name in settings.INSTEAD:
        return settings.INSTEAD[name]
    if name in settings.MESSAGES:
        return "write message = and its digits"
    if name:
        return f"write modem-by = {name}" + ("" if name in settings.FLAGS else f"={entry.value}")
    near = settings.nearest(entry.key, [*KEYS, *settings.ALL])
    return f"did you mean `{near}`?" if near else "see docs/switch.md for the keys"


def _name(field_name: str) -> Callable[[Known, str], None]:
    def take(known: Known, value: str) -> None:
        known.values[field_name] = value

    return take


def _seconds(field_name: str, most: float) -> Callable[[Known, str], None]:
    def take(known: Known, value: str) -> None:
        if not re.fullmatch(r"\d{1,3}(\.\d{1,3})?", value) or float(value) > most:
            raise ValueRefused(f"`{value}` is no number of seconds up to {most:g}", "write 2 or 0.5")
        known.values[field_name] = float(value)

    return take


def _tries(known: Known, value: str) -> None:
    if not re.fullmatch(r"[1-5]", value):
        raise ValueRefused(f"`{value}` is no number from 1 to 5", "write 2")
    known.values["tries"] = int(value)


def _driver(known: Known, value: str) -> None:
    if value != "option":
        raise ValueRefused(f"`{value}` is no driver that can be told of a modem", "write option, or delete the line")
    known.values["modem_driver"] = value


def _prefer(known: Known, value: str) -> None:
    if value.lower() == "none":
        known.values["prefer"] = None
        return
    try:
        known.values["prefer"] = Wish(value.lower())
    except ValueError:
        raise ValueRefused(f"`{value}` is not known", "write modem, ethernet or none") from None


def _glob(field_name: str) -> Callable[[Known, str], None]:
    def take(known: Known, value: str) -> None:
        if not _GLOB.fullmatch(value):
            raise ValueRefused(f"`{value}` cannot be matched", "use letters, digits, blanks, . _ + - and * or ?")
        known.match[field_name] = value

    return take


def _interface_class(known: Known, value: str) -> None:
    known.match["interface_class"] = None if value == "any" else _class(value)


def _class(value: str, offset: int = 0) -> int:
    if not re.fullmatch(r"(0x)?[0-9a-fA-F]{2}", value):
        raise ValueRefused(f"`{value}` is no interface class", "write two hexadecimal digits, such as ff", offset)
    return int(value, 16)


def _targets(wish: Wish) -> Callable[[Known, str], None]:
    """`12d1:1506 12d1:150f`, or `class:ff`, or both."""

    def take(known: Known, value: str) -> None:
        mode = known.modes.setdefault(wish, {})
        mode["ids"] = ()
        for word in re.finditer(r"[^\s,]+", value):
            _target(mode, word[0], word.start())

    return take


def _target(mode: dict[str, Any], word: str, offset: int) -> None:
    if word.lower().startswith("class:"):
        mode["interface_class"] = _class(word[6:], offset + 6)
        if mode["interface_class"] == STORAGE:
            raise ValueRefused("class 08 is storage, which it is before", "name the class that it has then", offset + 6)
        return
    try:
        mode["ids"] += (parse_id(word),)
    except ValueRefused as refused:
        raise ValueRefused(refused.message, refused.hint, offset) from None


def _by(wish: Wish) -> Callable[[Known, str], None]:
    def take(known: Known, value: str) -> None:
        known.modes.setdefault(wish, {})["settings"] = settings.parse(value)

    return take


def _metric(known: Known, value: str) -> None:
    # A switch that udev starts has no need of all that fields.py loads.
    from ..fields import FIELDS

    known.network.update(FIELDS["metric"].parse(value))


def _message(known: Known, value: str) -> None:
    """A message of the user's own, for what `prefer` says or else for a modem."""
    known.values["message"] = settings.message(value)


KEYS: dict[str, Callable[[Known, str], None]] = {
    "name": _name("name"),
    "source": _name("source"),
    "prefer": _prefer,
    "interface-class": _interface_class,
    "manufacturer": _glob("manufacturer"),
    "product": _glob("product"),
    "revision": _glob("revision"),
    "modem": _targets(Wish.MODEM),
    "modem-by": _by(Wish.MODEM),
    "modem-driver": _driver,
    "ethernet": _targets(Wish.ETHERNET),
    "ethernet-by": _by(Wish.ETHERNET),
    "message": _message,
    "settle": _seconds("settle", 60),
    "timeout": _seconds("timeout", 120),
    "tries": _tries,
    "metric": _metric,
}
"""The keys of a section, and how each takes its value; they raise ValueRefused."""
