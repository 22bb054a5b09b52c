"""ModemManager looked at the modem while its ports were still appearing, and made a modem without them."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor.evidence import Evidence
from ..doctor.facts.modem import LatePort, ModemReport, Refusal
from ..doctor.finding import Confidence, Finding, Severity
from ..doctor.source import Source

SLUGS = ("boot-race",)

_CONTROL = {"qmi_wwan": "qmi", "cdc_mbim": "mbim"}
"""The port that the driver makes, without which such a modem is dialled over its serial port."""

_DO = (
    "re-probe it: mmcli --inhibit-device=UID for a moment, or systemctl restart ModemManager once all ports are there; "
    "ModemManager 1.24 does so by itself"
)


def find(evidence: Evidence) -> Iterator[Finding]:
    late = [port for port in evidence.of(LatePort) if not port.port.startswith(("card", "snd"))]
    incomplete = [report for report in evidence.of(ModemReport) if report.program == "mmcli" and _lacks(report)]
    failed = [each for each in evidence.of(Refusal) if each.request == "create" and "Failed to find" in each.error]
    because = (*_sources(incomplete), *(each.source for each in (*late, *failed)))
    if not because:
        return
    yield Finding(
        "boot-race",
        subject=(incomplete[-1].model if incomplete else "") or "modem",
        says="ModemManager probed the modem before all of its ports were there"
        + (f": it has no {_missing(incomplete[-1])} port" if incomplete else ""),
        do=_DO,
        because=because[:4],
        severity=Severity.ERROR if incomplete or failed else Severity.WARNING,
        confidence=Confidence.CERTAIN if late and (incomplete or failed) else Confidence.LIKELY,
    )


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
