"""ModemManager is not there, or not started."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..doctor.evidence import Evidence
from ..doctor.facts.modem import DaemonMissing, ModemReport
from ..doctor.facts.network import DialerRun, NmDevice, Profile
from ..doctor.facts.system import ServiceState
from ..doctor.finding import Confidence, Finding
from ..doctor.passages import are_parted
from ..doctor.progress import Progress, Stage
from ..doctor.source import Source
from ..doctor.usb_devices import shows_a_modem

SLUGS = ("mm-not-running",)

_DIALERS = ("quectel-CM", "uqmi", "netifd", "umbim", "oFono", "wvdial", "pppd")
_STOPPED = ("inactive", "failed", "not-found", "dead", "masked")


def find(evidence: Evidence) -> Iterator[Finding]:
    missed = [each for each in evidence.of(DaemonMissing) if each.program in ("ModemManager", "D-Bus")]
    shown = _shown(evidence)
    missed = [each for each in missed if not _came(evidence, each.source, shown)]
    units = [unit for unit in evidence.of(ServiceState) if unit.unit.removesuffix(".service").lower() == "modemmanager"]
    stopped = [unit for unit in units[-1:] if unit.state in _STOPPED and not _came(evidence, unit.source, shown)]
    if missed or (stopped and not _is_meant(evidence, units)):
        yield _finding(evidence, missed, units, stopped)


def _finding(
    evidence: Evidence,
    missed: Sequence[DaemonMissing],
    units: Sequence[ServiceState],
    stopped: Sequence[ServiceState],
) -> Finding:
    named = any(each.program == "ModemManager" for each in missed)
    absent = [unit for unit in units if unit.state == "not-found"]
    return Finding(
        "mm-not-running",
        subject="ModemManager",
        says="ModemManager is not installed" if absent else "ModemManager is not running: nobody drives the modem",
        do="sudo apt install modemmanager"
        if absent
        else "sudo systemctl enable --now ModemManager"
        + (
            "" if stopped else " (OpenRC: rc-service modemmanager start; where it is missing: apt install modemmanager)"
        ),
        because=tuple(dict.fromkeys(each.source for each in (*missed[:2], *absent[:1], *stopped))),
        confidence=Confidence.CERTAIN if named or evidence.live else Confidence.LIKELY,
    )


def _shown(evidence: Evidence) -> Sequence[Source]:
    """Where it lists the modem, or NetworkManager has it from there."""
    shown = [each.source for each in evidence.of(ModemReport) if each.program in ("mmcli", "ModemManager")]
    shown += [each.source for each in evidence.of(NmDevice) if each.type == "gsm" or each.name.startswith("cdc-wdm")]
    return sorted(shown, key=lambda source: source.line)


def _came(evidence: Evidence, source: Source, shown: Sequence[Source]) -> bool:
    """Whether that is so later in the same paste."""
    first = next((each for each in shown if source.precedes(each)), None)
    return first is not None and not are_parted(evidence, source, first)


def _is_meant(evidence: Evidence, units: Sequence[ServiceState]) -> bool:
    """Who dials with quectel-CM, uqmi or wvdial stops it on purpose, and who has no modem has no use for it."""
    if any(run.program != "nmcli" for run in evidence.of(DialerRun)):
        return True
    if any(report.program in _DIALERS for report in evidence.of(ModemReport)):
        return True
    only_told = all("modem-manager: " in unit.source.text for unit in units)  # by NetworkManager, when it starts
    wanted = shows_a_modem(evidence) or any(
        (each.get("connection", "type") or "") in ("gsm", "cdma") for each in evidence.of(Profile)
    )
    return evidence.view(Progress).reached(Stage.CONNECTED) if wanted else only_told
