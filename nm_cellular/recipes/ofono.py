"""oFono: contexts in /var/lib/ofono/*/gprs, and its test scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .at import login
from .draft import Draft
from .page import Page
from .recipe import Found
from .shell import commands

FORM = "ofono"

_CONTEXT = re.compile(r"\[context\d+\][ \t]*$", re.MULTILINE)
_ENTRY = re.compile(r"\s*([A-Za-z.]+)\s*=\s*(.*?)\s*")
_SCRIPT = re.compile(r"(?:create-internet-context|set-context-property|enter-pin)(?=\s)")
_METHODS = {"pap": "ppp.refuse-chap", "chap": "ppp.refuse-pap"}


def find(page: Page) -> Iterator[Found]:
    for number, _ in page.search_lines(_CONTEXT):
        values, last = _entries(page, number)
        if "AccessPointName" in values and values.get("Type", ("internet", 0))[0] == "internet":
            yield _context(values, number, last)
    yield from _scripts(page)


def _entries(page: Page, number: int) -> tuple[dict[str, tuple[str, int]], int]:
    values: dict[str, tuple[str, int]] = {}
    last = number
    for line in range(number + 1, min(number + 30, len(page.lines)) + 1):
        entry = _ENTRY.fullmatch(page.line(line))
        if not entry:
            break
        values[entry[1]] = (entry[2], line)
        last = line
    return values, last


def _context(values: dict[str, tuple[str, int]], first: int, last: int) -> Found:
    draft = Draft(FORM, first, values.get("Name", ("", 0))[0])
    apn, line = values["AccessPointName"]
    draft.value("apn", apn, line)
    for key, name in (("username", "Username"), ("password", "Password")):
        text, line = values.get(name, ("", first))
        if text:
            draft.value(key, text, line)
    protocol, line = values.get("Protocol", ("", first))
    if protocol in ("ip", "ipv6"):
        draft.value("ipv6" if protocol == "ip" else "ipv4", "disabled", line)
    method, line = values.get("AuthenticationMethod", ("", first))
    if method in _METHODS and "username" in draft.values:
        draft.value(_METHODS[method], "yes", line)
    return draft.found(last)


def _scripts(page: Page) -> Iterator[Found]:
    for command in commands(page, _SCRIPT):
        draft = Draft(FORM, command.first)
        words = [word.text for word in command.words if not word.text.startswith("/")]
        name = re.search(_SCRIPT, page.line(command.first))
        if not words or not name:
            continue
        if name[0] == "create-internet-context":
            draft.value("apn", words[0], command.first)
            user, password = words[1:3] if len(words) > 2 else ("", "")
            login(draft, user, password, command.first)
        elif name[0] == "enter-pin" and words[0] == "pin" and len(words) > 1:
            draft.value("pin", words[1], command.first)
        elif name[0] == "set-context-property" and words[-2:-1] == ["AccessPointName"]:
            draft.value("apn", words[-1], command.first)
        if draft.values:
            yield draft.found(command.last)
