"""What a user wants, as a cellular.conf."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..apns.apn_memory import AccessPoint
from ..fields import FIELDS
from ..masking import HIDDEN
from ..modeswitch.profile import Wish
from ..modeswitch.usb import UsbId
from ..problem import ValueRefused
from ..profile import Secret

_RESERVED = ("modeswitch", "nm-cellular", "watch", "failover")
_QUOTES = "\"'`“”„‘’«»"


@dataclass(frozen=True, slots=True)
class Answers:
    """By the keys of cellular.conf; an empty one is left out.  sticks: what each shall become."""

    name: str = ""
    apn: str = ""
    username: str = ""
    password: Secret | None = None
    pin: Secret | None = None
    roaming: str = ""
    port: str = ""
    sticks: tuple[tuple[UsbId, Wish], ...] = field(default=())

    def text(self, *, hide: bool = False) -> str:
        """hide: without what is secret, for a terminal."""
        section = "".join(f"{line}\n" for line in (f"[{heading(self.name)}]", *self._lines(hide=hide)))
        return section + "".join(f"\n[modeswitch {usb_id}]\nprefer = {wish.value}\n" for usb_id, wish in self.sticks)

    def _lines(self, *, hide: bool) -> Iterator[str]:
        for key in ("apn", "username", "password", "pin", "roaming", "port"):
            value: str | Secret | None = getattr(self, key)
            if isinstance(value, Secret):
                yield f"{key} = {HIDDEN if hide else _quoted(value.reveal())}"
            elif value:
                yield f"{key} = {_quoted(value)}"


def _quoted(text: str) -> str:
    """As formats.quotes reads it: blanks and quotes at an end would be taken for the writer's."""
    return f'"{text}"' if text != text.strip() or text[:1] in _QUOTES or text[-1:] in _QUOTES else text


def heading(name: str) -> str:
    """A name as that of a section."""
    bare = " ".join(re.sub(r"[\[\]\x00-\x1f\x7f-\x9f\s]+", " ", name).split())[:60] or "cellular"
    return f"cellular {bare}" if bare.split()[0].lower() in _RESERVED else bare


def check(key: str, text: str) -> None:
    """Raises ValueRefused where cellular.conf would not take it."""
    if not text.isprintable():
        raise ValueRefused("this holds signs that cannot be seen", "type it again")
    FIELDS[key].parse(text)


def chosen(text: str, points: tuple[AccessPoint, ...]) -> AccessPoint:
    """By its number in the list, or by its name; `auto` and a name that nobody knows have no login."""
    if text.isdecimal() and 0 < int(text) <= len(points):
        return points[int(text) - 1]
    check("apn", text)
    return next((point for point in points if point.apn == text), AccessPoint(text))
