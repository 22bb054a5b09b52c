"""cellular.conf: one section a connection; see docs/cellular.conf.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .. import ownership, properties
from ..ethernet_profile import EthernetProfile
from ..failover import settings
from ..fields import FIELDS, SAME_AS, dial_number
from ..ini import Document, Entry, Section
from ..keyfile import Value
from ..problem import Location, Problem, ValueRefused, error, warning
from ..profile import DIAL_NUMBER, CellularProfile, Source
from . import Parsed, moved_secrets
from .quotes import advice, unquoted

SETTINGS_SECTION = "nm-cellular"
_GUESSES = 100
"""A look for a similar key takes a millisecond; a file of nothing but unknown keys shall not take minutes."""


def parse(document: Document, name: str) -> Parsed:
    reader = _Reader(document, name)
    for section in document.sections:
        reader.section(section)
    return reader.parsed()


class _Reader:
    """Collects the connections of one cellular.conf."""

    def __init__(self, document: Document, name: str) -> None:
        self._document = document
        self._name = name
        self._problems = list(document.problems)
        self._profiles: list[CellularProfile] = []
        self._ethernet: list[EthernetProfile] = []
        self._broken = {document.file} if document.broken else set()
        self._seen: dict[str, Location] = {}
        self._move_secrets = False
        self._failover: settings.Failover | None = None

    def section(self, section: Section) -> None:
        if section.name.lower() == SETTINGS_SECTION:
            self._settings(section)
        elif section.name.split()[0].lower() == "modeswitch":
            self._stick(section)
        elif section.name.split()[0].lower() == "watch":
            self._watch(section)
        elif settings.is_ours(section):
            self._take_failover(section)
        else:
            self._connection(section)

    def _settings(self, section: Section) -> None:
        if section.name != SETTINGS_SECTION:
            message = f"[{section.name}] was read as [{SETTINGS_SECTION}]"
            self._problems.append(warning(section.at, message, "write it in lower case"))
        for entry in section.entries:
            if entry.key != "secrets" or entry.value.lower() not in ("move", "keep"):
                message = f"[{SETTINGS_SECTION}] knows secrets = move and secrets = keep, not this `{entry.shown}`"
                self._problems.append(error(entry.key_at, message, "write one of the two, or delete the line"))
            else:
                self._move_secrets = entry.value.lower() == "move"

    def _connection(self, section: Section) -> None:
        source = Source(self._document.file, self._name, section.name)
        profile, problems = connection(section, source, guesses=_GUESSES - len(self._problems))
        if first := self._seen.get(section.name):
            problems.append(
                error(section.at, f"[{section.name}] stands here again, after line {first.line}", "join the two")
            )
        self._seen.setdefault(section.name, section.at)
        if section.broken or any(problem.is_error for problem in problems):
            self._broken.add(str(source))
            self._problems += problems
        else:
            self._profiles.append(replace(profile, problems=tuple(problems)) if problems else profile)

    def _watch(self, section: Section) -> None:
        """`nm-cellular watch` heeds such a section; here it has to be right."""
        from ..watch import reading

        self._problems += reading.section(section).problems

    def _take_failover(self, section: Section) -> None:
        source = str(Source(self._document.file, self._name, settings.HEADING))
        found, problems = settings.read(section, source)
        if self._failover:
            problems += (error(section.at, f"[{section.name}] stands here again", "join the two"),)
        if any(problem.is_error for problem in problems):
            self._broken.add(source)
        self._failover = found
        self._problems += problems

    def _stick(self, section: Section) -> None:
        """`nm-cellular switch` does what such a section asks for; here it has to be right, and may be a connection."""
        from ..modeswitch import ethernet, reading

        source = Source(self._document.file, self._name, section.name)
        read = reading.section(section)
        problems = list(read.problems)
        made = [profile for known in read.known if (profile := ethernet.profile(known, source))]
        problems += [found for profile in made if (found := ethernet.contradiction(profile, self._ethernet))]
        if any(problem.is_error for problem in problems):
            self._broken.add(str(source))
        else:
            self._ethernet += made
        self._problems += problems

    def parsed(self) -> Parsed:
        profiles = tuple(profile for profile in self._profiles if str(profile.source) not in self._broken)
        return Parsed(
            profiles,
            tuple(self._problems),
            frozenset(self._broken),
            move_secrets=self._move_secrets,
            ethernet=tuple(self._ethernet),
            failover=self._failover if self._failover and self._failover.source not in self._broken else None,
        )


def connection(section: Section, source: Source, *, guesses: int) -> tuple[CellularProfile, list[Problem]]:
    """The profile that a section describes; it is incomplete where a problem is an error.

    guesses: for how many unknown keys a similar one is looked for.
    """
    reader = _Connection(guesses)
    for entry in section.entries:
        reader.entry(entry)
    values: dict[str, Any] = {"id": section.name, "uuid": source.uuid()} | reader.values
    if "apn" not in reader.origins and not any(problem.is_error for problem in reader.problems):
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


def _without_limit(reader: _Connection) -> list[Problem]:
    if not reader.values.get("data_limit_stop") or "data_limit" in reader.values:
        return []
    message = "data-limit-stop: there is no data-limit to stop at"
    return [error(reader.origins["data-limit-stop"], message, "write data-limit = 2 GB/month too")]


def _not_allowed(reader: _Connection) -> list[Problem]:
    preferred, modes = reader.values.get("preferred_mode"), reader.values.get("modes")
    if not isinstance(modes, tuple) or preferred in (None, *modes) or "any" in modes:
        return []
    message = f"preferred-mode: {preferred} is not among the modes {', '.join(modes)}"
    return [error(reader.origins["preferred-mode"], message, f"write it in line {reader.origins['modes'].line} too")]


class _Connection:
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
        return f"did you mean `{near}`?" if near else "see docs/cellular.conf.md for the keys"

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
