"""What is known of one modem over the time of a log, whoever told it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from . import firmware_variants
from .evidence import Evidence
from .facts.modem import BearerReport, ModemReport
from .passages import are_parted
from .source import Source

RADIO_OFF = ("offline", "low-power", "minimum")
"""Operating modes."""

_REGISTERED_STATES = frozenset({"registered", "connecting", "connected"})
_MANY = 16
_WAITING_STATES = {"searching": "searching", "enabled": "idle"}
_TROUBLE = {"state": ("failed", "locked"), "sim": ("missing", "error", "locked"), "operating_mode": RADIO_OFF}


class Known(NamedTuple):
    value: Any
    source: Source


@dataclass(frozen=True, slots=True)
class Story:
    """Reports of one modem with one firmware, oldest first; said: every value of a field; words: on the network."""

    reports: tuple[ModemReport, ...]
    said: Mapping[str, Sequence[Known]]
    words: Sequence[Known]

    @classmethod
    def of(cls, reports: Sequence[ModemReport]) -> Story:
        said: dict[str, list[Known]] = {}
        for report in reports:
            for field, known in _fields(report):
                said.setdefault(field, []).append(known)
        for every in said.values():
            every.sort(key=_age)
        words = sorted((word for report in reports for word in _network_words(report)), key=_age)
        return cls(tuple(reports), said, words)

    def every(self, field: str) -> Sequence[Known]:
        """Oldest first."""
        return self.said.get(field, ())

    def latest(self, field: str) -> Known | None:
        every = self.every(field)
        return every[-1] if every else None

    def value(self, field: str) -> Any:  # noqa: ANN401  of the field's type, None where it was not said
        known = self.latest(field)
        return known.value if known else None

    def status(self) -> Known | None:
        """The last word on the network: registered, denied, emergency-only, searching or idle."""
        last = self.words[-1] if self.words else None
        if last and last.value == "idle":
            # A modem that was refused, or told to register anew, is idle for a moment: what was before says more.
            before = next((word for word in reversed(self.words) if word.value != "idle"), last)
            return last if before.value == "registered" else before
        return last

    def is_registered(self) -> bool:
        status = self.status()
        return status is not None and status.value == "registered"

    def bearers(self) -> Iterator[tuple[BearerReport, Source]]:
        for report in self.reports:
            for bearer in report.bearers:
                yield bearer, report.where("apn")

    @property
    def subject(self) -> str:
        """The modem's name, for people."""
        return self.value("model") or self.value("device") or "modem"


_FIELDS = {each.name: None for each in fields(ModemReport) if each.name not in ("source", "program", "told", "bearers")}


def _fields(report: ModemReport) -> Iterator[tuple[str, Known]]:
    """Those that were said, each with the first line that says it."""
    lines = {told.field: told.source for told in reversed(report.told)}
    for name in reversed(lines) if lines else _FIELDS:
        value = getattr(report, name) if name in _FIELDS else None
        if value is not None and value != "" and value != ():
            yield name, Known(value, lines.get(name, report.source))


def _age(known: Known) -> tuple[bool, int]:
    """Lines of a log by their number, what is so just now after all."""
    return (not known.source.line, known.source.line)


def _network_words(report: ModemReport) -> Iterator[Known]:
    registration = report.registration
    if registration in ("home", "roaming"):
        yield Known("registered", report.where("registration"))
    elif registration in ("denied", "emergency-only", "searching", "idle"):
        yield Known(registration, report.where("registration"))
    if report.state in _REGISTERED_STATES:
        yield Known("registered", report.where("state"))
    elif report.state in _WAITING_STATES and not registration:
        yield Known(_WAITING_STATES[report.state], report.where("state"))
    if any(bearer.connected for bearer in report.bearers) or (
        report.packet_service == "attached" and registration not in ("denied", "searching")
    ):
        yield Known("registered", report.where("packet_service"))


def stories(evidence: Evidence) -> tuple[Story, ...]:
    """One for each modem; in a log, what names no modem is of all of them."""
    return evidence.view(_stories)


def _stories(evidence: Evidence) -> tuple[Story, ...]:
    reports = evidence.of(ModemReport)
    devices = dict.fromkeys(report.device for report in reports if _is_a_place(report.device))
    # Nobody has many modems in one log; what names none is then looked at by itself.
    shared = devices if len(devices) <= _MANY else {"": None, **devices}
    parted = _parted(reports, shared)
    of_each = parted if len(devices) > 1 else [reports]
    ends: dict[tuple[int, ...], str] = {}
    return tuple(Story.of(_till_solved(part, evidence, ends)) for each in of_each for part in _by_firmware(each))


def _parted(reports: Sequence[ModemReport], devices: Collection[str]) -> list[list[ModemReport]]:
    """Of each device, in order; what names none is of all of them, unless it is asked for by itself."""
    parts: dict[str, list[ModemReport]] = {device: [] for device in devices}
    for report in reports:
        if report.device in parts:
            parts[report.device].append(report)
        elif not report.device:
            for part in parts.values():
                part.append(report)
    return list(parts.values())


def _is_a_place(device: str) -> bool:
    """Below /sys, as ModemManager names a modem, and no port."""
    return device.startswith("/") and not device.startswith("/dev/")


def _till_solved(
    reports: Sequence[ModemReport], evidence: Evidence, ends: dict[tuple[int, ...], str]
) -> Sequence[ModemReport]:
    """A thread often ends with what the modem says when somebody has helped: that is not looked at.

    What a person wrote parts one paste from the next; within one paste the modem may get over its trouble by itself.
    ends: of pastes that were looked at before, since many modems may share them, by the reports that they have.
    """
    pastes = list(_pastes(reports, evidence))
    for paste in pastes:
        if (key := tuple(map(id, paste))) not in ends:
            ends[key] = _end(Story.of(paste))
    ended = [ends[tuple(map(id, paste))] for paste in pastes]
    if "trouble" not in ended:
        return reports
    last = len(ended) - 1 - ended[::-1].index("trouble")
    end = ended.index("registered", last) if "registered" in ended[last:] else len(pastes)
    return [report for paste in pastes[:end] for report in paste]


def _pastes(reports: Sequence[ModemReport], evidence: Evidence) -> Iterator[list[ModemReport]]:
    paste: list[ModemReport] = []
    for report in reports:
        last = paste[-1].source if paste else report.source
        if last.origin == report.source.origin and are_parted(evidence, last, report.source):
            yield paste
            paste = []
        paste.append(report)
    if paste:
        yield paste


def _end(story: Story) -> str:
    """registered, trouble, or empty where nothing tells."""
    if story.status():
        return "registered" if story.is_registered() else "trouble"
    return "trouble" if any(story.value(field) in values for field, values in _TROUBLE.items()) else ""


def _by_firmware(reports: Sequence[ModemReport]) -> Iterator[list[ModemReport]]:
    """Who flashed another variant has, for what comes after, another modem."""
    current = ""
    part: list[ModemReport] = []
    for report in reports:
        named = firmware_variants.of_firmware(report.revision) if report.revision else None
        if named and current and str(named) != current:
            yield part
            part = []
        current = str(named) if named else current
        part.append(report)
    if part:
        yield part
