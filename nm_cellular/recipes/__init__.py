"""Old recipes, one module a format: find(page) -> the recipes of that format in a text, and their mistakes.

A text may be a file, a command line or a whole forum thread; a recipe is known by its own form and not by what stands
around it.  Nothing of one is ever executed, nothing raises, and the time is linear in the length of the text.

To add a format: a module with FORM and find, named in FORMATS; a row in docs/import.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Protocol, cast

from .joining import joined
from .page import Page
from .recipe import Found, Lost, Mistake, Recipe, Value

__all__ = ["FORMATS", "Found", "Lost", "Mistake", "Page", "Recipe", "Value", "find", "find_all", "find_on"]

FORMATS = (
    "qmi-reconnect",
    "quectel-cm",
    "wvdial",
    "qmi-network",
    "sakis3g",
    "pppd",
    "chat",
    "vintagenet",
    "netplan",
    "uci",
    "nmcli",
    "usb-modeswitch",
    "keyfile",
    "ofono",
    "uqmi",
    "hologram",
    "by-hand",
)
"""Those that contain others go before them: qmi_reconnect.sh calls quectel-CM, pppd calls chat."""


class _Format(Protocol):
    def find(self, page: Page) -> Iterator[Found]: ...


def find_all(text: str, name: str = "") -> tuple[Found, ...]:
    """All recipes in a text, in its order; those that are parts of one are one (a pppd peer and its chat script)."""
    return find_on(Page.of(text, name))


def find_on(page: Page) -> tuple[Found, ...]:
    """The same of a page."""
    return joined(_without_parts(page, (found for form in FORMATS for found in find(form, page))))


def find(form: str, page: Page) -> Iterator[Found]:
    """The recipes of one format."""
    return _module(form).find(page)


def _module(form: str) -> _Format:
    return cast(_Format, import_module(f".{form.replace('-', '_')}", __name__))


def _without_parts(page: Page, found: Iterable[Found]) -> Iterator[Found]:
    """Leaves out what lies in something that was found before."""
    taken = bytearray(len(page.lines) + 2)
    for each in found:
        if not taken[each.first] or not taken[each.last]:
            taken[each.first : each.last + 1] = b"\1" * (each.last + 1 - each.first)
            yield each
