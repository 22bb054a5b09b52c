"""The network refuses to register the modem, for the SIM, its place, or the modem's number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..doctor.evidence import Evidence
from ..doctor.facts.modem import Refusal, ScannedNetwork
from ..doctor.finding import Confidence, Finding
from ..doctor.modem_story import Known, Story, stories
from ..doctor.network_causes import ATTACH, Why, of_error

SLUGS = ("registration-denied", "sim-not-provisioned")

_ASK = "ask the operator whether the SIM is active and may be used here, with this kind of device"
_REASONS = {
    Why.IMEI: ("the network refuses the modem by its number (IMEI)", "ask the operator to allow this IMEI"),
    Why.DENIED: ("the network refuses to register the SIM", _ASK),
    Why.UNKNOWN_SIM: (Why.UNKNOWN_SIM.value, "have the operator activate the SIM, with mobile data"),
}


def find(evidence: Evidence) -> Iterator[Finding]:
    refused = list(_refused(evidence))
    heard = evidence.of(ScannedNetwork)
    for story in stories(evidence):
        if not story.is_registered():
            yield from _of_story(story, refused)
            yield from _of_scan(story, heard)
    if refused and not stories(evidence):
        yield _finding("modem", refused[-1].value, [refused[-1]], Confidence.CERTAIN)


def _refused(evidence: Evidence) -> Iterator[Known]:
    for each in evidence.of(Refusal):
        if (why := of_error(each.error)) in _REASONS:
            yield Known(why, each.source)


def _of_story(story: Story, refused: list[Known]) -> Iterator[Finding]:
    rejections = [Known(_why(known.value), known.source) for known in story.every("rejection")]
    causes = [known for known in (*rejections, *refused) if known.value in _REASONS]
    status = story.status()
    denied = [status] if status and status.value in ("denied", "emergency-only") else []
    if not denied and not causes:
        return
    why = causes[-1].value if causes else Why.DENIED
    sure = bool(causes) or any(known.value == "denied" for known in denied)
    yield _finding(story.subject, why, [*causes[-2:], *denied], Confidence.CERTAIN if sure else Confidence.LIKELY)


def _of_scan(story: Story, heard: Sequence[ScannedNetwork]) -> Iterator[Finding]:
    """A network is forbidden once it has refused this SIM."""
    status = story.status()
    if heard and all(each.availability == "forbidden" for each in heard) and not (status and status.value == "denied"):
        yield Finding(
            "registration-denied",
            subject=story.subject,
            says="all networks that the modem hears are forbidden to this SIM",
            do=_ASK,
            because=tuple(each.source for each in heard[:2]) + ((status.source,) if status else ()),
        )


def _why(rejection: str) -> Why | None:
    """Of a number, or a name as the tools write it."""
    found = re.fullmatch(r"\D*(\d+)\D*", rejection)
    return ATTACH.get(int(found[1])) if found else of_error(rejection)


def _finding(subject: str, why: Why, because: list[Known], confidence: Confidence) -> Finding:
    says, do = _REASONS[why]
    return Finding(
        "sim-not-provisioned" if why is Why.UNKNOWN_SIM else "registration-denied",
        subject=subject,
        says=says,
        do=do,
        because=tuple(dict.fromkeys(known.source for known in because)),
        confidence=confidence,
    )
