"""What can be seen in a recipe alone: a number of another network, a typing error in a chat script."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..doctor.evidence import Evidence
from ..doctor.facts.dialing import ChatStep, Prose, RecipeMistake
from ..doctor.facts.network import Fetch, Ping
from ..doctor.finding import Confidence, Finding, Severity
from ..doctor.progress import Progress, Stage
from ..doctor.source import Source

SLUGS = ("dial-number", "dial-script", "apn-missing", "apn-wrong", "apn-auth", "ip-type", "keyfile-invalid")

_WISHES_IPV6 = re.compile(r"\bipv6\b", re.IGNORECASE)
_ADVICE = frozenset({"route-metric", "dns", "mtu"})


def find(evidence: Evidence) -> Iterator[Finding]:
    progress = evidence.view(Progress)
    shown = set()
    for mistake in evidence.of(RecipeMistake):
        if mistake.check in SLUGS and (mistake.check, mistake.says) not in shown:
            shown.add((mistake.check, mistake.says))
            yield _finding(mistake, evidence, progress)


def _finding(mistake: RecipeMistake, evidence: Evidence, progress: Progress) -> Finding:
    severity, confidence = _weight(mistake, evidence)
    if (
        progress.reached(Stage.ADDRESS)
        and mistake.check != "ip-type"
        and not (mistake.is_fatal and not progress.comes_to(mistake.source, Stage.ADDRESS))
    ):
        severity = Severity.NOTE  # it works in spite of it
    return Finding(
        mistake.check,
        subject=f"{mistake.form} recipe",
        says=mistake.says,
        do=mistake.hint,
        because=(mistake.source, *_wish(mistake, evidence)),
        severity=severity,
        confidence=confidence,
    )


def _weight(mistake: RecipeMistake, evidence: Evidence) -> tuple[Severity, Confidence]:
    """What a forum may have done to the text while it was pasted is a guess."""
    if mistake.check == "ip-type":
        return (Severity.WARNING if _wish(mistake, evidence) else Severity.NOTE), Confidence.LIKELY
    if mistake.form == "chat" and mistake.check == "dial-script" and _waits_in_vain(evidence):
        return Severity.ERROR, Confidence.LIKELY if mistake.is_fatal else Confidence.POSSIBLE
    if mistake.is_fatal:
        return Severity.ERROR, Confidence.CERTAIN if mistake.check == "dial-number" else Confidence.LIKELY
    return Severity.WARNING, Confidence.POSSIBLE


def _waits_in_vain(evidence: Evidence) -> bool:
    """For what does not come: with no mistake in the script the modem would be the one to blame."""
    return any(step.kind == "timeout" and step.program == "chat" for step in evidence.of(ChatStep))


def _wish(mistake: RecipeMistake, evidence: Evidence) -> tuple[Source, ...]:
    """Who asks for IPv4 only does so rightly, until somebody misses IPv6."""
    if mistake.check != "ip-type":
        return ()
    failed = [ping.source for ping in evidence.of(Ping) if ping.family == 6 and not ping.received]
    failed += [fetch.source for fetch in evidence.of(Fetch) if fetch.family == 6 and fetch.kind]
    asked = [prose.source for prose in evidence.of(Prose) if _WISHES_IPV6.search(prose.source.text)]
    return tuple((failed + asked)[:2])
