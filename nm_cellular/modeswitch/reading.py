"""Sections of modeswitch.d files and of cellular.conf to entries, each with what is wrong in it and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .. import ini, text
from ..formats import keys
from ..formats.quotes import unquoted
from ..ini import Document, Entry, Section
from ..problem import Problem, ValueRefused, error
from . import settings
from .keys import KEYS, Known
from .profile import Wish
from .usb import UsbId, parse_id

HEADING = "modeswitch"
"""The first word of such sections in cellular.conf."""


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
    ids, problems = _ids(found)
    known = Known(ids, found.at)

    def use(entry: Entry) -> None:
        value, problem = _bare(entry)
        problems.extend([problem] if problem else [])
        KEYS[entry.key](known, value)

    problems += keys.take(found.entries, use, _unknown)
    problems += _without_effect(known, is_among_connections=is_ours(found))
    broken = found.broken or any(problem.is_error for problem in problems)
    return Read(() if broken else (known,), tuple(problems))


def _join(parts: Iterator[Read]) -> Read:
    return sum(parts, Read())


def _ids(found: Section) -> tuple[tuple[UsbId, ...], list[Problem]]:
    words = found.name.split()[1 if is_ours(found) else 0 :]
    try:
        if not words:
            raise ValueRefused("the heading names no device", "write it as lsusb does: [modeswitch 12d1:14fe]")
        return tuple(dict.fromkeys(map(parse_id, words))), []
    except ValueRefused as refused:
        return (), [error(found.at, refused.message, refused.hint)]


def _bare(entry: Entry) -> tuple[str, Problem | None]:
    """Without quotes, which mean something in usb_modeswitch's own settings alone."""
    if entry.key == "message" or entry.key.endswith("-by"):
        return entry.value, None
    return unquoted(entry, straight=True)


def _unknown(entry: Entry) -> Problem | None:
    if entry.key in KEYS:
        return None
    shown = settings.named(entry.key) or entry.key
    return error(entry.key_at, f"{shown}: there is no such key", _hint(entry))


def _without_effect(known: Known, *, is_among_connections: bool) -> Iterator[Problem]:
    if not known.network:
        return
    if not is_among_connections:
        message = "metric: NetworkManager's profiles are made of cellular.conf alone"
        yield error(known.where, message, "write it in [modeswitch …] there, with prefer = ethernet")
    elif known.values.get("prefer") is not Wish.ETHERNET:
        message = "metric: it is that of the stick's Ethernet connection, and none is asked for"
        yield error(known.where, message, "write prefer = ethernet too, or delete it")


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
