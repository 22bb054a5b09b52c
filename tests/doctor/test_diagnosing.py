"""The cause first, and under it what only follows."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from nm_cellular import checks
from nm_cellular.doctor import diagnosing
from nm_cellular.doctor.evidence import Evidence
from nm_cellular.doctor.finding import Confidence, Finding, Severity


def finding(check: str, confidence: Confidence, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(check, "it", f"{check} is so", "do", (), severity, confidence)


def diagnosed(
    monkeypatch: pytest.MonkeyPatch, findings: tuple[Finding, ...], consequences: dict[str, frozenset[str]]
) -> list[tuple[str, list[str]]]:
    def find(_: Evidence) -> Iterator[Finding]:
        yield from findings

    monkeypatch.setattr(checks, "ORDER", ("one",))
    monkeypatch.setattr(checks, "CONSEQUENCES", consequences)
    monkeypatch.setattr(diagnosing, "import_module", lambda _: SimpleNamespace(find=find))
    diagnosis = diagnosing.diagnose(Evidence())
    under = ([each.check for each in those] for those in diagnosis.consequences)
    return list(zip((cause.check for cause in diagnosis.causes), under, strict=True))


def test_what_follows_is_under_its_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    both = (finding("dns", Confidence.LIKELY), finding("apn-wrong", Confidence.CERTAIN))
    follows = {"apn-wrong": frozenset({"dns"})}
    assert diagnosed(monkeypatch, both, follows) == [("apn-wrong", ["dns"])]


def test_a_guess_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    both = (finding("dns", Confidence.CERTAIN), finding("apn-wrong", Confidence.POSSIBLE))
    follows = {"apn-wrong": frozenset({"dns"})}
    assert [cause for cause, _ in diagnosed(monkeypatch, both, follows)] == ["dns", "apn-wrong"]


def test_of_two_that_may_follow_from_each_other_one_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    both = (finding("power", Confidence.LIKELY), finding("kernel-bug", Confidence.LIKELY))
    follows = {"power": frozenset({"kernel-bug"}), "kernel-bug": frozenset({"power"})}
    assert diagnosed(monkeypatch, both, follows)[0][0] == "power"


def test_a_note_hides_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    both = (finding("ip-type", Confidence.LIKELY, Severity.NOTE), finding("apn-wrong", Confidence.LIKELY))
    follows = {"ip-type": frozenset({"apn-wrong"})}
    assert [cause for cause, _ in diagnosed(monkeypatch, both, follows)] == ["apn-wrong", "ip-type"]


def test_an_error_goes_before_a_sure_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    both = (finding("mtu", Confidence.CERTAIN, Severity.WARNING), finding("dns", Confidence.LIKELY))
    assert [cause for cause, _ in diagnosed(monkeypatch, both, {})] == ["dns", "mtu"]


def test_the_same_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = (finding("dns", Confidence.LIKELY), finding("dns", Confidence.LIKELY))
    assert len(diagnosed(monkeypatch, twice, {})) == 1


@pytest.mark.parametrize(
    ("says", "sentence"),
    [
        ("the SIM waits", "The SIM waits"),
        ("pppd still holds it", "pppd still holds it"),
        ("12d1:14db is", "12d1:14db is"),
    ],
)
def test_names_are_written_as_they_are_where_a_sentence_begins(says: str, sentence: str) -> None:
    assert Finding("dns", "x", says, "", ()).sentence == sentence
