"""Commands that ask a modem for a connection: uqmi, umbim, qmicli, mbimcli and mmcli."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from .at import login
from .draft import Draft
from .page import Page
from .recipe import Found
from .shell import Command, Word, commands

FORM = "uqmi"

_PROGRAM = re.compile(r"(?:uqmi|umbim|qmicli|mbimcli|mmcli)(?=\s)")
_FAMILIES = {"ipv4": "ipv6", "4": "ipv6", "ipv6": "ipv4", "6": "ipv4"}
"""The family that is asked for alone, and the key of the other."""

_METHODS = {"pap": "ppp.refuse-chap", "chap": "ppp.refuse-pap"}
_KEYS = {"apn": "apn", "access-string": "apn", "user": "username", "username": "username", "password": "password",
         "pin": "pin"}  # fmt: skip
_IN_ORDER = ("apn", "auth", "user", "password")
"""Of qmicli and mbimcli where no names are written, and of umbim."""


def find(page: Page) -> Iterator[Found]:
    for command in commands(page, _PROGRAM):
        options = _options(command)
        draft = Draft(FORM, command.first)
        _read(draft, options)
        _umbim(draft, command.words)
        if draft.values:
            yield draft.found(command.last)


def _options(command: Command) -> dict[str, Word]:
    """`--key value` and `--key=value`, by their names without dashes."""
    found: dict[str, Word] = {}
    last = ""
    for word in command.words:
        if word.text.startswith("-"):
            last, equals, value = word.text.lstrip("-").partition("=")
            found[last] = Word(value, word.line)
            last = "" if equals else last
        elif last:
            found[last] = word
            last = ""
    return found


def _read(draft: Draft, options: Mapping[str, Word]) -> None:
    for name in ("simple-connect", "wds-start-network", "connect", "create-bearer"):
        if name in options:
            _pairs(draft, options[name])
    if start := options.get("start-network"):
        apn = start if start.text else options.get("apn")
        if apn:
            draft.value("apn", apn.text, apn.line)
        user, password = (options.get(name, Word("", 0)).text for name in ("username", "password"))
        login(draft, user, password, start.line)
        _family(draft, options.get("ip-family"))
        _method(draft, options.get("auth-type"))
    for name in ("verify-pin1", "uim-verify-pin1", "dms-uim-verify-pin", "enter-pin", "pin"):
        pin = options.get(name)
        if pin and (digits := re.fullmatch(r"(?:PIN1?,)?(\d{4,8})", pin.text)):
            draft.value("pin", digits[1], pin.line)


def _umbim(draft: Draft, words: Sequence[Word]) -> None:
    """`-d /dev/cdc-wdm0 connect ipv4v6:internet pap user password`."""
    texts = [word.text for word in words]
    rest = words[texts.index("connect") + 1 :][:4] if {"-d", "connect"} <= set(texts) else ()
    if rest:
        family, colon, apn = rest[0].text.rpartition(":")
        _family(draft, Word(family, rest[0].line) if colon else None)
        _in_order(draft, [apn, *(word.text for word in rest[1:])], rest[0].line)


def _in_order(draft: Draft, texts: Sequence[str], line: int) -> None:
    for name, text in zip(_IN_ORDER, texts, strict=False):
        _pair(draft, name, text, line)


def _pairs(draft: Draft, word: Word) -> None:
    """`apn=internet,user=…,ip-type=ipv4v6`."""
    parts = word.text.split(",")
    if "=" not in parts[0]:
        _in_order(draft, parts, word.line)
        return
    for part in parts:
        name, _, value = part.partition("=")
        _pair(draft, name, value.strip("'\""), word.line)


def _pair(draft: Draft, name: str, value: str, line: int) -> None:
    if name in _KEYS and value:
        draft.value(_KEYS[name], value, line)
    elif name == "ip-type":
        _family(draft, Word(value, line))
    elif name in ("auth", "allowed-auth"):
        _method(draft, Word(value.lower(), line))
    elif name == "allow-roaming" and value in ("no", "false", "0"):
        draft.value("roaming", "no", line)


def _family(draft: Draft, word: Word | None) -> None:
    if word and word.text.lower() in _FAMILIES:
        draft.value(_FAMILIES[word.text.lower()], "disabled", word.line)


def _method(draft: Draft, word: Word | None) -> None:
    if word and word.text in _METHODS:
        draft.value(_METHODS[word.text], "yes", word.line)
