"""One connection of cellular.conf: our own keys, and NetworkManager's properties by nmcli's names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import ownership, properties
from ..fields import FIELDS, SAME_AS, dial_number
from ..ini import Entry, Section
from ..keyfile import Value
from ..problem import Location, Problem, ValueRefused, error, warning
from ..profile import DIAL_NUMBER, CellularProfile, Source
from . import moved_secrets
from .quotes import advice, unquoted


def read(section: Section, source: Source, *, guesses: int) -> tuple[CellularProfile, list[Problem]]:
    """The profile that a section describes; it is incomplete where a problem is an error.

    guesses: for how many unknown keys a similar one is looked for.
    """
    reader = _Reader(guesses)
    for entry in section.entries:
        reader.entry(entry)
    values: dict[str, Any] = {"id": section.name, "uuid": source.uuid()} | reader.values
    is_whole = not section.broken and not any(problem.is_error for problem in reader.problems)
    if "apn" not in reader.origins and is_whole:
        reader.problems.append(
            warning(section.at, "no apn is given; the network's default will be used", "write apn = …")
        )
    reader.problems += _not_allowed(reader) + _without_limit(reader)
    values["moved"] = tuple(key for key in moved_secrets(section) if values.get(key) is None)
    profile = CellularProfile(
        source=source,
        **values,
        properties=_grouped(reader.properties),
        origins={"id": section.at} | reader.origins,
    )
    return profile, reader.problems


def _without_limit(reader: _Reader) -> list[Problem]:
    if not reader.values.get("data_limit_stop") or "data_limit" in reader.values:
        return []
    message = "data-limit-stop: there is no data-limit to stop at"
    return [error(reader.origins["data-limit-stop"], message, "write data-limit = 2 GB/month too")]


def _not_allowed(reader: _Reader) -> list[Problem]:
    preferred, modes = reader.values.get("preferred_mode"), reader.values.get("modes")
    if not isinstance(modes, tuple) or preferred in (None, *modes) or "any" in modes:
        return []
    message = f"preferred-mode: {preferred} is not among the modes {', '.join(modes)}"
    return [error(reader.origins["preferred-mode"], message, f"write it in line {reader.origins['modes'].line} too")]


class _Reader:
    """Collects the fields and properties of one section."""

    def __init__(self, guesses: int) -> None:
        self._guesses = guesses
        self.values: dict[str, object] = {}
        self.properties: dict[str, tuple[tuple[str, Value], ...]] = {}
        self.origins: dict[str, Location] = {}
        self.problems: list[Problem] = []

    def entry(self, entry: Entry) -> None:
        key = SAME_AS.get(entry.key, entry.key)
        if problem := self._key_problem(key, entry):
            self.problems.append(problem)
            return
        self.origins |= dict.fromkeys(_decided(key), entry.value_at)
        value, problem = unquoted(entry, straight=True)
        self.problems += [problem] if problem else []
        try:
            if key in FIELDS:
                self._field(key, value, entry)
            else:
                self._property(key, value, entry)
        except ValueRefused as refused:
            at = entry.value_at if entry.value else entry.key_at
            column = (at.column or 1) + refused.offset + entry.value.find(value)
            where = Location(at.file, at.line, column)
            self.problems.append(error(where, f"{entry.key}: {refused.message}", advice(value) or refused.hint))

    def _key_problem(self, key: str, entry: Entry) -> Problem | None:
        if key not in FIELDS and not _property(key):
            return error(entry.key_at, f"{entry.shown}: there is no such key", self._did_you_mean(key))
        if key == "connection.type":
            message = f"{key}: a connection of this file is always of type gsm"
            return error(entry.key_at, message, "delete the line")
        if first := next((self.origins[name] for name in _decided(key) if name in self.origins), None):
            message = f"{entry.key}: this is decided in line {first.line} already"
            return error(entry.key_at, message, "delete one of the two lines")
        return None

    def _field(self, key: str, value: str, entry: Entry) -> None:
        self.values |= FIELDS[key].parse(value)
        if key == "number" and (wrong := dial_number(value)[1]):
            self._warn(
                entry,
                f"{wrong}: `{value}` was read as {DIAL_NUMBER}",
                f"write number = {DIAL_NUMBER}, or delete the line",
            )

    def _property(self, key: str, value: str, entry: Entry) -> None:
        if found := _property(key):
            self.properties[key] = properties.entries(found, value)
            names = (f"{found.setting}.{name}" for name, _ in self.properties[key])
            self.origins |= dict.fromkeys(names, entry.value_at)

    def _did_you_mean(self, key: str) -> str:
        self._guesses -= 1
        near = _similar(key) if self._guesses >= 0 else None
        return f"did you mean `{near}`?" if near else "cellular.conf(5), or docs/cellular.conf.md, has the keys"

    def _warn(self, entry: Entry, message: str, hint: str) -> None:
        self.problems.append(warning(entry.value_at, message, hint))


def _decided(key: str) -> tuple[str, ...]:
    """The field and the properties under it, each of which may be decided once."""
    return (key, *FIELDS[key].decides) if key in FIELDS else (key,)


def _property(key: str) -> properties.Property | None:
    """NetworkManager's of that nmcli name, but for what is our own to write."""
    name = key.split(".", 1)
    return properties.find(*name) if len(name) > 1 and not ownership.is_reserved(*name) else None


def _similar(key: str) -> str | None:
    from difflib import get_close_matches

    return next(iter(get_close_matches(key, FIELDS, n=1)), None) or properties.suggest(key)


def _grouped(
    found: Mapping[str, tuple[tuple[str, Value], ...]],
) -> dict[str, tuple[tuple[str, Value], ...]]:
    """Properties by section, as the keyfile wants them."""
    sections: dict[str, tuple[tuple[str, Value], ...]] = {}
    for name, entries in found.items():
        section = name.split(".", 1)[0]
        sections[section] = sections.get(section, ()) + entries
    return sections
