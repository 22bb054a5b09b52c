"""A diagnosis as text: the path up to what does not work, what that is and what to do, and what was not seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from textwrap import wrap
from typing import NamedTuple

from ..printable import printable
from .diagnosing import Diagnosis
from .evidence import Evidence
from .finding import Finding, Severity
from .path import Mark, Step, steps
from .source import Source

WIDTH = 80
_LINES = 5
"""How many of the lines that show it are shown, and of what follows from it; the JSON has them all."""

MOST = 20
"""How many findings are shown."""

_LABEL = 12

_STAMPS = re.compile(r"^\[ *\d+\.\d+\] \S+ (?=[\w.-]+\[\d+\]: )|(?<=[>] )\s*\[\d{9,}\.\d+\] ")
"""`[   12.345678] host ` in front of a program, and NetworkManager's own seconds."""

_BOLD, _DIM, _RED, _YELLOW, _GREEN, _OFF = "\033[1m", "\033[2m", "\033[31m", "\033[33m", "\033[32m", "\033[0m"
_COLOURS = {Severity.ERROR: _RED, Severity.WARNING: _YELLOW, Severity.NOTE: ""}

_SIGNS = {
    Mark.WORKS: ("✔", "ok", _GREEN),
    Mark.FAILS: ("✘", "no", _RED),
    Mark.WARNS: ("!", "!", _YELLOW),
}
"""By mark: a sign, the same where there is only ASCII, and a colour."""

_PARTS: Mapping[str, str] = {
    "Message": "the logs",
    "Profile": "profiles",
    "ModemReport": "modems",
    "BootFileMistake": "boot files",
}
"""What kinds of facts are for people."""


class Style(NamedTuple):
    """colour: as escape sequences; ascii: no signs beyond ASCII; verbose: notes too."""

    colour: bool = False
    ascii: bool = False
    verbose: bool = False
    width: int = WIDTH


_Paint = Callable[[str, str], str]


def lines(diagnosis: Diagnosis, evidence: Evidence, style: Style) -> Iterator[str]:
    paint = _painted if style.colour else _unpainted
    path = [step for step in steps(evidence, diagnosis) if step.mark is not Mark.UNSEEN]
    yield from (_step(step, paint, style) for step in path)
    if path:
        yield ""
    yield from _findings(diagnosis, paint, style)
    yield from _unseen(evidence, paint, style)


def _step(step: Step, paint: _Paint, style: Style) -> str:
    sign, plain, colour = _SIGNS[step.mark]
    shown = f"{plain:2}" if style.ascii else sign
    text = printable(step.text)
    label = f"{step.name:{_LABEL}}"
    room = style.width - len(shown) - 1 - _LABEL
    text = text if len(text) <= room else f"{text[: room - 3]}..."
    return f"{paint(shown, colour)} {paint(label, _BOLD) if step.mark is Mark.FAILS else label}{text}".rstrip()


def _findings(diagnosis: Diagnosis, paint: _Paint, style: Style) -> Iterator[str]:
    pairs = zip(diagnosis.causes, diagnosis.consequences, strict=True)
    shown = [each for each in pairs if style.verbose or each[0].severity > Severity.NOTE]
    if not any(cause.severity > Severity.NOTE for cause, _ in shown):
        yield "Nothing is wrong in what there is to see."
    for number, (cause, following) in enumerate(shown[:MOST]):
        if number:
            yield ""
        yield from _finding(cause, paint, style)
        for finding in following[:_LINES]:
            told = f"from this follows: {finding.says} ({finding.check})"
            yield from (paint(line, _DIM) for line in _paragraph(told, "  ", style))
    if len(shown) > MOST:
        yield ""
        yield f"and {len(shown) - MOST} more; --json has them all"


def _finding(finding: Finding, paint: _Paint, style: Style) -> Iterator[str]:
    yield from _head(finding, paint, style)
    yield from _paragraph(f"{finding.sentence}.", "  ", style)
    yield from _paragraph(finding.do, "  -> " if style.ascii else "  → ", style)
    because = tuple(dict.fromkeys(map(_shown, finding.because)))
    for told in because[:_LINES]:
        yield from (paint(line, _DIM) for line in _paragraph(told, "      ", style, most=3))
    if len(because) > _LINES:
        yield paint(f"      and {len(because) - _LINES} more", _DIM)


def _shown(source: Source) -> str:
    """Without the directory of a log, and what a journal puts before a message: there is little room."""
    where = source.where.rpartition("/")[2] if source.line else source.where
    return f"{where}: {_STAMPS.sub('', source.text)}"


def _head(finding: Finding, paint: _Paint, style: Style) -> Iterator[str]:
    """What it is about stands beside it where there is room, which a path may not have."""
    head = f"{finding.severity.name.lower()}: {finding.check}"
    painted = paint(head, _BOLD + _COLOURS[finding.severity])
    about = f"({printable(finding.subject)})"
    if not finding.subject or len(f"{head} {about}") <= style.width:
        yield f"{painted} {about}" if finding.subject else painted
    else:
        yield painted
        yield from _paragraph(about, "  ", style)


def _unseen(evidence: Evidence, paint: _Paint, style: Style) -> Iterator[str]:
    if not evidence.unavailable:
        return
    yield ""
    for kind, reason in evidence.unavailable.items():
        told = f"not seen: {_PARTS.get(kind, kind)}: {reason.why}"
        yield from (paint(line, _DIM) for line in _paragraph(told, "", style, hang="  "))


def _paragraph(text: str, lead: str, style: Style, *, hang: str | None = None, most: int | None = None) -> list[str]:
    shown = printable(text)
    return wrap(
        shown.replace("…", "...") if style.ascii else shown,
        style.width,
        initial_indent=lead,
        subsequent_indent=" " * len(lead) if hang is None else hang,
        break_on_hyphens=False,
        max_lines=most,
        placeholder=" ...",
    )


def _painted(text: str, colour: str) -> str:
    return f"{colour}{text}{_OFF}"


def _unpainted(text: str, _colour: str) -> str:
    return text
