"""The modem is in the network, but the network gives it no packet service."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor.evidence import Evidence
from ..doctor.finding import Confidence, Finding, Severity
from ..doctor.modem_story import RADIO_OFF, Story, stories

SLUGS = ("sim-not-provisioned",)


def find(evidence: Evidence) -> Iterator[Finding]:
    for story in stories(evidence):
        attached = story.latest("packet_service")
        if attached and attached.value == "detached" and _is_known(story):
            known = story.latest("operator_code") or story.latest("registration")
            yield Finding(
                "sim-not-provisioned",
                subject=story.subject,
                says="the modem has found its network, and is not attached to its data service",
                do="ask the operator whether the SIM is active and has mobile data; with LTE a wrong APN of the first "
                "context does the same: AT+CGDCONT=1 or initial-eps-bearer",
                because=(attached.source, *([known.source] if known else ())),
                severity=Severity.WARNING,
                confidence=Confidence.POSSIBLE,
            )


def _is_known(story: Story) -> bool:
    if story.value("state") == "connected" or any(bearer.connected for bearer, _ in story.bearers()):
        return False
    if story.value("state") in ("disabled", "disabling", "failed", "locked") or story.value("sim") in (
        "missing",
        "error",
    ):
        return False
    if story.value("operating_mode") in RADIO_OFF:
        return False
    status = story.status()
    return story.is_registered() or (status is None and story.value("operator_code") is not None)
