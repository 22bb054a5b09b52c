"""quectel-CM, and SIMCom's simcom-cm: `quectel-CM -4 -6 -s internet user password 2 -p 1234`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .at import login
from .draft import Draft
from .page import Page
from .recipe import Found
from .shell import Command, Word, commands

FORM = "quectel-cm"

PROGRAM = re.compile(r"(?:quectel-CM|simcom-cm)(?=[\s;|&`\"')]|\Z)")
_TAKES_ONE = ("-n", "-i", "-f", "-m", "-u", "-k")
_AUTH = {"1": "ppp.refuse-chap", "2": "ppp.refuse-pap"}


def find(page: Page) -> Iterator[Found]:
    for command in commands(page, PROGRAM):
        draft = Draft(FORM, command.first)
        if read(draft, command):
            yield draft.found(command.last)


def read(draft: Draft, command: Command) -> bool:
    """Whether it is a command and not only a name in a sentence."""
    options = _options(draft, list(command.words), alone=command.alone)
    if not options and not (command.alone and not command.words):
        return False
    if "-s" not in options:
        message = "no -s: the APN that the modem has stored is used, whatever it is"
        draft.mistake("apn-missing", command.first, message, "write -s and the APN of the SIM")
    _families(draft, options, command.first)
    if command.curly:
        message = "the quotes are curly ones; a shell takes them for a part of the word"
        draft.mistake("dial-script", command.first, message, 'write straight "quotes", or none')
    return True


def _options(draft: Draft, words: list[Word], *, alone: bool) -> set[str]:
    seen: set[str] = set()
    while words and re.fullmatch(r"-[A-Za-z0-9]", words[0].text):
        option = words.pop(0)
        seen.add(option.text)
        if option.text == "-s":
            _access_point(draft, words, alone=alone)
        elif option.text == "-p" and words:
            pin = words.pop(0)
            draft.value("pin", pin.text, pin.line)
        elif option.text in _TAKES_ONE and words:
            taken = words.pop(0)
            draft.port = taken.text if option.text == "-i" else draft.port
    return seen


def _access_point(draft: Draft, words: list[Word], *, alone: bool) -> None:
    """`-s APN [USER PASSWORD AUTH]`; what goes on as a sentence is none of these."""
    if not words or words[0].text.startswith("-"):
        return
    apn = words.pop(0)
    draft.value("apn", apn.text, apn.line)
    given = [word.text for word in words[:4]]
    with_method = len(given) > 2 and given[2] in ("0", "1", "2", "3")
    ends = alone and len(given) > 1 and (len(given) == 2 or given[2].startswith("-")) and given[0][:1] not in ("-", "[")
    if not with_method and not ends:
        return
    login(draft, given[0], given[1], words[0].line)
    if with_method and given[2] in _AUTH:
        draft.value(_AUTH[given[2]], "yes", words[2].line)
    del words[: 3 if with_method else 2]


def _families(draft: Draft, options: set[str], line: int) -> None:
    if "-4" not in options and "-6" not in options:
        message = "without -4 -6 it asks for IPv4 only; a network that gives IPv6 only refuses"
        draft.mistake("ip-type", line, message, "write -4 -6; a profile asks for both by itself")
    elif "-6" not in options:
        draft.value("ipv6", "disabled", line)
    elif "-4" not in options:
        draft.value("ipv4", "disabled", line)
