"""The machine was looked at, and something that has to be there for NetworkManager to dial is not.

Only of this machine: a log may just not show it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor.evidence import Evidence
from ..doctor.facts.modem import ModemReport
from ..doctor.facts.network import NmDevice, Profile
from ..doctor.facts.system import BootFileMistake, ServiceState
from ..doctor.finding import Confidence, Finding, Severity
from ..doctor.progress import Progress, Stage
from ..doctor.source import Source

SLUGS = ("boot-file", "nm-not-running", "no-profile")

_APPLY = "nm-cellular-apply.service"
_PROFILE = "write a cellular.conf with the operator's APN on the boot partition, and run sudo nm-cellular apply"


def find(evidence: Evidence) -> Iterator[Finding]:
    if evidence.live:
        yield from _boot_file(evidence)
        yield from _apply_failed(evidence)
        yield from _not_running(evidence)
        yield from _no_profile(evidence)


def _boot_file(evidence: Evidence) -> Iterator[Finding]:
    works = evidence.view(Progress).reached(Stage.ADDRESS)
    for mistake in evidence.of(BootFileMistake):
        serious = mistake.is_error and not works
        yield Finding(
            "boot-file",
            subject=mistake.path,
            says=f"{mistake.message}; so it is not installed" if mistake.is_error else mistake.message,
            do=f"{mistake.hint or 'correct it'}; then sudo nm-cellular apply",
            because=(mistake.source,),
            severity=Severity.ERROR if serious else Severity.WARNING,
            confidence=Confidence.CERTAIN if mistake.is_error else Confidence.POSSIBLE,
        )


def _apply_failed(evidence: Evidence) -> Iterator[Finding]:
    """For another reason than a mistake in a boot file, or for one that somebody has corrected since."""
    failed = [each for each in evidence.of(ServiceState) if each.unit == _APPLY and each.state == "failed"]
    if failed and not any(mistake.is_error for mistake in evidence.of(BootFileMistake)):
        yield Finding(
            "boot-file",
            subject=_APPLY,
            says="nm-cellular apply failed at boot, so that profiles may be missing",
            do="sudo nm-cellular apply; journalctl -u nm-cellular-apply says why it failed",
            because=(failed[-1].source,),
            severity=Severity.WARNING,
            confidence=Confidence.CERTAIN,
        )


def _not_running(evidence: Evidence) -> Iterator[Finding]:
    units = [each for each in evidence.of(ServiceState) if each.unit == "NetworkManager.service"]
    if not units or units[-1].state == "active" or evidence.view(Progress).reached(Stage.ADDRESS):
        return
    absent = any(unit.state == "not-found" for unit in units)
    yield Finding(
        "nm-not-running",
        subject="NetworkManager",
        says=f"NetworkManager is not {'installed' if absent else 'running'}: nobody has the modem dial",
        do="apt install network-manager" if absent else "sudo systemctl enable --now NetworkManager",
        because=tuple(unit.source for unit in units),
        confidence=Confidence.CERTAIN,
    )


def _no_profile(evidence: Evidence) -> Iterator[Finding]:
    """NetworkManager has the modem, and nothing to dial with."""
    for device in evidence.of(NmDevice):
        if device.profiles == 0 and device.state not in ("unmanaged", "unavailable", "connected"):
            yield _without(evidence, device.name, device.source, Confidence.CERTAIN)
            return
    # Of a modem that cannot be used yet NetworkManager may know nothing.
    seen = evidence.of(ModemReport) and not evidence.of(NmDevice) and evidence.why_not(Profile) is None
    if seen and not evidence.of(Profile):
        where = Source("/etc/NetworkManager/system-connections", 0, "no cellular profile")
        yield _without(evidence, "modem", where, Confidence.LIKELY)


def _without(evidence: Evidence, subject: str, source: Source, confidence: Confidence) -> Finding:
    others = [each for each in evidence.of(Profile) if each.get("connection", "type") == "gsm"]
    if others:
        names = ", ".join(each.get("connection", "id") or each.path for each in others)
        says = f"none of the cellular profiles ({names}) fits the modem, or NetworkManager has not loaded them"
        do = "sudo nmcli connection reload; look at device-id, sim-id and interface-name in the profile"
    else:
        says, do = "there is no profile for the modem, so NetworkManager has nothing to dial with", _PROFILE
    because = (source, *(each.source for each in others))
    # Without a network it is not what is missing first, and another modem may have the profile.
    progress = evidence.view(Progress)
    serious = progress.reached(Stage.REGISTERED) and not progress.reached(Stage.ADDRESS)
    severity = Severity.ERROR if serious else Severity.WARNING
    return Finding("no-profile", subject, says, do, because, severity, confidence)
