"""NetworkManager keyfiles in system-connections/, whole or partial, as balena and resinOS have them.

What is missing is filled in; what NetworkManager would refuse, drop or ignore is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from .. import ownership, properties
from ..fields import dial_number
from ..ini import Document, Entry, Section
from ..keyfile import Value, bad_escape, split, unescape
from ..problem import Location, Problem, Severity, ValueRefused, error, warning
from ..profile import DIAL_NUMBER, CellularProfile, Secret, Source
from . import Parsed, moved_secrets
from .quotes import advice, unquoted


def _text(field: str) -> Callable[[str], dict[str, object]]:
    return lambda text: {field: text}


def _number(field: str) -> Callable[[str], dict[str, object]]:
    return lambda text: {field: int(text, 0)}


def _secret(field: str) -> Callable[[str], dict[str, object]]:
    return lambda text: {field: Secret(text)}


_TRUE = ("true", "1")

_FIELDS: Mapping[str, Callable[[str], dict[str, object]]] = {
    "connection.id": _text("id"),
    "connection.uuid": lambda text: {"uuid": text.lower()},
    "connection.autoconnect": lambda text: {"autoconnect": text.strip() in _TRUE},
    "connection.autoconnect-priority": _number("priority"),
    "connection.autoconnect-retries": _number("retries"),
    "connection.metered": _text("metered"),
    "gsm.apn": lambda text: {"apns": (text,)},
    "gsm.username": _text("username"),
    "gsm.password": _secret("password"),
    "gsm.pin": _secret("pin"),
    "gsm.home-only": lambda text: {"roaming": text.strip() not in _TRUE},
    "gsm.sim-id": _text("sim_id"),
    "gsm.sim-operator-id": _text("sim_operator_id"),
    "gsm.device-id": _text("modem"),
    "gsm.mtu": _number("mtu"),
    "gsm.network-id": _text("network_id"),
    "gsm.initial-eps-bearer-apn": _text("initial_eps_bearer"),
    "ipv4.method": _text("ipv4"),
    "ipv6.method": _text("ipv6"),
}
"""What the profile has a field for; the rest is carried over as it is."""

_TYPE = "gsm"


def parse(document: Document, name: str) -> Parsed:
    """A keyfile is one connection; one that is not cellular is only counted."""
    if not _is_cellular(document):
        return Parsed(others=1)
    source = Source(document.file, name)
    reader = _Reader()
    for section in document.sections:
        reader.section(section)
    problems = document.problems + tuple(reader.problems)
    if any(problem.is_error for problem in problems):
        return Parsed(problems=problems, broken=frozenset({document.file}))
    profile = replace(_profile(reader, document, source), problems=tuple(reader.problems))
    return Parsed((profile,), document.problems)


def _is_cellular(document: Document) -> bool:
    sections = [(section.name.lower(), section.entries) for section in document.sections]
    types = [entry for name, entries in sections if name == "connection" for entry in entries if entry.key == "type"]
    return _plain(types[-1]) == _TYPE if types else _TYPE in dict(sections)


def _plain(entry: Entry) -> str:
    """The type as it was meant; NetworkManager refuses GSM and "gsm"."""
    return unquoted(entry, straight=True)[0].lower()


def _profile(reader: _Reader, document: Document, source: Source) -> CellularProfile:
    name = PurePath(document.file).name.removesuffix(".nmconnection")
    values: dict[str, Any] = {"id": name, "uuid": source.uuid()} | reader.values
    moved = {key for section in document.sections for key in moved_secrets(section) if key not in values}
    return CellularProfile(
        source=source,
        **values,
        properties={section: tuple(entries.items()) for section, entries in reader.properties.items()},
        origins={"id": Location(document.file)} | reader.origins,
        moved=tuple(sorted(moved)),
    )


class _Reader:
    """Collects fields and properties as libnm would read them: of a repeated key the last counts."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {}
        self.properties: dict[str, dict[str, Value]] = {}
        self.origins: dict[str, Location] = {}
        self.problems: list[Problem] = []

    def section(self, section: Section) -> None:
        name = section.name.lower()
        if name != section.name:
            self.problems.append(
                warning(section.at, f"[{section.name}] was read as [{name}]", "NetworkManager wants it so")
            )
        if complaint := properties.check_section(name):
            self.problems.append(Problem(complaint.severity, section.at, complaint.message, complaint.hint))
            return
        if properties.full_name(name) not in properties.settings():
            # Most make NetworkManager refuse the profile, and none is known well enough here to be checked.
            self._warn(section.at, f"[{name}] has no place in a cellular profile and was left out", "delete it")
            return
        for entry in section.entries:
            self._entry(properties.full_name(name), entry)

    def _entry(self, section: str, entry: Entry) -> None:
        name = f"{section}.{entry.key}"
        if first := self.origins.get(name):
            self._warn(
                entry.key_at,
                f"{entry.shown} stands here again, after line {first.line}; this one counts",
                "delete one of the two lines",
            )
        self.origins[name] = entry.value_at
        if name == "connection.type":
            self._type(entry)
        elif not ownership.is_reserved(section, entry.key):
            self._property(section, entry, name)

    def _type(self, entry: Entry) -> None:
        if entry.value != _TYPE:
            self._warn(entry.value_at, f"`{entry.value}` was read as {_TYPE}", f"write type={_TYPE}")

    def _property(self, section: str, entry: Entry, name: str) -> None:
        raw, problem = unquoted(entry, straight=name == "gsm.number")
        self.problems += [problem] if problem else []
        try:
            if name == "gsm.number" and raw:
                self._number(entry, raw)
            else:
                self._value(section, entry, raw)
        except ValueRefused as refused:
            at = entry.value_at
            where = Location(at.file, at.line, (at.column or 1) + entry.value.find(raw) + refused.offset)
            self.problems.append(error(where, f"{entry.key}: {refused.message}", advice(raw) or refused.hint))

    def _value(self, section: str, entry: Entry, raw: str) -> None:
        value = _decoded(raw, listed=properties.is_list(section, entry.key))
        key = entry.key if properties.find_in_keyfile(section, entry.key) else entry.shown
        if complaint := properties.check_keyfile_value(section, key, value):
            self._complain(entry, complaint)
        else:
            self._set(section, key, value)

    def _complain(self, entry: Entry, complaint: properties.Complaint) -> None:
        at = entry.value_at if entry.value else entry.key_at
        left_out = "; the line was left out" if complaint.severity is Severity.WARNING else ""
        hint = advice(entry.value) or complaint.hint
        self.problems.append(Problem(complaint.severity, at, complaint.message + left_out, hint))

    def _number(self, entry: Entry, raw: str) -> None:
        number, wrong = dial_number(raw)
        if wrong:
            self._warn(
                entry.value_at,
                f"{wrong}: `{entry.value}` was read as {number}",
                f"write number={DIAL_NUMBER}, or delete it",
            )
        self.values["number"] = number

    def _set(self, section: str, key: str, value: Value) -> None:
        name = f"{section}.{key}"
        if isinstance(value, str) and name in _FIELDS:
            self.values |= _FIELDS[name](value)
        else:
            self.properties.setdefault(section, {})[key] = value

    def _warn(self, at: Location, message: str, hint: str) -> None:
        self.problems.append(warning(at, message, hint))


def _decoded(raw: str, *, listed: bool) -> Value:
    bad = bad_escape(raw, listed=listed)
    if bad is None:
        return split(raw) if listed else unescape(raw)
    message = "NetworkManager does not know this escape and drops the whole value"
    raise ValueRefused(message, "write \\\\ for a backslash, and ; as it is", bad)
