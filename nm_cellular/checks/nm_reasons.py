"""Why NetworkManager gave up on a modem, in its own words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..doctor.apns import of_profile
from ..doctor.evidence import Evidence
from ..doctor.facts.modem import Refusal
from ..doctor.facts.network import DialerRun, Lease, NmDevice, Profile
from ..doctor.finding import Confidence, Finding
from ..doctor.progress import Progress, Stage, is_modems
from ..doctor.source import Source


class _Reason(NamedTuple):
    check: str
    says: str
    do: str
    confidence: Confidence = Confidence.LIKELY


_REASONS = {
    "gsm-apn-failed": _Reason(
        "apn-wrong",
        "the network does not know this APN for this SIM",
        "set the operator's APN for this SIM: `apn = …` in cellular.conf, then nm-cellular apply",
        Confidence.CERTAIN,
    ),
    "gsm-sim-not-inserted": _Reason("sim-missing", "the modem sees no SIM", "seat the SIM, then replug the modem"),
    "gsm-sim-pin-required": _Reason("sim-pin", "the SIM asks for its PIN", "set pin in cellular.conf"),
    "gsm-sim-puk-required": _Reason("sim-puk", "the SIM asks for its PUK", "nm-cellular unlock --puk"),
    "gsm-pin-check-failed": _Reason("sim-pin", "the PIN is wrong", "set the right PIN before the next try"),
    "sim-pin-incorrect": _Reason("sim-pin", "the PIN is wrong", "set the right PIN before the next try"),
    "gsm-registration-denied": _Reason(
        "registration-denied",
        "the network refuses the modem",
        "ask the operator: is the SIM active, is roaming allowed?",
    ),
    "gsm-sim-wrong": _Reason("sim-missing", "the modem cannot use this SIM", "another SIM: is it broken?"),
    "gsm-registration-failed": _Reason(
        "registration-denied",
        "the modem does not get into the network",
        "is the SIM active, and is there a network of its operator?",
        Confidence.POSSIBLE,
    ),
    "gsm-registration-timeout": _Reason(
        "no-signal", "the modem finds no network in time", "check antenna, place and bands", Confidence.POSSIBLE
    ),
    "gsm-registration-not-searching": _Reason(
        "registration-denied", "the modem does not search a network", "was it refused before?", Confidence.POSSIBLE
    ),
    "modem-no-carrier": _Reason(
        "apn-wrong",
        "the network ended the dialling",
        "check the APN first, then user name and password",
        Confidence.POSSIBLE,
    ),
    "modem-dial-failed": _Reason("apn-wrong", "the dialling failed", "check the APN first", Confidence.POSSIBLE),
    "modem-manager-unavailable": _Reason("mm-not-running", "ModemManager is away", "systemctl start ModemManager"),
    "no-secrets": _Reason(
        "apn-auth",
        "NetworkManager wants a password or PIN that nobody gives it",
        "store it: gsm.password-flags 0 with the password; 4 where the APN has none",
    ),
    "ip-config-unavailable": _Reason(
        "dhcp-failed",
        "the modem is connected, and its interface gets no address",
        "look at /sys/class/net/wwan0/qmi/raw_ip: Y is right where the modem sends plain IP packets, as nearly all do; "
        "a newer ModemManager sets it by itself",
        Confidence.POSSIBLE,
    ),
    "ppp-failed": _Reason("apn-wrong", "PPP did not come up", "pppd's messages say why", Confidence.POSSIBLE),
    "ppp-start-failed": _Reason(
        "dial-script",
        "pppd could not be started",
        "is ppp installed, with NetworkManager's plugin?",
        Confidence.POSSIBLE,
    ),
}

_ERRORS = {
    "APN not found": "gsm-apn-failed",
    "password for 'gsm.pin' not given": "gsm-sim-pin-required",
    "Secrets were required, but not provided": "no-secrets",
    "No agents were available": "no-secrets",
    "APN is not known": "gsm-apn-failed",
    "modem is locked without pin available": "gsm-sim-pin-required",
    "Failed to select the specified APN": "gsm-apn-failed",
    "SIM card not inserted": "gsm-sim-not-inserted",
    "SIM card was not inserted": "gsm-sim-not-inserted",
    "SIM PIN required": "gsm-sim-pin-required",
    "SIM PUK required": "gsm-sim-puk-required",
    "PIN check failed": "gsm-pin-check-failed",
    "Network registration denied": "gsm-registration-denied",
    "Network registration timed out": "gsm-registration-timeout",
    "Not searching for networks": "gsm-registration-not-searching",
    "No carrier could be established": "modem-no-carrier",
    "The dialing attempt failed": "modem-dial-failed",
    "PPP service failed to start": "ppp-start-failed",
}
"""What nmcli and NetworkManager's journal say in sentences; source: libnmc-base/nm-client-utils.c."""

_IP_FAMILIES = (
    "IPv4 is unsupported by the modem",
    "IPv6 is unsupported by the modem",
    "dual-stack addressing is unsupported",
)

SLUGS = (*dict.fromkeys(reason.check for reason in _REASONS.values()), "apn-missing", "ip-type")


def find(evidence: Evidence) -> Iterator[Finding]:
    given = {**_of_devices(evidence), **_of_refusals(evidence)}
    told = any(refusal.program == "ModemManager" for refusal in evidence.of(Refusal))
    for reason, (source, name) in given.items():
        check, says, do, confidence = _REASONS[reason]
        if check == "apn-wrong" and _sets_none(evidence):
            check, says = "apn-missing", "the profile has no APN, and the network does not choose one"
        if reason == "ip-config-unavailable" and any(not lease.address for lease in evidence.of(Lease)):
            continue  # dhcp_failed says more
        if not (told and confidence is Confidence.POSSIBLE):  # ModemManager knows better
            yield Finding(check, subject=name, says=says, do=do, because=(source,), confidence=confidence)
    for refusal in _refusals(evidence):
        if any(error in refusal.error for error in _IP_FAMILIES) and not _went_on(evidence, refusal.source):
            yield _families(refusal)


def _sets_none(evidence: Evidence) -> bool:
    """Whether the last word on the APN, of a profile or of the command that makes one, is an empty one."""
    named = [of_profile(each) for each in evidence.of(Profile)]
    named += [run.apn for run in evidence.of(DialerRun) if run.program == "nmcli"]
    said = [apn for apn in named if apn is not None]
    return bool(said) and not any(said)


def _of_devices(evidence: Evidence) -> dict[str, tuple[Source, str]]:
    """The last line of each reason, and the device."""
    modems = (each for each in evidence.of(NmDevice) if each.type in ("gsm", "cdma") or is_modems(each.name))
    return {_reason(each.reason): (each.source, each.name) for each in modems if _reason(each.reason) in _REASONS}


def _of_refusals(evidence: Evidence) -> dict[str, tuple[Source, str]]:
    pairs = (
        (each.source, reason)
        for each in _refusals(evidence)
        for error, reason in _ERRORS.items()
        if error in each.error
    )
    return {reason: (source, "modem") for source, reason in pairs}


def _refusals(evidence: Evidence) -> Iterator[Refusal]:
    return (each for each in evidence.of(Refusal) if each.program in ("NetworkManager", "nmcli"))


def _went_on(evidence: Evidence, source: Source) -> bool:
    return evidence.view(Progress).follows(source, Stage.ADDRESS)


def _reason(text: str) -> str:
    """Also of `nmcli device show`: `29 (The modem could not be found)` has no name of ours, and stays as it is."""
    return text.strip().lower()


def _families(refusal: Refusal) -> Finding:
    return Finding(
        "ip-type",
        subject="profile",
        says="the profile asks for an IP family that the modem does not have",
        do="set ipv6.method ignore (or ipv4.method disabled), with the family that the modem supports left",
        because=(refusal.source,),
        confidence=Confidence.CERTAIN,
    )
