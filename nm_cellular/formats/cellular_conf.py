"""cellular.conf: one section a connection; see docs/cellular.conf.md."""

from __future__ import annotations

from dataclasses import replace

from ..ethernet_profile import EthernetProfile
from ..failover import settings
from ..ini import Document, Section
from ..problem import Location, error, warning
from ..profile import CellularProfile, Source
from . import Parsed, connection

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
            return
        others = {"modeswitch": self._stick, "watch": self._watch, settings.HEADING: self._take_failover}
        others.get(section.name.split()[0].lower(), self._connection)(section)

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
        profile, problems = connection.read(section, source, guesses=_GUESSES - len(self._problems))
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
