"""usb_modeswitch sent something, or refused to, and the stick did not become the modem that was meant."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor import sticks
from ..doctor.evidence import Evidence
from ..doctor.facts.dialing import RecipeMistake
from ..doctor.facts.usb import ModeSwitchRun, UsbDevice
from ..doctor.finding import Confidence, Finding, Severity
from ..doctor.usb_ids import is_working_modem, stick

SLUGS = ("wrong-switch-message",)

_CBW = "55534243"
"""USBC: how each message to a storage device begins."""

_OFTEN = 3
"""Seconds in which it looked for what was to come."""


def find(evidence: Evidence) -> Iterator[Finding]:
    findings = [finding for run in sticks.runs(evidence) for finding in _of_run(evidence, run)]
    # What usb_modeswitch said itself needs no guess.
    if not any(finding.severity is Severity.ERROR for finding in findings):
        findings += [_mistake(each) for each in evidence.of(RecipeMistake) if each.check == "wrong-switch-message"]
    yield from {finding.says: finding for finding in findings}.values()


def _of_run(evidence: Evidence, run: ModeSwitchRun) -> Iterator[Finding]:
    if "hex string" in run.error:
        says = "usb_modeswitch refuses the message: it is no even number of hexadecimal digits"
        yield _finding(run, says, Confidence.CERTAIN)
    elif run.error and "endpoint not given" in run.error:
        yield _finding(run, "usb_modeswitch finds no endpoint for the message", Confidence.LIKELY)
    elif run.outcome == "failed" and not _is_there(evidence, run):
        yield _finding(run, "the message was sent, and the stick did not become what was expected", Confidence.LIKELY)
    elif run.outcome == "sent" and not run.result and _stayed(evidence, run):
        yield _finding(run, "the message was sent, and the stick stayed what it was", Confidence.LIKELY)
    elif run.outcome == "sent" and run.searched >= _OFTEN and not _later(evidence, run) and not run.result:
        yield _finding(run, "the message was sent, and nothing came of it as long as the log goes", Confidence.POSSIBLE)
    elif other := _other_id(evidence, run):
        yield _unlisted(run, other)
    elif wrong := _malformed(run):
        yield _finding(run, wrong, Confidence.LIKELY)


def _finding(run: ModeSwitchRun, says: str, confidence: Confidence) -> Finding:
    command = sticks.command(run.device)
    do = command or "install usb-modeswitch-data and plug the stick in again"
    subject = run.device or "usb_modeswitch"
    return Finding("wrong-switch-message", subject, says, do, (run.source,), confidence=confidence)


def _is_there(evidence: Evidence, run: ModeSwitchRun) -> bool:
    """Whether it came up as what was wanted after all."""
    return any(each.id in run.targets and run.source.precedes(each.source) for each in evidence.of(UsbDevice))


def _later(evidence: Evidence, run: ModeSwitchRun) -> list[UsbDevice]:
    vendor = run.device[:4]
    listed = [each for each in evidence.of(UsbDevice) if run.source.precedes(each.source)]
    return [each for each in listed if vendor and each.id.startswith(f"{vendor}:")]


def _stayed(evidence: Evidence, run: ModeSwitchRun) -> bool:
    later = _later(evidence, run)
    return bool(later) and all(each.id == run.device for each in later)


def _other_id(evidence: Evidence, run: ModeSwitchRun) -> UsbDevice | None:
    """What came up next, where it was not expected; only what follows at once is of this run."""
    if not run.targets or run.error:
        return None
    next_one = next(iter(_later(evidence, run)), None)
    if next_one is None or next_one.id in (run.device, *run.targets) or next_one.source.line > run.source.line + 60:
        return None
    return next_one if is_working_modem(next_one.id) or not stick(next_one.id) else None


def _unlisted(run: ModeSwitchRun, other: UsbDevice) -> Finding:
    return Finding(
        "wrong-switch-message",
        subject=run.device,
        says=f"the stick came up as {other.id}, not as {', '.join(run.targets)} for which it was meant",
        do=f"name it as the target: -V {other.id[:4]} -P {other.id[5:]}",
        because=(other.source, run.source),
        severity=Severity.WARNING,
        confidence=Confidence.LIKELY,
    )


def _malformed(run: ModeSwitchRun) -> str:
    message = run.message.strip("\"'“”„″‘’\\ ")
    if not message or run.outcome == "switched" or not message.upper().startswith(_CBW):
        return ""
    if len(message) % 2 or not all(digit in "0123456789abcdefABCDEF" for digit in message):
        return "the message is no even number of hexadecimal digits"
    return ""


def _mistake(mistake: RecipeMistake) -> Finding:
    """Seen in a command that may have worked as it was typed: forums make the quotes curly."""
    return Finding(
        "wrong-switch-message",
        subject=mistake.form,
        says=mistake.says,
        do=mistake.hint,
        because=(mistake.source,),
        severity=Severity.WARNING,
        confidence=Confidence.POSSIBLE,
    )
