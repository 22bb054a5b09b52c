"""It was tried inside a container, which has neither the bus, nor PPP, nor udev's events."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ..doctor.evidence import Evidence
from ..doctor.facts.dialing import PppStep, Prose
from ..doctor.facts.message import Message
from ..doctor.facts.modem import ModemReport, NoModems, Refusal
from ..doctor.facts.system import Container, MissingModule
from ..doctor.facts.usb import ModeSwitchRun
from ..doctor.finding import Confidence, Finding, Severity
from ..doctor.source import Source

SLUGS = ("container",)

_NOT_ALLOWED = ("Operation not permitted", "Permission denied", "No such device or address")
_BUS = ("ould not connect", "Failed to connect to bus", "system_bus_socket", "Failed to get D-Bus")
_NO_SYSTEMD = "not been booted with systemd"
_OFTEN = 3
_PROSE = re.compile(r"\b(?:in|inside|from|within|on) (?:\w+ ){0,2}(?:\S+ )?container\b", re.IGNORECASE)
_FAILS = re.compile(r"\b(?:not|n't|error|errors|fails?|no network)\b|n't\b", re.IGNORECASE)
_USB = ("Libusb could not access USB", "Libusb failed", "Could not claim interface", "Error opening the device")


def find(evidence: Evidence) -> Iterator[Finding]:
    marks = evidence.of(Container)
    failed = list(_failures(evidence))
    if marks and failed:
        kind = next((each.kind for each in marks if each.kind), "container")
        asked = any(mark.source.text == mark.kind for mark in marks)  # systemd-detect-virt
        sure = Confidence.CERTAIN if asked or any(map(_is_a_containers, failed)) else Confidence.LIKELY
        yield _finding(kind, (*failed[:3], marks[0].source), sure, Severity.ERROR)
    elif marks and evidence.live and (failure := evidence.why_not(ModemReport)):
        bus = Source("D-Bus", 0, failure.why)
        yield _finding(marks[0].kind, (bus, marks[0].source), Confidence.LIKELY, Severity.ERROR)
    elif len(told := _told(evidence)) >= _OFTEN:
        kind = "balena" if any("balena" in each.text.lower() for each in told) else "docker"
        yield _finding(kind, told[:3], Confidence.POSSIBLE, Severity.WARNING)


def _finding(kind: str, because: Sequence[Source], confidence: Confidence, severity: Severity) -> Finding:
    return Finding(
        "container",
        subject=kind,
        says="it was tried inside a container, which the kernel and the system's services keep from the modem",
        do=_do(kind),
        because=tuple(because),
        severity=severity,
        confidence=confidence,
    )


def _told(evidence: Evidence) -> list[Source]:
    """Sentences of somebody who has it work elsewhere and not there."""
    prose = [each.source for each in evidence.of(Prose) if _PROSE.search(each.source.text)]
    return prose if any(_FAILS.search(each.text) for each in prose) else []


def _failures(evidence: Evidence) -> Iterator[Source]:
    """What fails in a container alone, or for want of rights."""
    yield from (step.source for step in evidence.of(PppStep) if step.step in ("module-missing", "not-root"))
    yield from (run.source for run in evidence.of(ModeSwitchRun) if _has(run.error, _USB))
    yield from (refusal.source for refusal in evidence.of(Refusal) if _has(refusal.error, (*_BUS, *_NOT_ALLOWED)))
    yield from (each.source for each in evidence.of(MissingModule) if each.tool != "modprobe.d")
    yield from (mark.source for mark in evidence.of(Container) if _NO_SYSTEMD in mark.source.text)
    if any(mark.source.text == mark.kind or mark.source.text.startswith("root@") for mark in evidence.of(Container)):
        yield from (each.source for each in evidence.of(NoModems))
    yield from (
        each.source
        for each in _said(evidence)
        if "libusb" in each.text and "error" in each.text and "segfault" not in each.text
    )


def _said(evidence: Evidence) -> Iterator[Message]:
    """By programs: the kernel names libusb only where somebody crashed in it."""
    return (each for each in evidence.of(Message) if each.program != "kernel")


def _has(text: str, words: Iterable[str]) -> bool:
    return any(word in text for word in words)


def _is_a_containers(failure: Source) -> bool:
    """What hardly anything else than a container says."""
    return _has(failure.text, (_NO_SYSTEMD, *_NOT_ALLOWED))


def _do(kind: str) -> str:
    if kind == "balena":
        return "a profile in system-connections/ of the boot partition: the host's NetworkManager dials"
    return "switch and dial on the host; or docker run --privileged --network host -v /run/dbus:/run/dbus -v /dev:/dev"
