"""What forums, mails and terminals do to a log does not change what is wrong."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from nm_cellular.doctor import reading
from nm_cellular.doctor.diagnosing import diagnose
from nm_cellular.doctor.finding import Severity

LOGS = sorted((Path(__file__).parent / "logs").glob("*/*.txt"))


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())


def _indented(text: str) -> str:
    return textwrap.indent(text, "    ")


def _without_columns(text: str) -> str:
    return "\n".join(" ".join(line.split()) if "|" not in line else line for line in text.splitlines())


def _broken_at(columns: int) -> Callable[[str], str]:
    def broken(text: str) -> str:
        lines = text.splitlines()
        return "\n".join(line[at : at + columns] for line in lines for at in range(0, max(len(line), 1), columns))

    return broken


def _mailed(columns: int) -> Callable[[str], str]:
    def mailed(text: str) -> str:
        mail = textwrap.TextWrapper(columns, break_long_words=False, break_on_hyphens=False)
        return "\n".join(part for line in text.splitlines() for part in mail.wrap(line) or [""])

    return mailed


_DAMAGES: dict[str, tuple[Callable[[str], str], float]] = {
    "quoted": (_quoted, 0.99),
    "with carriage returns": (lambda text: text.replace("\n", "\r\n"), 0.99),
    "with arrows": (lambda text: text.replace("->", "→"), 0.99),
    "indented": (_indented, 0.99),
    "without columns": (_without_columns, 0.97),
    "broken at 80": (_broken_at(80), 0.97),
    "broken at 100": (_broken_at(100), 0.96),
    "mailed with 78": (_mailed(78), 0.96),
    "mailed with 100": (_mailed(100), 0.96),
}
"""What is done, and the share of the logs in which the cause must stay first: cut tables cannot all be mended."""


@pytest.mark.parametrize(("damage", "share"), _DAMAGES.values(), ids=_DAMAGES)
def test_damage_leaves_the_cause(damage: Callable[[str], str], share: float) -> None:
    lost = [f"{log.parent.name}/{log.stem}" for log in LOGS if _first(damage(log.read_text())) != log.parent.name]
    assert len(lost) <= len(LOGS) * (1 - share), lost


def _first(text: str) -> str:
    causes = diagnose(reading.read([("log", text)])).causes
    told = [cause.check for cause in causes if cause.severity >= Severity.WARNING]
    return told[0] if told else causes[0].check if causes and causes[0].severity is not Severity.NOTE else "none"
