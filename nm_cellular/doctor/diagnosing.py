"""From evidence to findings: every check, the cause first and what only follows from it under it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module

from .. import checks
from .evidence import Evidence
from .finding import Check, Confidence, Finding, Severity
from .passages import passages
from .progress import OVERCOME_BY, Progress


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """causes: the worst and surest first; consequences: by the index of their cause."""

    causes: tuple[Finding, ...]
    consequences: tuple[tuple[Finding, ...], ...]


def diagnose(evidence: Evidence) -> Diagnosis:
    found = _found(evidence)
    if not any(_is_sure(finding) for finding in found):
        found += [finding for passage in passages(evidence) for finding in _found(passage) if _stands_alone(finding)]
    if not any(finding.severity > Severity.NOTE for finding in found):
        found += _found(evidence, checks.WHERE_NOTHING_ELSE)
    ranked = sorted(found, key=lambda finding: (-finding.severity, -finding.confidence))  # stable: then by the path
    once = tuple({(each.check, each.subject, each.says): each for each in reversed(ranked)}.values())[::-1]
    causes = tuple(_without_consequences(once))
    return Diagnosis(causes, tuple(_consequences(causes, once)))


def _found(evidence: Evidence, names: Iterable[str] = checks.ORDER) -> list[Finding]:
    progress = evidence.view(Progress)
    return [finding for check in _checks(names) for finding in check(evidence) if not progress.is_overcome(finding)]


def _is_sure(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR and finding.confidence >= Confidence.LIKELY


def _stands_alone(finding: Finding) -> bool:
    """Of a thread that ends well, or began well, each paste is looked at by itself: it was pasted for what it shows.

    What rests on the absence of a line is left out; that line may be in the next paste.
    """
    return finding.severity is Severity.ERROR and (
        finding.check in OVERCOME_BY or finding.check in checks.SHOWN_BY_ONE_PASTE
    )


def _checks(names: Iterable[str]) -> Iterable[Check]:
    for name in names:
        yield import_module(f"{checks.__name__}.{name}").find


def _without_consequences(findings: Sequence[Finding]) -> Iterator[Finding]:
    ranks = {check: rank for rank, check in enumerate(dict.fromkeys(each.check for each in findings))}
    kinds = {(each.check, each.severity, each.confidence): each for each in findings}.values()
    for each in findings:
        if not any(_is_cause(cause, each, ranks) for cause in kinds):
            yield each


def _is_cause(cause: Finding, other: Finding, ranks: Mapping[str, int]) -> bool:
    """Of two that may follow from each other the one that is ranked first is the cause."""
    mutual = cause.check in checks.CONSEQUENCES.get(other.check, ())
    return _explains(cause, other) and (not mutual or ranks[cause.check] < ranks[other.check])


def _explains(cause: Finding, other: Finding) -> bool:
    """Only what is at least as bad and as sure, so that neither a note nor a guess hides anything."""
    follows = other.check in checks.CONSEQUENCES.get(cause.check, ())
    return follows and cause.severity >= other.severity and cause.confidence >= other.confidence


def _consequences(causes: Sequence[Finding], findings: Sequence[Finding]) -> Iterator[tuple[Finding, ...]]:
    """Each under the first that explains it."""
    shown = set(causes)
    left = [finding for finding in findings if finding not in shown]
    for cause in causes:
        those = tuple(each for each in left if _explains(cause, each)) if left else ()
        left = [each for each in left if each not in those] if those else left
        yield those
