"""What somebody in the thread found out, where nothing in its logs says more."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor import tables
from ..doctor.evidence import Evidence
from ..doctor.facts.dialing import ToldCause
from ..doctor.finding import Confidence, Finding, Severity

_DO = tables.read("told-causes")["do"]
SLUGS = tuple(_DO)


def find(evidence: Evidence) -> Iterator[Finding]:
    for told in evidence.of(ToldCause)[-1:]:
        yield Finding(
            told.check,
            subject="what is told",
            says="somebody writes that it was this; nothing else in what was pasted shows a cause",
            do=_DO[told.check],
            because=(told.source,),
            severity=Severity.WARNING,
            confidence=Confidence.POSSIBLE,
        )
