"""The network refuses the data connection: for the APN, the login, the subscription or the address family."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from ..doctor.apns import alike, of_profile
from ..doctor.evidence import Evidence
from ..doctor.facts.modem import Refusal
from ..doctor.facts.network import DialerRun, Profile
from ..doctor.finding import Confidence, Finding, Severity
from ..doctor.modem_story import Story, stories
from ..doctor.network_causes import Why, of_error
from ..doctor.progress import Progress, Stage
from ..doctor.source import Source

SLUGS = ("apn-missing", "apn-wrong", "apn-auth", "sim-not-provisioned", "ip-type")


class _Remedy(NamedTuple):
    check: str
    do: str
    confidence: Confidence


_SET = "set the operator's APN for this SIM: `apn = …` in cellular.conf, then nm-cellular apply"
_REMEDIES = {
    Why.LOGIN: _Remedy(
        "apn-auth",
        "set the operator's username and password for this APN (none where it has none); try the other of PAP and CHAP",
        Confidence.CERTAIN,
    ),
    Why.APN: _Remedy("apn-wrong", _SET, Confidence.CERTAIN),
    Why.APN_ASKED_FOR_TWICE: _Remedy(
        "apn-wrong",
        "use the same APN for the initial EPS bearer and the connection: `initial-eps-bearer = …` in cellular.conf",
        Confidence.LIKELY,
    ),
    Why.UNKNOWN_SIM: _Remedy(
        "sim-not-provisioned", "have the operator activate the SIM, with mobile data", Confidence.CERTAIN
    ),
    Why.NOT_SUBSCRIBED: _Remedy(
        "sim-not-provisioned",
        "ask the operator whether the SIM is active and has mobile data; if it has, this APN is another tariff's",
        Confidence.LIKELY,
    ),
    Why.IPV4_ONLY: _Remedy("ip-type", "ask for IPv4 only: ipv6.method disabled (pdp type IP)", Confidence.CERTAIN),
    Why.IPV6_ONLY: _Remedy(
        "ip-type",
        "ask for IPv6, or both: ipv6.method auto (pdp type IPV6 or IPV4V6; quectel-CM -6)",
        Confidence.CERTAIN,
    ),
    Why.IP_TYPE: _Remedy(
        "ip-type", "ask for the kind of address that the APN has: IP, IPV6 or IPV4V6", Confidence.LIKELY
    ),
    Why.REFUSED: _Remedy("apn-wrong", f"{_SET}; then the user name and password", Confidence.POSSIBLE),
}
"""Those that say more come first."""

_OF_A_FAMILY = (Why.IPV4_ONLY, Why.IPV6_ONLY, Why.IP_TYPE)


def find(evidence: Evidence) -> Iterator[Finding]:
    progress = evidence.view(Progress)
    known = stories(evidence)
    refusals = [*_asked(evidence, known), *_errors(known)]
    open_ones = [(why, source) for why, source in refusals if not progress.follows(source, Stage.CONNECTED)]
    why = next((why for why in _REMEDIES if any(why is each for each, _ in open_ones)), None)
    if why is None or (
        why is Why.REFUSED and (_is_without_service(evidence, known) or any(map(_lacks_network, known)))
    ):
        return
    because = tuple(dict.fromkeys(source for each, source in open_ones if each is why))
    finding = _finding(why, because[-2:], known, evidence)
    # Of two families, one may be refused and the other work.
    half = finding.check == "ip-type" and progress.reached(Stage.CONNECTED)
    yield replace(finding, severity=Severity.NOTE) if half else finding


def _asked(evidence: Evidence, known: Sequence[Story]) -> Iterator[tuple[Why, Source]]:
    registered = any(story.is_registered() for story in known)
    for refusal in evidence.of(Refusal):
        why = of_error(refusal.error)
        if why is Why.NO_SERVICE and registered:
            why = Why.REFUSED  # there is service, and none for this connection
        if why in _REMEDIES and ("connect" in refusal.request or why is not Why.REFUSED):
            yield why, refusal.source


def _errors(known: Sequence[Story]) -> Iterator[tuple[Why, Source]]:
    for report in (report for story in known for report in story.reports):
        # ModemManager keeps the bearers of earlier tries beside the one that works; only a family may still lack.
        works = any(bearer.connected for bearer in report.bearers)
        for bearer in report.bearers:
            why = of_error(bearer.error) if bearer.error and not bearer.connected else None
            if why in _REMEDIES and (not works or why in _OF_A_FAMILY):
                yield why, report.where("apn")


def _is_without_service(evidence: Evidence, known: Sequence[Story]) -> bool:
    return not any(story.is_registered() for story in known) and any(
        of_error(refusal.error) is Why.NO_SERVICE for refusal in evidence.of(Refusal)
    )


def _lacks_network(story: Story) -> bool:
    status = story.status()
    return status is not None and status.value != "registered"


def _finding(why: Why, because: tuple[Source, ...], known: Sequence[Story], evidence: Evidence) -> Finding:
    remedy = _REMEDIES[why]
    asked = _apn(known) or _dialled(evidence) or _set(evidence)
    check, says, do, confidence = remedy.check, why.value, remedy.do, remedy.confidence
    named = any(run.apn for run in evidence.of(DialerRun))
    if asked and asked[0] == "" and not named and why in (Why.APN, Why.NOT_SUBSCRIBED, Why.REFUSED):
        check, says, do = "apn-missing", "no APN is set, and the network does not choose one", _SET
        confidence, because = max(confidence, Confidence.LIKELY), (*because, asked[1])
    elif why is Why.NOT_SUBSCRIBED and (other := _other_apn(known, asked)):
        # The network lets the SIM in with an APN of its own choice: it has data, but not by this APN.
        check, says = "apn-wrong", f"the SIM is not subscribed to this APN; the network attached it with {other[0]}"
        do = f"use that one: `apn = {other[0]}` in cellular.conf, then nm-cellular apply"
        because = (*because, other[1])
    elif why is Why.NOT_SUBSCRIBED and (pair := alike(evidence)):
        says = f"the APN is written {pair[0].name} here and {pair[1].name} there: one of them is mistyped"
        do = "write the operator's in both places: `apn = …` in cellular.conf, then nm-cellular apply"
        check, because = "apn-wrong", (*because, pair[0].source, pair[1].source)
    elif asked and asked[0]:
        says, because = f"{says} (APN {asked[0]})", (*because, asked[1])
    return Finding(check, subject="connection", says=says, do=do, because=because, confidence=confidence)


def _apn(known: Sequence[Story]) -> tuple[str, Source] | None:
    asked = [(bearer.apn, source) for story in known for bearer, source in story.bearers() if bearer.apn is not None]
    return asked[-1] if asked else None


def _dialled(evidence: Evidence) -> tuple[str, Source] | None:
    """On a command line."""
    return next(((run.apn, run.source) for run in reversed(evidence.of(DialerRun)) if run.apn), None)


def _set(evidence: Evidence) -> tuple[str, Source] | None:
    """By the profile."""
    named = [(of_profile(each), each.source) for each in evidence.of(Profile)]
    return next(((apn, source) for apn, source in reversed(named) if apn is not None), None)


def _other_apn(known: Sequence[Story], asked: tuple[str, Source] | None) -> tuple[str, Source] | None:
    given = next((found for story in known if (found := story.latest("initial_apn"))), None)
    if given and asked and given.value.lower() != (asked[0] or "").lower():
        return given.value, given.source
    return None
