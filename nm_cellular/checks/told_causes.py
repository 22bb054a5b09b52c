"""What somebody in the thread found out, where nothing in its logs says more."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor.evidence import Evidence
from ..doctor.facts.dialing import ToldCause
from ..doctor.finding import Confidence, Finding, Severity

SLUGS = (
    *("power", "fcc-locked", "sim-puk", "sim-pin", "sim-missing", "sim-not-provisioned", "no-signal", "apn-auth"),
    *("roaming-blocked", "apn-wrong", "ip-type", "mtu", "keyfile-permissions", "mm-not-running", "another-dialer"),
    *("usb-not-enumerating", "not-switched", "dns", "modem-hang"),
)


def find(evidence: Evidence) -> Iterator[Finding]:
    for told in evidence.of(ToldCause)[-1:]:
        yield Finding(
            told.check,
            subject="what is told",
            says="somebody says so; nothing in what was pasted shows it",
            do="look whether it is the same here",
            because=(told.source,),
            severity=Severity.WARNING,
            confidence=Confidence.POSSIBLE,
        )
