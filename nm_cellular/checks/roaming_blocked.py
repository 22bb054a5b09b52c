"""Only another operator's network is there, and roaming is switched off."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor.evidence import Evidence
from ..doctor.facts.modem import Refusal
from ..doctor.facts.network import Profile
from ..doctor.finding import Confidence, Finding
from ..doctor.modem_story import Known, Story, stories
from ..doctor.network_causes import Why, of_error

SLUGS = ("roaming-blocked",)


def find(evidence: Evidence) -> Iterator[Finding]:
    refused = [Known("", each.source) for each in evidence.of(Refusal) if of_error(each.error) is Why.ROAMING]
    found = [finding for story in stories(evidence) for finding in _of_story(story, evidence, refused)]
    yield from found
    if refused and not found and not stories(evidence):
        yield _finding("modem", refused[-2:], Confidence.CERTAIN)


def _of_story(story: Story, evidence: Evidence, refused: list[Known]) -> Iterator[Finding]:
    roams = next((known for known in reversed(story.every("registration")) if known.value == "roaming"), None)
    if story.value("state") == "connected" or any(bearer.connected for bearer, _ in story.bearers()):
        return
    forbidden = list(_forbidden(story, evidence))
    status = story.status()
    if refused:
        yield _finding(story.subject, [*refused[-1:], *([roams] if roams else []), *forbidden], Confidence.CERTAIN)
    elif roams and forbidden:
        yield _finding(story.subject, [roams, *forbidden], Confidence.CERTAIN)
    elif forbidden and status and status.value in ("searching", "idle", "denied", "emergency-only") and _abroad(story):
        yield _finding(story.subject, [*forbidden, status], Confidence.LIKELY)
    elif status and status.value in ("searching", "idle", "denied") and (switch := _own_switch(story)):
        yield _finding(story.subject, [switch, status], Confidence.POSSIBLE)


def _own_switch(story: Story) -> Known | None:
    """Of a modem that may not look for other networks: nobody forbids that who is at home."""
    known = story.latest("roaming_allowed")
    said = any(report.program == "AT" and report.roaming_allowed is False for report in story.reports)
    return known if known and known.value is False and said else None


def _abroad(story: Story) -> bool:
    """The SIM of one country, networks of another."""
    home, here = story.value("sim_operator_code"), story.value("operator_code")
    return bool(home and here and home[:3] != here[:3])


def _forbidden(story: Story, evidence: Evidence) -> Iterator[Known]:
    yield from (known for known in story.every("roaming_allowed") if known.value is False)
    yield from (Known("", source) for bearer, source in story.bearers() if bearer.roaming is False)
    yield from evidence.view(_at_home_only)


def _at_home_only(evidence: Evidence) -> list[Known]:
    """Of profiles."""
    return [
        Known("", profile.source)
        for profile in evidence.of(Profile)
        if (profile.get("gsm", "home-only") or "").lower() in ("true", "yes", "1")
    ]


def _finding(subject: str, because: list[Known], confidence: Confidence) -> Finding:
    return Finding(
        "roaming-blocked",
        subject=subject,
        says="the modem is in another operator's network, and roaming is not allowed",
        do="if its cost is known: roaming = yes in cellular.conf (gsm.home-only no), or allow-roaming=yes for mmcli; a "
        'modem\'s own switch: AT+QCFG="roamservice",2 (Quectel)',
        because=tuple(dict.fromkeys(known.source for known in because)),
        confidence=confidence,
    )
