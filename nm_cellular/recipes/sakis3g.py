"""sakis3g: `sakis3g connect APN="CUSTOM_APN" CUSTOM_APN="internet" APN_USER="0"`, and umtskeeper, which calls it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .draft import Draft
from .heredoc import block
from .page import Page
from .recipe import Found, shown
from .shell import Word, commands, split_text

FORM = "sakis3g"

_PROGRAM = re.compile(r"(?:sakis3g|umtskeeper)(?=\s)")
_FILE = re.compile(r"APN=[\"'\w]")
_LINE = re.compile(r"[ \t]*(?:#.*|[A-Z][A-Z0-9_]+=(?:\"[^\"]*\"|'[^']*'|\S*)[ \t]*)")
_CUSTOM = ("CUSTOM_APN", "CUSTOM")

_OTHERS = {"APN_USER", "APN_PASS", "SIM_PIN", "CUSTOM_APN", "CUSTOM_TTY", "USBMODEM", "USBINTERFACE", "OTHER", "MODEM"}
"""One stands in its file beside the APN; other scripts have a variable APN too."""

Values = dict[str, Word]


def find(page: Page) -> Iterator[Found]:
    for command in commands(page, _PROGRAM):
        words = list(_with_operators(command.words))
        values = _values(words)
        if values:
            draft = Draft(FORM, command.first)
            _read(draft, values, command.first)
            if command.curly:
                message = "the quotes are curly ones; the shell takes them for a part of the values"
                draft.mistake("dial-script", command.first, message, 'write straight "quotes"')
            yield draft.found(command.last)
    yield from _files(page)


def _files(page: Page) -> Iterator[Found]:
    """/etc/sakis3g.conf."""
    ended = 0
    for number, _ in page.search_lines(_FILE):
        if number <= ended or not _LINE.fullmatch(page.line(number)):
            continue
        first, ended = block(page, number, lambda line: _LINE.fullmatch(line) is not None, ended)
        values = _values(word for line in range(first, ended + 1) for word in split_text(page.line(line), line))
        if values.keys() & _OTHERS:
            draft = Draft(FORM, first)
            _read(draft, values, number)
            yield draft.found(ended)


def _with_operators(words: Iterable[Word]) -> Iterator[Word]:
    """umtskeeper has sakis3g's variables in one word."""
    inside = False
    for word in words:
        if inside:
            yield from split_text(word.text, word.line)
        elif word.text.startswith("--sakisoperators="):
            yield from split_text(word.text.partition("=")[2], word.line)
        else:
            yield word
        inside = word.text == "--sakisoperators"


def _values(words: Iterable[Word]) -> Values:
    parts = ((word.text.partition("="), word.line) for word in words)
    return {name: Word(value, line) for (name, equals, value), line in parts if equals and name.isupper()}


def _read(draft: Draft, values: Values, line: int) -> None:
    _access_point(draft, values, line)
    for key, name in (("username", "APN_USER"), ("password", "APN_PASS")):
        _login(draft, key, name, values.get(name))
    if pin := values.get("SIM_PIN"):
        draft.value("pin", pin.text, pin.line)
    if port := values.get("CUSTOM_TTY"):
        draft.port = port.text
    if stick := values.get("USBMODEM"):
        message = f"USBMODEM={shown(stick.text)}: the profile takes any modem"
        draft.lose(stick.line, message, "write modem = and the device id that mmcli -m any shows, to bind it to one")


def _access_point(draft: Draft, values: Values, line: int) -> None:
    apn = values.get("APN")
    if not apn or apn.text in _CUSTOM:
        apn = next((values[name] for name in _CUSTOM if name in values), None)
    if apn and apn.text:
        draft.value("apn", apn.text, apn.line)
    else:
        draft.mistake("apn-missing", line, "no APN is named; sakis3g guesses or asks", 'write APN="…"')


def _login(draft: Draft, key: str, name: str, word: Word | None) -> None:
    if word and word.text == "0":
        message = f'{name}="0" is what sakis3g\'s guides write for none; everything else sends it as a {key}'
        draft.mistake("apn-auth", word.line, message, "leave it out")
    elif word and word.text not in ("", "none"):
        draft.value(key, word.text, word.line)
