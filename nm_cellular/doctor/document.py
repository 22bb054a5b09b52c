"""A diagnosis as JSON: docs/doctor.schema.json describes it."""

from __future__ import annotations

from typing import Any

from .diagnosing import Diagnosis
from .evidence import Evidence
from .facts.message import Message
from .finding import Finding
from .saving import as_document
from .source import Source


def make(diagnosis: Diagnosis, evidence: Evidence) -> dict[str, Any]:
    """The causes first, in their order, then what follows from them; evidence: all facts but what programs wrote."""
    causes = [_finding(cause) for cause in diagnosis.causes]
    following = [
        _finding(finding) | {"follows": cause.check}
        for cause, findings in zip(diagnosis.causes, diagnosis.consequences, strict=True)
        for finding in findings
    ]
    return {"findings": causes + following, "evidence": as_document(evidence, but=Message)}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "check": finding.check,
        "severity": finding.severity.name.lower(),
        "subject": finding.subject,
        "says": finding.says,
        "because": [_source(source) for source in finding.because],
        "do": finding.do,
        "confidence": finding.confidence / 100,
    }


def _source(source: Source) -> str:
    return f"{source.where}: {source.text}"
