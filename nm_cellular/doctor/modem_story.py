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


class _Read(NamedTuple):
    """A report, and what it says: by field, and on the network.  Many stories may share it."""

    report: ModemReport
    fields: Sequence[tuple[str, Known]]
    words: Sequence[Known]

    @classmethod
    def of(cls, report: ModemReport) -> _Read:
        return cls(report, tuple(_fields(report)), tuple(_network_words(report)))


@dataclass(frozen=True, slots=True)
class Story:
    """Reports of one modem with one firmware, oldest first; said: every value of a field; words: on the network."""

    reports: tuple[ModemReport, ...]
    said: Mapping[str, Sequence[Known]]
    words: Sequence[Known]

    @classmethod
    def of(cls, read: Sequence[_Read]) -> Story:
        said: dict[str, list[Known]] = {}
        for each in read:
            for field, known in each.fields:
                said.setdefault(field, []).append(known)
        for every in said.values():
            every.sort(key=_age)
        words = sorted((word for each in read for word in each.words), key=_age)
        return cls(tuple(each.report for each in read), said, words)

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

    def last_off(self) -> Known | None:
        """The last operating mode with the radio off."""
        return next((mode for mode in reversed(self.every("operating_mode")) if mode.value in RADIO_OFF), None)

    def was_off(self, at: Source) -> bool:
        """Whether the radio was off, by its operating mode, when that line was written."""
        before = [mode for mode in self.every("operating_mode") if mode.source.precedes(at)]
        return bool(before) and before[-1].value in RADIO_OFF

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
    reports = [_Read.of(report) for report in evidence.of(ModemReport)]
    devices = dict.fromkeys(each.report.device for each in reports if _is_a_place(each.report.device))
    # Nobody has many modems in one log; what names none is then looked at by itself.
    shared = devices if len(devices) <= _MANY else {"": None, **devices}
    parted = _parted(reports, shared)
    of_each = parted if len(devices) > 1 else [reports]
    ends: dict[tuple[int, ...], str] = {}
    return tuple(Story.of(_till_solved(part, evidence, ends)) for each in of_each for part in _by_firmware(each))


def _parted(reports: Sequence[_Read], devices: Collection[str]) -> list[list[_Read]]:
    """Of each device, in order; what names none is of all of them, unless it is asked for by itself."""
    parts: dict[str, list[_Read]] = {device: [] for device in devices}
    for each in reports:
        if each.report.device in parts:
            parts[each.report.device].append(each)
        elif not each.report.device:
            for part in parts.values():
                part.append(each)
    return list(parts.values())


def _is_a_place(device: str) -> bool:
    """Below /sys, as ModemManager names a modem, and no port."""
    return device.startswith("/") and not device.startswith("/dev/")


def _till_solved(reports: Sequence[_Read], evidence: Evidence, ends: dict[tuple[int, ...], str]) -> Sequence[_Read]:
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
    return [each for paste in pastes[:end] for each in paste]


def _pastes(reports: Sequence[_Read], evidence: Evidence) -> Iterator[list[_Read]]:
    paste: list[_Read] = []
    for each in reports:
        source = each.report.source
        last = paste[-1].report.source if paste else source
        if last.origin == source.origin and are_parted(evidence, last, source):
            yield paste
            paste = []
        paste.append(each)
    if paste:
        yield paste


def _end(story: Story) -> str:
    """registered, trouble, or empty where nothing tells."""
    if story.status():
        return "registered" if story.is_registered() else "trouble"
    return "trouble" if any(story.value(field) in values for field, values in _TROUBLE.items()) else ""


def _by_firmware(reports: Sequence[_Read]) -> Iterator[list[_Read]]:
    """Who flashed another variant has, for what comes after, another modem."""
    current = ""
    part: list[_Read] = []
    for each in reports:
        revision = each.report.revision
        named = firmware_variants.of_firmware(revision) if revision else None
        if named and current and str(named) != current:
            yield part
            part = []
        current = str(named) if named else current
        part.append(each)
    if part:
        yield part
