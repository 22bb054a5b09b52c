"""NetworkManager keyfiles, whole or partial, in a text: [connection] and [gsm] sections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from .. import ini
from ..formats import Parsed
from ..problem import Problem
from ..profile import CellularProfile, Secret
from ..text import Text
from .draft import Draft
from .page import Page
from .recipe import Found

FORM = "keyfile"

_HEADING = re.compile(r"\[(?:connection|gsm)\][ \t]*$", re.MULTILINE)
_OURS = re.compile(r"\[gsm\]|\btype[ \t]*=[ \t]*\"?gsm", re.IGNORECASE)
_LINE = re.compile(r"\s*(?:\[[\w.-]+\]|[A-Za-z][\w.-]*\s*=.*|[#;].*)?\s*")
_QUOTED = re.compile(r"(\s*[\w.-]+\s*=\s*)\"([^\"]+)\"\s*")
_LONGEST = 200
"""Lines of a keyfile."""

_PASSES = 5
"""One mistake may hide another."""


def find(page: Page) -> Iterator[Found]:
    ended = 0
    for number, _ in page.search_lines(_HEADING):
        if number <= ended:
            continue
        ended = _end(page, number)
        if found := _read(page, number, ended):
            yield found


def _end(page: Page, number: int) -> int:
    """The last line before one that is none of a keyfile's, or before the next [connection]."""
    last = number
    for line in range(number + 1, min(number + _LONGEST, len(page.lines)) + 1):
        text = page.line(line)
        if not _LINE.fullmatch(text) or text.strip() == "[connection]":
            break
        last = line if text.strip() else last
    return last


def _read(page: Page, first: int, last: int) -> Found | None:
    """None where it is no modem's, or can't be read as one."""
    lines = list(page.lines[first - 1 : last])
    if not _OURS.search("\n".join(lines)):
        return None
    document, _ = _parsed(lines, page, first)
    parsed, problems = _without_refused(lines, page, first)
    draft = Draft(FORM, first)
    for profile in parsed.profiles:
        problems += profile.problems
        _carry(draft, profile)
    for problem in problems:
        line = problem.where.line or first
        draft.mistake(_check(problem), line, problem.message, problem.hint, is_fatal=problem.is_error)
    _flags(draft, document)
    return None if parsed.others else draft.found(last)


def _parsed(lines: Sequence[str], page: Page, first: int) -> tuple[ini.Document, Parsed]:
    from ..formats import nm_keyfile  # which knows all of NetworkManager's properties; most pages have no keyfile

    document = ini.parse(Text(page.name, "".join(f"{line}\n" for line in lines)), first=first)
    return document, nm_keyfile.parse(document, page.name)


def _without_refused(lines: list[str], page: Page, first: int) -> tuple[Parsed, list[Problem]]:
    """What the profile asks for beside what NetworkManager refuses, and all that is wrong in it."""
    problems: dict[Problem, None] = {}
    for _ in range(_PASSES):
        _, parsed = _parsed(lines, page, first)
        problems |= dict.fromkeys(parsed.problems)
        wrong = [problem.where.line - first for problem in parsed.problems if problem.is_error and problem.where.line]
        for place in wrong:
            quoted = _QUOTED.fullmatch(lines[place])
            lines[place] = quoted[1] + quoted[2] if quoted else ""
        if not wrong:
            break
    return parsed, list(problems)


def _check(problem: Problem) -> str:
    return "dial-number" if "number" in problem.message else "keyfile-invalid"


def _flags(draft: Draft, document: ini.Document) -> None:
    entries = [entry for section in document.sections if section.name == "gsm" for entry in section.entries]
    for entry in entries:
        if entry.key in ("password-flags", "pin-flags") and entry.value not in ("", "0"):
            secret = entry.key.removesuffix("-flags")
            message = f"{entry.key}={entry.value}: NetworkManager asks somebody at the screen for the {secret}"
            hint = f"write {secret}=… and {entry.key}=0, or delete the line where there is no {secret}"
            draft.mistake("keyfile-invalid", entry.key_at.line or draft.first, message, hint)


def _carry(draft: Draft, profile: CellularProfile) -> None:
    if "connection.id" in profile.origins:
        draft.name = profile.id.strip('"')
    for key, text in _values(profile).items():
        if text is not None:
            draft.value(key, text, _line(profile, key, draft.first))
    for section, entries in profile.properties.items():
        for key, value in entries:
            if value not in ("", ()) and not key.endswith("-flags"):
                line = profile.origins.get(f"{section}.{key}")
                text = value if isinstance(value, str) else ",".join(value)
                draft.value(f"{section}.{key}", text, (line.line if line else None) or draft.first)


def _line(profile: CellularProfile, key: str, first: int) -> int:
    name = next((name for name, ours in _PLACES.items() if ours == key), "")
    place = profile.origins.get(name)
    return (place.line if place else None) or first


_PLACES: Mapping[str, str] = {
    "connection.uuid": "uuid", "connection.autoconnect": "autoconnect", "connection.autoconnect-priority": "priority",
    "connection.autoconnect-retries": "retries", "connection.metered": "metered", "gsm.apn": "apn",
    "gsm.username": "username", "gsm.password": "password", "gsm.pin": "pin", "gsm.home-only": "roaming",
    "gsm.sim-id": "sim", "gsm.sim-operator-id": "sim", "gsm.device-id": "modem", "gsm.mtu": "mtu",
    "gsm.network-id": "network", "gsm.initial-eps-bearer-apn": "initial-eps-bearer", "ipv4.method": "ipv4",
    "ipv6.method": "ipv6",
}  # fmt: skip


def _values(profile: CellularProfile) -> dict[str, str | None]:
    """What the keyfile says, by the keys of cellular.conf; None where it says nothing or what is the default."""
    said = {ours for name, ours in _PLACES.items() if name in profile.origins}
    values = {
        "apn": profile.apn,
        "username": profile.username,
        "password": _revealed(profile.password),
        "pin": _revealed(profile.pin),
        "uuid": profile.uuid,
        "autoconnect": None if profile.autoconnect else "no",
        "priority": _text(profile.priority),
        "retries": _text(profile.retries),
        "metered": profile.metered,
        "roaming": "no" if profile.roaming is False else None,
        "sim": profile.sim_id or profile.sim_operator_id,
        "modem": profile.modem,
        "mtu": _text(profile.mtu),
        "network": profile.network_id,
        "initial-eps-bearer": profile.initial_eps_bearer,
        "ipv4": None if profile.ipv4 == "auto" else profile.ipv4,
        "ipv6": None if profile.ipv6 == "auto" else profile.ipv6,
    }
    return {key: value for key, value in values.items() if key in said}


def _revealed(secret: Secret | None) -> str | None:
    return secret.reveal() if secret else None


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)
