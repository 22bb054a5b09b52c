"""The number that is dialled is none of a data call, or that of another context than the one with the APN."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..doctor.dialling import Failure, failures, is_broken, is_data_number, sent_commands
from ..doctor.evidence import Evidence
from ..doctor.facts.modem import AtExchange, ModemReport
from ..doctor.finding import Confidence, Finding
from ..doctor.source import Source

SLUGS = ("dial-number",)

_CDMA = "#777"
_CONTEXT = re.compile(r"\W*AT\+CGDCONT\s*=\s*(\d+)", re.IGNORECASE)
_DIALLED_CONTEXT = re.compile(r"\W*ATD[TP]?\s*\*99\*\*\*(\d+)#", re.IGNORECASE)


def find(evidence: Evidence) -> Iterator[Finding]:
    for failure in failures(evidence):
        number = failure.number
        if number and not is_data_number(number) and not (number.startswith(_CDMA) and _is_cdma(evidence)):
            yield _wrong(failure, _gsm(evidence))
    if is_broken(evidence):
        yield from _context(evidence)


def _is_cdma(evidence: Evidence) -> bool:
    """A modem of a CDMA network: +CRM and $QCMIP are commands of such."""
    sent = [step.text.upper() for step in sent_commands(evidence)]
    return any("+CRM" in text or "$QCMIP" in text for text in sent)


def _gsm(evidence: Evidence) -> tuple[Source, ...]:
    """What shows a SIM of a GSM, UMTS or LTE network."""
    reports = [report.source for report in evidence.of(ModemReport) if report.technologies or report.operator_code]
    answers = [each.source for each in evidence.of(AtExchange) if each.command.startswith("+COPS?") and each.answers]
    return tuple((reports + answers)[:1])


def _wrong(failure: Failure, gsm: tuple[Source, ...]) -> Finding:
    of_cdma = ", a number of CDMA networks" if failure.number.startswith(_CDMA) else ""
    return Finding(
        "dial-number",
        subject="dialling",
        says=f"{failure.number} is dialled{of_cdma}: GSM, UMTS and LTE networks know data calls as *99# only",
        do="dial ATD*99# (or ATD*99***1#, for the context 1)",
        because=(*failure.because, *gsm),
        confidence=Confidence.CERTAIN if gsm else Confidence.LIKELY,
    )


def _context(evidence: Evidence) -> Iterator[Finding]:
    """*99***3# dials what AT+CGDCONT=3 defines."""
    sent = sent_commands(evidence)
    defined = {found[1]: step.source for step in sent if (found := _CONTEXT.match(step.text))}
    dialled = [(found[1], step.source) for step in sent if (found := _DIALLED_CONTEXT.match(step.text))]
    if defined and dialled and dialled[-1][0] not in defined:
        number, source = dialled[-1]
        yield Finding(
            "dial-number",
            subject="dialling",
            says=f"context {number} is dialled, and the script defines the APN of context {', '.join(defined)}",
            do=f"dial ATD*99***{next(iter(defined))}#",
            because=(source, *defined.values()),
        )
