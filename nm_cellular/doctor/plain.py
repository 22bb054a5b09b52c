"""A diagnosis as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from textwrap import wrap

from ..printable import printable
from .diagnosing import Diagnosis
from .finding import Finding, Severity

_WIDTH = 78
_LINES = 5
"""How many of the lines that show it are shown; the JSON has them all."""

_Paint = Callable[[str, str], str]

_BOLD, _DIM, _RED, _YELLOW, _OFF = "\033[1m", "\033[2m", "\033[31m", "\033[33m", "\033[0m"
_COLOURS = {Severity.ERROR: _RED, Severity.WARNING: _YELLOW, Severity.NOTE: ""}


def lines(diagnosis: Diagnosis, *, colour: bool, verbose: bool) -> Iterator[str]:
    """The cause with what shows it and what to do, then the others; with colour as escape sequences."""
    paint = _painted if colour else _unpainted
    shown = [
        each for each in zip(diagnosis.causes, diagnosis.consequences, strict=True) if verbose or _matters(each[0])
    ]
    if not shown:
        yield "nothing is wrong in what there is to see"
    for number, (cause, following) in enumerate(shown):
        if number:
            yield ""
        yield from _finding(cause, paint)
        for finding in following:
            yield paint(f"  from this follows: {printable(finding.says)} ({finding.check})", _DIM)


def _matters(finding: Finding) -> bool:
    return finding.severity > Severity.NOTE


def _finding(finding: Finding, paint: _Paint) -> Iterator[str]:
    head = f"{finding.severity.name.lower()}: {finding.check}"
    yield paint(head, _BOLD + _COLOURS[finding.severity]) + _about(finding)
    yield from _paragraph(finding.says[:1].upper() + finding.says[1:] + ".", "  ")
    yield from _paragraph(finding.do, "  → ")
    for source in finding.because[:_LINES]:
        yield paint(f"      {printable(source.where)}: {printable(source.text)}", _DIM)
    if len(finding.because) > _LINES:
        yield paint(f"      and {len(finding.because) - _LINES} more", _DIM)


def _about(finding: Finding) -> str:
    return f" ({printable(finding.subject)})" if finding.subject else ""


def _paragraph(text: str, lead: str) -> Iterator[str]:
    yield from wrap(
        printable(text),
        _WIDTH,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _painted(text: str, style: str) -> str:
    return f"{style}{text}{_OFF}"


def _unpainted(text: str, style: str) -> str:
    return text
