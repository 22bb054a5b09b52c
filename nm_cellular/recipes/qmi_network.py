"""qmi-network and mbim-network: /etc/qmi-network.conf, or the command that writes its one line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from .draft import Draft
from .heredoc import around, block
from .page import Page
from .recipe import Found
from .shell import Word, split_text

FORM = "qmi-network"

_APN = re.compile(r"APN=")
_LINE = re.compile(
    r"[ \t]*(?:#.*|(?:APN|APN_USER|APN_PASS|APN_AUTH|IP_TYPE|PROFILE|PROXY)=(?:\"[^\"]*\"|'[^']*'|\S*)[ \t]*)"
)
"""What qmi-network(1) and mbim-network(1) know."""

_NAME = re.compile(r"(?:qmi|mbim)-network")
_NEAR = 10
"""Lines above and below in which a text that is no such file names the program."""

_WRITTEN = re.compile(r"(?:echo|printf)[ \t]+([\"']?)(APN=.{1,200}?)\1[ \t]*(?:\||>).{0,80}(?:qmi|mbim)-network\.conf")
_FAMILIES = {"4": "ipv6", "6": "ipv4"}
"""The family that is asked for alone, and the key of the other."""


def find(page: Page) -> Iterator[Found]:
    for number, match in page.search(_WRITTEN):
        yield _found(page, split_text(match[2].replace("\\n", " "), number), number, number)
    ended = 0
    for number, _ in page.search_lines(_APN):
        if number > ended and _LINE.fullmatch(page.line(number)) and _is_named(page, number):
            first, ended = block(page, number, lambda line: _LINE.fullmatch(line) is not None, ended)
            words = (word for line in range(first, ended + 1) for word in split_text(page.line(line), line))
            yield _found(page, words, first, ended)


def _is_named(page: Page, number: int) -> bool:
    near = (page.line(line) for line in range(number - _NEAR, number + _NEAR + 1))
    return any(_NAME.search(text) for text in (page.name, *near))


def _found(page: Page, words: Iterable[Word], first: int, last: int) -> Found:
    draft = Draft(FORM, first)
    parts = ((word.text.partition("="), word.line) for word in words)
    _read(draft, {key: Word(value, line) for (key, equals, value), line in parts if equals and value})
    return draft.found(around(draft, page, first, last))


def _read(draft: Draft, values: Mapping[str, Word]) -> None:
    for name, key in (("APN", "apn"), ("APN_USER", "username"), ("APN_PASS", "password")):
        if name in values:
            draft.value(key, values[name].text, values[name].line)
    if "APN" not in values:
        draft.mistake("apn-missing", draft.first, "the APN is empty: the network's own is used, where it has one",
                      "write APN= and the APN of the SIM")  # fmt: skip
    if (family := values.get("IP_TYPE")) and family.text in _FAMILIES:
        draft.value(_FAMILIES[family.text], "disabled", family.line)
