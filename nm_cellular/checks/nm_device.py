"""What NetworkManager makes of the modem: left alone, not seen, or not for this user."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..doctor.evidence import Evidence
from ..doctor.facts.modem import ModemReport, Refusal
from ..doctor.facts.network import NmDevice, NmPlugin
from ..doctor.finding import Confidence, Finding, Severity
from ..doctor.source import Source

_LEFT_ALONE = re.compile(r"device ((?:cdc-wdm|tty|ww)\w*) (?:not available )?because device is strictly unmanaged")
SLUGS = ("nm-unmanaged", "nm-no-wwan", "polkit")

_DENIED = (
    "not authorized",
    "insufficient privileges",
    "authorization failed",
    "access denied",
    "unauthorized",
    "rejected send message",
)


_ASKED = ("nmcli", "NetworkManager", "mmcli", "ModemManager")


def find(evidence: Evidence) -> Iterator[Finding]:
    yield from _unmanaged(evidence)
    yield from _no_wwan(evidence)
    yield from _denied(evidence)


def _unmanaged(evidence: Evidence) -> Iterator[Finding]:
    latest = {device.name: device for device in evidence.of(NmDevice) if device.type in ("gsm", "cdma", "wwan")}
    for device in evidence.of(NmDevice):
        if not device.type and device.name in latest:
            latest[device.name] = device  # what the journal says has no type
    left = {device.name: device.source for device in latest.values() if device.state == "unmanaged"}
    for refusal in evidence.of(Refusal):
        if "strictly unmanaged" in refusal.error and (found := _LEFT_ALONE.search(refusal.error)):
            left.setdefault(found[1], refusal.source)
    for name, source in left.items():
        yield Finding(
            "nm-unmanaged",
            subject=name,
            says=f"NetworkManager leaves {name} alone (unmanaged), so no profile is used with it",
            do=f"nmcli device set {name} managed yes; for good: look for unmanaged-devices and [ifupdown] "
            "managed=false in /etc/NetworkManager/*.conf and conf.d, and for NM_UNMANAGED in udev rules",
            because=(source,),
            confidence=Confidence.CERTAIN,
        )


def _no_wwan(evidence: Evidence) -> Iterator[Finding]:
    plugins = evidence.of(NmPlugin)
    missed = [each.source for each in plugins if not each.loaded and each.name in ("gsm", "cdma", "wwan")]
    loaded = {each.name for each in plugins if each.loaded}
    others = [each.source for each in plugins if each.loaded]
    if missed:
        yield _plugin(tuple(missed[-1:]), Confidence.CERTAIN)
    elif len(loaded) > 1 and "wwan" not in loaded:
        yield _plugin((others[-1],), Confidence.LIKELY)
    elif unseen := _unseen(evidence):
        yield _plugin(unseen, Confidence.POSSIBLE)


def _unseen(evidence: Evidence) -> tuple[Source, ...]:
    """ModemManager has a modem, and in a list of NetworkManager's devices there is none."""
    reports = [each for each in evidence.of(ModemReport) if each.program == "mmcli" and each.state != "failed"]
    # mmcli -L tells no state; that a profile found no device says as much.
    wanted = any("No suitable device found" in each.error for each in evidence.of(Refusal))
    modems = [each for each in reports if each.state or wanted]
    devices = [each for each in evidence.of(NmDevice) if each.type and each.type != "vintage_net"]
    typed = {each.type for each in devices}
    if modems and len(devices) > 1 and "loopback" in typed and not typed & {"gsm", "cdma", "wwan"}:
        return (devices[-1].source, modems[-1].source)
    return ()


def _plugin(because: tuple[Source, ...], confidence: Confidence) -> Finding:
    return Finding(
        "nm-no-wwan",
        subject="NetworkManager",
        says="NetworkManager has no plugin for modems: none appears among its devices, and no gsm profile can be used",
        do="install it: dnf install NetworkManager-wwan; on Debian it is in network-manager; in a build of one's "
        "own -Dmodem_manager=true (Yocto: PACKAGECONFIG modemmanager; Buildroot: "
        "BR2_PACKAGE_NETWORK_MANAGER_MODEM_MANAGER)",
        because=because,
        confidence=confidence,
    )


def _denied(evidence: Evidence) -> Iterator[Finding]:
    denied = [
        each
        for each in evidence.of(Refusal)
        if (each.program in _ASKED or each.request == "authorize")
        and any(sign in each.error.lower() for sign in _DENIED)
        and "roam" not in each.error.lower()
        and "disconnect" not in each.source.text  # when the machine stops, who asks is gone already
    ]
    if denied:
        yield Finding(
            "polkit",
            subject="permission",
            says="polkit does not allow this user to do that",
            do="run it with sudo, or write a rule for org.freedesktop.NetworkManager.network-control and "
            "org.freedesktop.ModemManager1.* in /etc/polkit-1/rules.d",
            because=(denied[-1].source,),
            # Of another program, such as one that asks for positions, it says nothing of the connection.
            severity=Severity.ERROR if any(each.program in _ASKED for each in denied) else Severity.WARNING,
            confidence=Confidence.CERTAIN,
        )
