"""A chat script or wvdial that did not get through: what the modem refused, or did not answer."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor.dialling import Failure, failures, has_empty_apn, is_broken, is_data_number, is_untold, sent_commands
from ..doctor.evidence import Evidence
from ..doctor.finding import Confidence, Finding
from ..doctor.progress import Progress, Stage

SLUGS = (
    *("dial-number", "dial-script", "apn-missing", "apn-wrong", "apn-auth"),
    *("modem-hang", "sim-pin", "sim-puk", "sim-missing"),
)

_MEANINGS = {
    "no number": ("dial-number", "wvdial has nothing to dial", "Phone = *99# in wvdial.conf"),
    "+CME ERROR: 10": ("sim-missing", "there is no SIM in the modem", "put it in, then replug the modem"),
    "+CME ERROR: 11": ("sim-pin", "the SIM asks for its PIN", 'send AT+CPIN="…" once at the script\'s beginning'),
    "+CME ERROR: 12": ("sim-puk", "the SIM asks for its PUK", "nm-cellular unlock --puk"),
    "+CME ERROR: 13": ("sim-missing", "the modem cannot read the SIM", "clean its contacts, then replug the modem"),
    "+CME ERROR: 16": ("sim-pin", "the PIN is wrong", "find out the right one before the last try is gone"),
    "+CME ERROR: 133": (
        "apn-wrong",
        "the network does not offer this to the SIM",
        "check the APN, and what the SIM is booked for",
    ),
    "+CME ERROR: 148": ("apn-wrong", "the network refuses the connection", "check the APN"),
    "+CME ERROR: 149": ("apn-auth", "the network refuses the login", "check user name, password and their method"),
}
"""Of answers, by what they mean for who dials; the numbers are those of 3GPP TS 27.007, 9.2."""


def find(evidence: Evidence) -> Iterator[Finding]:
    for failure in failures(evidence):
        yield from _of_failure(failure, evidence)
    yield from _empty_apn(evidence)


def _of_failure(failure: Failure, evidence: Evidence) -> Iterator[Finding]:
    if failure.answer in ("cannot open", "locked"):
        return  # what hinders it stands in the same line, and is read by others
    if meaning := _MEANINGS.get(failure.answer.replace("+CMS ERROR", "+CME ERROR")):
        yield _told(failure, *meaning)
    elif failure.number:
        if is_data_number(failure.number):
            yield _refused(failure, evidence)
    elif failure.answer in ("ERROR", "+CME ERROR: 50", "+CME ERROR: 100") and failure.sent:
        yield _command_refused(failure)
    elif not failure.answer and failure.in_data_mode:
        yield _dialled_early(failure)
    elif not failure.answer and (not failure.sent or "AT" in failure.sent[:6].upper()):
        yield _silent(failure)


def _told(failure: Failure, check: str, says: str, do: str) -> Finding:
    return Finding(check, "modem", f"{says} ({failure.answer})", do, failure.because)


def _refused(failure: Failure, evidence: Evidence) -> Finding:
    untold, registered = is_untold(evidence), evidence.view(Progress).reached(Stage.REGISTERED)
    return Finding(
        "apn-missing" if untold else "apn-wrong",
        subject="dialling",
        says=f"the modem was dialled and said {failure.answer or 'nothing'}: the network gives this SIM no connection"
        + (", although the modem is registered; the APN is the first suspect" if registered else "")
        + ("; the script tells it no APN" if untold else ""),
        do='check the APN in AT+CGDCONT=1,"IP","…" against the operator\'s'
        + ("" if registered else "; and AT+CREG?, AT+CSQ: is the modem registered at all?"),
        because=failure.because,
        confidence=Confidence.LIKELY if registered else Confidence.POSSIBLE,
    )


def _command_refused(failure: Failure) -> Finding:
    if "CPIN" in failure.sent.upper():
        return Finding(
            "sim-pin",
            subject="SIM",
            says=f"the modem answers {failure.answer} to {failure.sent}",
            do="is there a SIM, and is this its PIN? AT+CPIN? says",
            because=failure.because,
            confidence=Confidence.POSSIBLE,
        )
    return Finding(
        "apn-missing" if has_empty_apn(failure.sent) else "dial-script",
        subject="chat script",
        says=f"the modem does not understand {failure.sent}, and the script ends there",
        do="correct that line: straight quotes, no spaces, a command that this modem has",
        because=failure.because,
    )


def _dialled_early(failure: Failure) -> Finding:
    return Finding(
        "dial-script",
        subject="dialling",
        says=f"the modem was dialled (CONNECT), and {failure.sent} goes to the network instead of to the modem",
        do="dial last: Phone = *99# in wvdial.conf and no ATD in an Init line; in a chat script CONNECT '' at its end",
        because=failure.because,
    )


def _silent(failure: Failure) -> Finding:
    return Finding(
        "modem-hang",
        subject="modem port",
        says=f"the port does not answer{f' {failure.sent}' if failure.sent else ''}",
        do="try the modem's other ports (AT, Enter); stop what else has it (fuser -v /dev/ttyUSB*); "
        "then replug the modem",
        because=failure.because,
        confidence=Confidence.POSSIBLE,
    )


def _empty_apn(evidence: Evidence) -> Iterator[Finding]:
    """An empty APN is what some SIMs want: only where it does not work it is worth a word."""
    empty = [step.source for step in sent_commands(evidence) if has_empty_apn(step.text)]
    if empty and is_broken(evidence):
        yield Finding(
            "apn-missing",
            subject="chat script",
            says="the modem is told no APN",
            do='write it into the script: AT+CGDCONT=1,"IP","the operator\'s APN"',
            because=(empty[-1], *(failure.because[0] for failure in failures(evidence)[-1:])),
        )
