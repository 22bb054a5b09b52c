"""The keys of a section about sticks, and what each says of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from ..problem import Location, ValueRefused
from . import settings
from .profile import Wish
from .usb import STORAGE, UsbId, parse_id

TYPE_CHECKING = False  # as in report.py

if TYPE_CHECKING:
    from typing import Any

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
