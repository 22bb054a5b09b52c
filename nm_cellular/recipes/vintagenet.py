"""VintageNetMobile and VintageNetQMI: Elixir terms with `vintage_net_mobile: %{service_providers: [%{apn: "…"}]}`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .at import login
from .draft import Draft
from .page import Page
from .recipe import Found

FORM = "vintagenet"

_TYPE = re.compile(r"(?:type:[ \t]*VintageNet(?:Mobile|QMI)\b|vintage_net_(?:mobile|qmi):)")
_NAME = re.compile(r"[\"{,\s](?P<name>(?:ppp|wwan)\d+)\b")
_PROVIDER = re.compile(r"%\{[^{}\n]{0,300}apn:\s*\"(?P<apn>[^\"\n]*)\"[^{}\n]{0,300}")
_TEXT = re.compile(
    r"\b(?P<key>username|password|pin|ppp_tty|tty|speed|modem|scan):\s*(?P<value>\"[^\"\n]*\"|[\w.]+|\[[^\]\n]*\])"
)
_TERM = re.compile(r"[\s%{}\[\](),:;\"\w.\-/~|>@#=]*")
_NEXT = re.compile(r"VintageNet, |VintageNet\.configure|config :|\"(?:ppp|wwan)\d+\"")
"""What begins another configuration."""

_LONGEST = 30
"""Lines of a configuration; a pasted one may have lost its closing braces."""


def find(page: Page) -> Iterator[Found]:
    ended = 0
    for number, _ in page.search(_TYPE):
        if number <= ended:
            continue
        ended = _end(page, number)
        draft = Draft(FORM, _start(page, number))
        if _read(draft, page, number, ended):
            yield draft.found(ended)


def _start(page: Page, number: int) -> int:
    """The line with the interface's name, where it stands just above."""
    above = (line for line in range(number - 1, max(number - 4, 0), -1) if _NAME.search(page.line(line)))
    return next(above, number)


def _end(page: Page, number: int) -> int:
    """The last line before the braces are closed, or before a line that is no Elixir."""
    depth, last = 0, number
    for line in range(number, min(number + _LONGEST, len(page.lines)) + 1):
        text = page.line(line)
        if line > number and (not text.strip() or not _TERM.fullmatch(text) or _NEXT.search(text)):
            break
        last = line
        depth += text.count("{") - text.count("}")
        if depth < 0 and "}}" in text:
            break
    return last


def _read(draft: Draft, page: Page, number: int, last: int) -> bool:
    """Whether it names an access point."""
    apns: dict[str, int] = {}
    for line in range(number, last + 1):
        for provider in _PROVIDER.finditer(page.line(line)):
            if "eps_bearer" not in provider[0]:
                apns.setdefault(provider["apn"], line)
            login(draft, *_login(provider[0]), line)
        for entry in _TEXT.finditer(page.line(line)):
            _entry(draft, entry["key"], entry["value"].strip('"'), line)
    if name := _NAME.search(page.line(draft.first)):
        draft.name = name["name"]
    _access_points(draft, apns)
    return bool(apns)


def _login(provider: str) -> tuple[str, str]:
    found = dict(re.findall(r"(username|password):\s*\"([^\"]*)\"", provider))
    return found.get("username", ""), found.get("password", "")


def _access_points(draft: Draft, apns: dict[str, int]) -> None:
    named = [apn for apn in apns if apn]
    if named:
        draft.value("apn", ", ".join(named), apns[named[0]])
    elif apns:
        message = "the APN is empty: the SIM's default is used where the network has one, else it refuses"
        draft.mistake("apn-missing", apns[""], message, "write the APN of the SIM; `nm-cellular apn` names likely ones")
        draft.value("apn", "", apns[""])


def _entry(draft: Draft, key: str, value: str, line: int) -> None:
    if key == "ppp_tty" or key == "tty":
        draft.port = value
    elif key == "pin":
        draft.value("pin", value, line)
    elif key == "scan":
        draft.lose(line, f"scan: {value}", "write modes = and the modes")
