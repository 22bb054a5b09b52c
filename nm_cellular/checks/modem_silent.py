"""The modem's port is there, and the modem does not answer on it."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor.evidence import Evidence
from ..doctor.facts.modem import ModemReport, NoAnswer, PortBusy, Refusal
from ..doctor.facts.system import Process
from ..doctor.finding import Confidence, Finding
from ..doctor.modem_story import stories
from ..doctor.network_causes import Why, of_error
from ..doctor.source import Source

SLUGS = ("modem-hang", "port-busy")

_OFTEN = 3
"""Times in a row: one command that takes too long is in every log."""


def find(evidence: Evidence) -> Iterator[Finding]:
    silent = [each for each in evidence.of(NoAnswer) if each.times >= _OFTEN]
    control = [each for each in evidence.of(NoAnswer) if each.port == "cdc-wdm"]
    opened = [each for each in evidence.of(Refusal) if _is_first(each) and of_error(each.error) is Why.TIMEOUT]
    because = tuple(dict.fromkeys(each.source for each in (*opened, *silent, *control)))
    if not silent and not opened and len(control) < 2:
        yield from _unknown(evidence)
        return
    if opened and not silent and (works := _works(evidence)):
        yield _needs_proxy([each.source for each in opened], works)
        return
    if opened and (holder := next((each for each in evidence.of(Process) if _has_control(each)), None)):
        yield _held(holder, opened[-1].source)
        return
    port = next((each.port for each in silent if each.port), "")
    yield Finding(
        "modem-hang",
        subject=port or "modem",
        says=f"the modem does not answer{f' on {port}' if port else ''}",
        do="unplug it, or switch its power off and on (a port of a hub: uhubctl -a cycle); where it hangs again: newer "
        "firmware, and only one program that talks to it",
        because=because[-4:],
        # A port that somebody else reads from looks the same.
        confidence=Confidence.POSSIBLE if evidence.of(PortBusy) else Confidence.LIKELY,
    )


def _has_control(process: Process) -> bool:
    return any("cdc-wdm" in port and "(deleted)" not in port for port in process.ports)


def _held(holder: Process, opened: Source) -> Finding:
    return Finding(
        "port-busy",
        subject=holder.ports[0],
        says=f"{holder.argv[0]} (process {holder.pid}) has {holder.ports[0]}, and what asks beside it gets no answer",
        do=f"stop it, or ask through its proxy: qmicli -p … (mbimcli -p …); kill {holder.pid} where it hangs",
        because=(holder.source, opened),
    )


def _is_first(refusal: Refusal) -> bool:
    """What every modem answers at once: not a scan for networks."""
    return refusal.request == "open" or (
        refusal.program in ("qmicli", "mbimcli") and "error: operation failed: " in refusal.source.text
    )


def _unknown(evidence: Evidence) -> Iterator[Finding]:
    """ModemManager gave up on the modem without a reason of the SIM's."""
    for story in stories(evidence):
        reason = story.latest("failed_reason")
        if reason and reason.value in ("unknown-capabilities", "unknown") and story.value("state") == "failed":
            yield Finding(
                "modem-hang",
                subject=story.subject,
                says="ModemManager could not find out what the modem can: it did not answer, or not as expected",
                do="journalctl -u ModemManager says what failed; unplug the modem and plug it in again, and look "
                "whether a newer ModemManager knows it",
                because=(reason.source,),
                confidence=Confidence.POSSIBLE,
            )


def _works(evidence: Evidence) -> Source | None:
    """ModemManager talks to the modem all the while."""
    states = ("disabled", "enabled", "searching", "registered", "connecting", "connected")
    shown = [report for report in evidence.of(ModemReport) if report.program == "mmcli" and report.state in states]
    return shown[-1].where("state") if shown else None


def _needs_proxy(opened: list[Source], works: Source) -> Finding:
    return Finding(
        "port-busy",
        subject="cdc-wdm",
        says="ModemManager has the port, and what asks beside it gets no answer",
        do="ask through the proxy that ModemManager uses: qmicli -p … (mbimcli -p …)",
        because=(*opened[-1:], works),
    )
