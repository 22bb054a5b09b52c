"""Whole logs, as people paste them: what comes first is the cause that their directory names, and nothing for none."""

from __future__ import annotations

from pathlib import Path

import pytest

from nm_cellular.doctor import reading
from nm_cellular.doctor.diagnosing import diagnose
from nm_cellular.doctor.finding import Severity

LOGS = Path(__file__).parent / "logs"
ALL = sorted(LOGS.glob("*/*.txt"))


def _id(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("log", [log for log in ALL if log.parent.name != "none"], ids=_id)
def test_a_log_has_its_cause_first(log: Path) -> None:
    causes = diagnose(reading.read([(log.name, log.read_text())])).causes
    assert [cause.check for cause in causes][:1] == [log.parent.name], causes


@pytest.mark.parametrize("log", [log for log in ALL if log.parent.name == "none"], ids=_id)
def test_a_healthy_log_raises_no_alarm(log: Path) -> None:
    causes = diagnose(reading.read([(log.name, log.read_text())])).causes
    assert [cause for cause in causes if cause.severity >= Severity.WARNING] == []
