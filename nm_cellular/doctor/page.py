"""A diagnosis with its evidence as what templates/report.html.j2 shows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .diagnosing import Diagnosis
from .evidence import Evidence
from .facts import Fact
from .facts.dialing import Prose
from .facts.message import Message
from .facts.modem import ModemReport
from .facts.system import Board, KernelModule, KernelOption, ModuleList, Version
from .finding import Finding, Severity
from .path import NAMES, Mark, Step, steps
from .plain import MOST
from .source import Source

_ROW = 48
"""Height of a step in the picture, in pixels."""

_COLUMNS = 44
"""Characters that have room beside a step."""

_MESSAGES, _PER_KIND = 60, 40
"""How many lines are shown: of the logs, the latest; of each kind of fact."""

_LEFT_OUT = (Message, Prose, KernelModule, KernelOption, ModuleList, Version, Board)
_WARNING = re.compile(r"<(?:warn|error|err)>|\b(?:fail|error|denied|refused|timed? ?out|reject)", re.IGNORECASE)
_SPEAKERS = frozenset({"ModemManager", "NetworkManager", "pppd", "chat", "nm-cellular"})


class Drawn(NamedTuple):
    """y: of its middle, in pixels."""

    step: Step
    y: int
    text: str


class Shown(NamedTuple):
    finding: Finding
    follows: Sequence[Finding]


def words(diagnosis: Diagnosis, evidence: Evidence) -> dict[str, object]:
    path = drawn(steps(evidence, diagnosis))
    return {
        "headline": headline(diagnosis),
        "tone": tone(diagnosis),
        "path": path,
        "height": len(path) * _ROW,
        "findings": [Shown(*pair) for pair in zip(diagnosis.causes, diagnosis.consequences, strict=True)][:MOST],
        "more": max(0, len(diagnosis.causes) - MOST),
        "unseen": [reason.why for reason in evidence.unavailable.values()],
        "versions": tuple(_versions(evidence)),
        "messages": _messages(evidence, diagnosis),
        "kinds": tuple(_kinds(evidence)),
        "fingerprint": fingerprint(diagnosis, evidence),
    }


def headline(diagnosis: Diagnosis) -> str:
    first = next((cause for cause in diagnosis.causes if cause.severity > Severity.NOTE), None)
    if first is None:
        return "Nothing is wrong in what there is to see"
    return first.sentence


def tone(diagnosis: Diagnosis) -> str:
    worst = max((cause.severity for cause in diagnosis.causes), default=Severity.NOTE)
    return {Severity.ERROR: "fails", Severity.WARNING: "warns"}.get(worst, "works")


def drawn(path: Sequence[Step]) -> tuple[Drawn, ...]:
    """From the first step of which something tells, to the last that there is."""
    if not path:
        return ()
    known = next(number for number, step in enumerate(path) if step.mark is not Mark.UNSEEN)
    rest = [Step(name, Mark.UNSEEN, "") for name in NAMES[len(path) :]]
    all_steps = enumerate([*path[known:], *rest])
    return tuple(Drawn(step, number * _ROW + _ROW // 2, _shortened(step.text)) for number, step in all_steps)


def _shortened(text: str) -> str:
    return text if len(text) <= _COLUMNS else f"{text[: _COLUMNS - 1]}…"


def fingerprint(diagnosis: Diagnosis, evidence: Evidence) -> str:
    """Of what a reader would act on: the same trouble at the next boot has the same."""
    parts = [str(step) for step in steps(evidence, diagnosis) if step.mark is Mark.FAILS]
    parts += [f"{each.check} {each.subject} {each.says} {each.do}" for each in diagnosis.causes]
    return hashlib.sha256("\n".join(parts).encode(errors="replace")).hexdigest()[:12]


def _versions(evidence: Evidence) -> Iterator[tuple[str, str]]:
    for board in evidence.of(Board)[-1:]:
        yield "board", board.model
    yield from {each.program: each.version for each in evidence.of(Version)}.items()


def _messages(evidence: Evidence, diagnosis: Diagnosis) -> tuple[Source, ...]:
    """Those of which something was made, and complaints of those that have a say."""
    telling = {fact.source for fact in evidence.facts if not isinstance(fact, (Message, Prose))}
    telling.update(source for cause in diagnosis.causes for source in cause.because)
    messages = [each.source for each in evidence.of(Message) if each.source in telling or _complains(each)]
    return tuple(dict.fromkeys(messages))[-_MESSAGES:]


def _complains(message: Message) -> bool:
    return message.program in _SPEAKERS and bool(_WARNING.search(message.text))


def _kinds(evidence: Evidence) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is so now, or stands in a log that is none of messages, by its kind."""
    messages = {each.source for each in evidence.of(Message)}
    kinds = dict.fromkeys(type(fact) for fact in evidence.facts if not isinstance(fact, _LEFT_OUT))
    for kind in kinds:
        found = [line for fact in evidence.of(kind) if fact.source not in messages for line in _lines(fact)]
        if found:
            yield _heading(kind), tuple(dict.fromkeys(found))[:_PER_KIND]


def _lines(fact: Fact) -> Iterator[str]:
    sources = [told.source for told in fact.told] if isinstance(fact, ModemReport) and fact.told else [fact.source]
    return (f"{source.where}: {source.text}" for source in sources if source.text)


def _heading(kind: type[Fact]) -> str:
    """NmDevice: nm device."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).lower()
