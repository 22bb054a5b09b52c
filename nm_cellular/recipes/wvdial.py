"""wvdial.conf: [Dialer NAME] sections, of which Defaults holds for all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from . import at
from .draft import Draft
from .page import Page
from .recipe import Found

FORM = "wvdial"

_HEADING = re.compile(r"\[[Dd]ialer[ \t]++([^\]\n]+)\]")
_KEYS = {"modem", "baud", "phone", "username", "password", "login", "dialcommand", "dialprefix", "stupidmode",
         "newpppd", "autodns", "carriercheck", "checkdefroute", "isdn", "modemtype", "dialattempts", "idleseconds",
         "abortonnodialtone", "abortonbusy", "inherits", "askpassword", "autoreconnect", "flowcontrol", "remotename",
         "defaultreply", "pppdoption", "pppdpath", "passwordprompt", "loginprompt", "compuserve", "tonline",
         "forceaddress", "usbdevice", "setvolume", "volume", "country"}  # fmt: skip
_ENTRY = re.compile(r"\s*([A-Za-z][A-Za-z0-9 \t-]{0,40}?)\s*=\s*(.*?)\s*")
_MOST = 50
"""Sections that are joined with one another."""

_NOBODY = ("", "''", '""', "{ }", "blank", "none", "dummy", "foo", "foobar", "0", "*", "-", "n/a")
"""wvdial wants a name and a password even where there are none, so people write anything."""


@dataclass(slots=True)
class _Dialer:
    """A section: its entries as (key, value, line)."""

    name: str
    first: int
    last: int
    entries: list[tuple[str, str, int]] = field(default_factory=list)

    @property
    def is_default(self) -> bool:
        return self.name.lower() == "defaults"

    @property
    def has_apn(self) -> bool:
        return any("CGDCONT" in value.upper() for _, value, _ in self.entries)


def find(page: Page) -> Iterator[Found]:
    dialers: list[_Dialer] = []
    for number, match in page.search_lines(_HEADING):
        if dialers and (number > dialers[-1].last + 1 and not _is_near(page, dialers[-1].last, number)):
            yield from _recipes(page, dialers)
            dialers = []
        dialers.append(_dialer(page, number, match[1].strip()))
    yield from _recipes(page, dialers)


def _is_near(page: Page, last: int, number: int) -> bool:
    """Only blank lines and comments between two sections."""
    between = (page.line(line).strip() for line in range(last + 1, number))
    return number - last < 20 and all(not line or line[0] in "#;" for line in between)


def _dialer(page: Page, number: int, name: str) -> _Dialer:
    dialer = _Dialer(name, number, number)
    for line in range(number + 1, len(page.lines) + 1):
        text = page.line(line)
        if text.strip()[:1] in ("#", ";") or not text.strip():
            continue
        entry = _ENTRY.fullmatch(text)
        key = re.sub(r"[\s-]", "", entry[1]).lower() if entry else ""
        # wvdial knows more keys than people should have to write; behind an empty line it may be another file.
        if not entry or not (_is_key(key) or line == dialer.last + 1):
            break
        dialer.entries.append((key, entry[2], line))
        dialer.last = line
    return dialer


def _is_key(key: str) -> bool:
    return key in _KEYS or re.fullmatch(r"(?:init|phone)\d?", key) is not None


def _recipes(page: Page, dialers: list[_Dialer]) -> Iterator[Found]:
    """One for each section with an APN; the sections without one, such as [Dialer pin], belong to all."""
    providers = [dialer for dialer in dialers if dialer.has_apn]
    common = [dialer for dialer in dialers if not dialer.has_apn]
    defaults = [dialer for dialer in providers if dialer.is_default]
    if dialers and not providers:
        yield _recipe(page, common, common[-1].name, common[0].first)
    for place, provider in enumerate(providers[:_MOST]):
        first = dialers[0].first if place == 0 else provider.first
        under = [dialer for dialer in defaults if dialer is not provider]
        yield _recipe(page, [*under, *common[:_MOST], provider], provider.name, first)


def _recipe(page: Page, dialers: list[_Dialer], name: str, first: int) -> Found:
    draft = Draft(FORM, first, "" if name.lower() == "defaults" else name)
    # As wvdial reads them: a section's own values go before those of Defaults.
    entries = {key: (value, line) for dialer in dialers for key, value, line in dialer.entries}
    for key, (value, line) in entries.items():
        _entry(draft, page, key, value, line)
    if "apn" not in draft.values and not any(mistake.check == "apn-missing" for mistake in draft.mistakes):
        message = "no AT+CGDCONT: the APN that the modem has stored is used, whatever it is"
        draft.mistake("apn-missing", first, message, 'write Init3 = AT+CGDCONT=1,"IP","…"')
    return draft.found(max(dialer.last for dialer in dialers))


def _entry(draft: Draft, page: Page, key: str, value: str, line: int) -> None:
    if key.startswith("init"):
        at.read(draft, value, line)
        if page.is_curly(line):
            message = "the quotes are curly ones; the modem answers ERROR to them"
            draft.mistake("dial-script", line, message, 'write straight "quotes"')
    elif key.startswith("phone") and value:
        at.dialled(draft, value, line, "Phone = ")
    elif key == "modem":
        draft.port = value
    elif key in ("username", "password") and value.strip("\"'").lower() not in _NOBODY:
        draft.value(key, value.strip("\"'"), line)
