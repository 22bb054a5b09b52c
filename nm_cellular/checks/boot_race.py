"""ModemManager looked at the modem while its ports were still appearing, and made a modem without them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..doctor.evidence import Evidence
from ..doctor.facts.dialing import Prose
from ..doctor.facts.message import Message
from ..doctor.facts.modem import LatePort, ModemReport, NoModems, Refusal
from ..doctor.facts.system import DeviceNode
from ..doctor.facts.usb import UsbBound, UsbGone
from ..doctor.finding import Confidence, Finding, Severity
from ..doctor.source import Source

SLUGS = ("boot-race",)

_CONTROL = {"qmi_wwan": "qmi", "cdc_mbim": "mbim"}
"""The port that the driver makes, without which such a modem is dialled over its serial port."""

_MAKES = "reating modem with plugin"
_SECONDS = 300
_RESTART = re.compile(r"restart\w*(?: of)?[` ]+(?:the )?(?:ModemManager|modem ?manager|mm)\b", re.IGNORECASE)
_DO = (
    "sudo systemctl restart ModemManager, once all ports are there; ModemManager 1.24 and later ones look again by "
    "themselves"
)


def find(evidence: Evidence) -> Iterator[Finding]:
    late = [port for port in evidence.of(LatePort) if not port.port.startswith(("card", "snd"))]
    known = _has_network_port(evidence)
    reports = [report for report in evidence.of(ModemReport) if report.program == "mmcli"]
    incomplete = [report for report in reports if _lacks(report) or (known and _is_serial_only(report))]
    failed = [each for each in evidence.of(Refusal) if "Failed to find a" in each.error and _is_of_ports(each)]
    because = (*_sources(incomplete), *(each.source for each in (*late, *failed)))
    if not because:
        yield from [*_made_too_early(evidence), *_restart_helps(evidence)][:1]
        return
    yield Finding(
        "boot-race",
        subject=(incomplete[-1].model if incomplete else "") or "modem",
        says="ModemManager probed the modem before all of its ports were there"
        + (f": it has no {_missing(incomplete[-1]) or 'network'} port" if incomplete else ""),
        do=_DO,
        because=because[:4],
        severity=Severity.ERROR if incomplete or failed else Severity.WARNING,
        confidence=Confidence.CERTAIN if late and (incomplete or failed) else Confidence.LIKELY,
    )


def _made_too_early(evidence: Evidence) -> Iterator[Finding]:
    """By the journal: ModemManager made the modem, then the control port came, and it was not made anew."""
    controls = {
        each.source.line: each for each in evidence.of(UsbBound) if each.driver in _CONTROL and "cdc-wdm" in each.node
    }
    made = [each for each in evidence.of(Message) if each.program == "ModemManager" and _MAKES in each.text]
    if not made:
        return
    came = [each for each in evidence.of(Message) if each.program == "kernel" and each.source.line in controls]
    if len({controls[each.source.line].place for each in came}) != 1:
        return
    first, last = came[0], made[-1]
    if any(last.source.precedes(each.source) and each.source.precedes(first.source) for each in evidence.of(UsbGone)):
        return
    # Two pastes may be in any order; one clock tells.
    if last.time is not None and first.time is not None and 0 < first.time - last.time < _SECONDS:
        kind = _CONTROL[controls[first.source.line].driver]
        yield Finding(
            "boot-race",
            subject="modem",
            says=f"ModemManager made the modem before its {kind} port was there, and goes without it",
            do=_DO,
            because=(last.source, first.source),
            confidence=Confidence.CERTAIN,
        )


def _restart_helps(evidence: Evidence) -> Iterator[Finding]:
    """Somebody says that ModemManager finds the modem once it is started again."""
    told = [each.source for each in evidence.of(Prose) if _RESTART.search(each.source.text)]
    if not told:
        return
    empty = [each.source for each in evidence.of(NoModems)]
    empty += [each.source for each in evidence.of(Message) if each.text.endswith("not supported by any plugin")]
    bound = [each.source for each in evidence.of(UsbBound) if each.driver in _CONTROL]
    if empty and bound:
        yield Finding(
            "boot-race",
            subject="modem",
            says="ModemManager looked before the modem's ports were there, and finds it when it is started again",
            do=_DO,
            because=(told[-1], empty[0], bound[0]),
        )


def _is_of_ports(refusal: Refusal) -> bool:
    """Old versions name the port, newer ones the data port."""
    return refusal.request in ("create", "connect") and "port" in refusal.error


def _has_network_port(evidence: Evidence) -> bool:
    """Whether the kernel made one, of whatever name."""
    nodes = [bound.node for bound in evidence.of(UsbBound) if bound.driver in _CONTROL]
    nodes += [node.path.removeprefix("/dev/") for node in evidence.of(DeviceNode) if node.exists]
    return any(node.startswith("cdc-wdm") for node in nodes)


def _is_serial_only(report: ModemReport) -> bool:
    kinds = {kind for _, kind in report.ports}
    return bool(kinds) and "at" in kinds and kinds <= {"at", "gps", "qcdm", "ignored", "unknown", "audio"}


def _sources(reports: list[ModemReport]) -> Iterator[Source]:
    for report in reports[-1:]:
        yield report.where("ports")
        yield report.where("drivers")


def _missing(report: ModemReport) -> str:
    return next((kind for driver, kind in _CONTROL.items() if driver in report.drivers), "")


def _lacks(report: ModemReport) -> bool:
    """Drivers and ports must both have been shown: a forum cuts lines."""
    kind = _missing(report)
    kinds = {port_kind for _, port_kind in report.ports}
    return bool(kind and kinds and not {"qmi", "mbim"} & kinds and report.primary_port.startswith(("tty", "")))
