"""ModemManager is not there, or not started."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor.evidence import Evidence
from ..doctor.facts.modem import DaemonMissing, ModemReport
from ..doctor.facts.network import DialerRun
from ..doctor.facts.system import ServiceState
from ..doctor.finding import Confidence, Finding

SLUGS = ("mm-not-running",)

_STOPPED = ("inactive", "failed", "not-found", "dead", "masked")


def find(evidence: Evidence) -> Iterator[Finding]:
    missed = [each for each in evidence.of(DaemonMissing) if each.program in ("ModemManager", "D-Bus")]
    units = [unit for unit in evidence.of(ServiceState) if unit.unit.removesuffix(".service").lower() == "modemmanager"]
    stopped = units[-1:] if units and units[-1].state in _STOPPED else []
    if not missed and (not stopped or _dials_without(evidence)):
        return
    named = any(each.program == "ModemManager" for each in missed)
    absent = any(unit.state == "not-found" for unit in units)
    yield Finding(
        "mm-not-running",
        subject="ModemManager",
        says="ModemManager is not installed" if absent else "ModemManager is not running: nobody drives the modem",
        do="apt install modemmanager"
        if absent
        else "systemctl enable --now ModemManager"
        + ("" if stopped else " (where there is no such unit: apt install modemmanager)"),
        because=tuple(each.source for each in (*missed[:2], *stopped)),
        confidence=Confidence.CERTAIN if named or evidence.live else Confidence.LIKELY,
    )


def _dials_without(evidence: Evidence) -> bool:
    """Who dials with quectel-CM, uqmi or wvdial stops ModemManager on purpose."""
    dialers = ("quectel-CM", "uqmi", "wvdial", "pppd")
    return bool(evidence.of(DialerRun)) or any(report.program in dialers for report in evidence.of(ModemReport))
