"""nmcli commands: `nmcli connection add type gsm …`, and `modify` of what is a modem's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .draft import Draft
from .page import Page
from .recipe import Found, Value
from .shell import Word, commands

FORM = "nmcli"

_PROGRAM = re.compile(r"nmcli(?=\s)")
_ALIASES = {"con-name": "connection.id", "apn": "gsm.apn", "user": "gsm.username", "username": "gsm.username",
            "password": "gsm.password", "autoconnect": "connection.autoconnect", "ifname": "ifname",
            "save": "save", "type": "connection.type", "ip4": "ipv4.addresses", "ip6": "ipv6.addresses",
            "gw4": "ipv4.gateway", "gw6": "ipv6.gateway", "master": "master"}  # fmt: skip
_KEYS = {"gsm.home-only": "roaming", "gsm.sim-id": "sim", "gsm.sim-operator-id": "sim",
         "ipv4.route-metric": "metric"}  # fmt: skip
_SECTIONS = ("connection", "gsm", "ipv4", "ipv6", "ppp", "serial", "user", "proxy")
_IGNORED = ("gsm.number", "save", "connection.type", "connection.uuid", "master")
_YES = ("yes", "true", "on", "1")


def find(page: Page) -> Iterator[Found]:
    """All commands for one connection ask for the same: what is added, and then modified, is one."""
    read = list(_commands(page))
    values: dict[str, dict[str, Value]] = {}
    for draft, _ in read:
        values.setdefault(draft.name, {}).update(draft.values)
    for draft, last in read:
        draft.values = values[draft.name] if draft.name else draft.values
        yield draft.found(last)


def _commands(page: Page) -> Iterator[tuple[Draft, int]]:
    """Each with its last line."""
    for command in commands(page, _PROGRAM):
        words = list(command.words)
        verb = _verb(words)
        if not verb:
            continue
        draft = Draft(FORM, command.first)
        if verb == "modify" and words:
            name = words.pop(0)
            draft.name = words.pop(0).text if name.text in ("id", "uuid", "path") and words else name.text
        if _properties(draft, words, is_added=verb == "add"):
            yield draft, command.last


def _verb(words: list[Word]) -> str | None:
    """Takes the words up to it; nmcli knows all words by their beginning."""
    while words and words[0].text.startswith("-"):
        words.pop(0)
    if len(words) < 2 or not "connection".startswith(words.pop(0).text):
        return None
    verb = words.pop(0).text
    return next((known for known in ("add", "modify") if known.startswith(verb)), None)


def _properties(draft: Draft, words: list[Word], *, is_added: bool) -> bool:
    """Reads pairs of a property and its value; whether they are a modem's."""
    said: dict[str, str] = {}
    while len(words) > 1:
        word, value = words.pop(0), words.pop(0)
        name = _ALIASES.get(word.text, word.text.lstrip("+"))
        if not re.fullmatch(r"[a-z0-9-]+\.[\w.-]+", name) and word.text not in _ALIASES:
            break  # prose, or the second half of a password that has no quotes
        said[name] = value.text
        _property(draft, name, value)
    if is_added and said.get("connection.type") == "gsm" and "gsm.apn" not in said and "gsm.auto-config" not in said:
        message = "no apn: the SIM's default is used where the network has one, else it refuses"
        draft.mistake("apn-missing", draft.first, message, "add apn and the APN of the SIM")
    if is_added:
        return said.get("connection.type") == "gsm"
    return any(name.startswith("gsm.") for name in said)


def _property(draft: Draft, name: str, value: Word) -> None:
    if name == "connection.id":
        draft.name = value.text
    elif name in ("ifname", "connection.interface-name"):
        draft.port = "" if value.text in ("*", "") else value.text
    elif name in ("gsm.pin-flags", "gsm.password-flags"):
        _flags(draft, name, value.text, value.line)
    elif name not in _IGNORED:
        setting(draft, name, value.text, value.line)


def setting(draft: Draft, name: str, text: str, line: int) -> None:
    """A property by NetworkManager's name."""
    if name == "gsm.auto-config":
        if text.lower() in _YES:
            draft.value("apn", "auto", line)
    elif name == "gsm.home-only":
        draft.value("roaming", "no" if text.lower() in _YES else "yes", line)
    else:
        _other(draft, name, text, line)


def _other(draft: Draft, name: str, text: str, line: int) -> None:
    from .. import properties  # many, and most pages have no such command
    from ..fields import SAME_AS

    key = _KEYS.get(name) or SAME_AS.get(name)
    section, _, rest = name.partition(".")
    if key:
        draft.value(key, text, line)
    elif section in _SECTIONS and properties.find(section, rest):
        draft.value(name, text, line)
    else:
        draft.lose(line, f"{name} has no place here")


def _flags(draft: Draft, name: str, text: str, line: int) -> None:
    if text.strip() not in ("0", ""):
        message = f"{name} {text}: NetworkManager asks somebody at the screen for it, and without one does not connect"
        draft.mistake("keyfile-invalid", line, message, f"write {name} 0, and the secret")
