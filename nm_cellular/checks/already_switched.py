"""A stick's storage message was sent to what is a modem already."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor import sticks
from ..doctor.evidence import Evidence
from ..doctor.facts.usb import ModeSwitchRun, UsbDevice
from ..doctor.finding import Confidence, Finding, Severity
from ..doctor.source import Source
from ..doctor.usb_devices import devices
from ..doctor.usb_ids import is_working_modem, stick, switched_ids

SLUGS = ("already-switched",)

_STORAGE = 8


def find(evidence: Evidence) -> Iterator[Finding]:
    findings = [finding for run in sticks.runs(evidence) for finding in _of_run(evidence, run)]
    yield from sorted(findings, key=lambda finding: (-finding.severity, -len(finding.because), -finding.confidence))[:1]


def _of_run(evidence: Evidence, run: ModeSwitchRun) -> Iterator[Finding]:
    refused = "can't use storage command" in run.error
    if refused or run.interface_class not in (-1, _STORAGE):
        yield _finding(evidence, run, Confidence.CERTAIN)
    elif run.device and run.outcome != "switched" and not stick(run.device) and _is_modem(evidence, run.device):
        yield _finding(evidence, run, Confidence.LIKELY)
    elif run.outcome == "absent" and run.result and run.result == run.device:
        yield _finding(evidence, run, Confidence.LIKELY, Severity.WARNING)
    elif run.outcome == "absent" and any(each.id in run.targets for each in devices(evidence)):
        yield _finding(evidence, run, Confidence.LIKELY, Severity.NOTE)


def _is_modem(evidence: Evidence, usb_id: str) -> bool:
    """By what drivers know, or by what was bound to it."""
    if usb_id in switched_ids():
        return True
    return is_working_modem(usb_id) and any(each.id == usb_id and each.bound for each in devices(evidence))


def _finding(
    evidence: Evidence, run: ModeSwitchRun, confidence: Confidence, severity: Severity = Severity.ERROR
) -> Finding:
    subject = run.device or _with_one_configuration(evidence)
    return Finding(
        "already-switched",
        subject=subject,
        says=f"{subject or 'the stick'} is a modem already: there is no storage device to send a message to",
        do="leave usb_modeswitch out; look at the SIM, the APN and the registration: mmcli -m any",
        because=(run.source, *_descriptors(evidence, subject)),
        severity=severity,
        confidence=confidence,
    )


def _with_one_configuration(evidence: Evidence) -> str:
    return next((each.id for each in evidence.of(UsbDevice) if _shows_a_modem(each)), "")


def _descriptors(evidence: Evidence, usb_id: str) -> tuple[Source, ...]:
    return tuple(each.source for each in evidence.of(UsbDevice) if each.id == usb_id and _shows_a_modem(each))


def _shows_a_modem(device: UsbDevice) -> bool:
    return any(each.interface_class in (2, 255) for each in device.interfaces)
