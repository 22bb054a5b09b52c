"""What `nm-cellular doctor` prints, with its exit statuses, its JSON, and evidence that is saved and loaded."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest

from nm_cellular import checks
from nm_cellular.__main__ import main
from nm_cellular.doctor import document, plain, reading, redaction, saving
from nm_cellular.doctor.diagnosing import Diagnosis, diagnose
from nm_cellular.doctor.evidence import Evidence, Unavailable
from nm_cellular.doctor.facts.modem import ModemReport
from nm_cellular.doctor.path import CHECKS, Mark, steps
from nm_cellular.doctor.source import Source
from tests.doctor.test_logs import ALL, LOGS

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/doctor.schema.json").read_text())

Doctor = Callable[..., tuple[int, str, str]]


@pytest.fixture
def doctor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Doctor:
    def run(*words: str, given: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["nm-cellular", "doctor", *words])
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(given.encode())))
        return main(), *capsys.readouterr()

    return run


def of(log: Path) -> Evidence:
    return reading.read([(log.name, log.read_text())])


def in_short(diagnosis: Diagnosis) -> list[tuple[str, int, int, list[str]]]:
    pairs = zip(diagnosis.causes, diagnosis.consequences, strict=True)
    return [(each.check, each.severity, each.confidence, [one.check for one in those]) for each, those in pairs]


@pytest.mark.parametrize("log", ALL, ids=lambda log: f"{log.parent.name}/{log.stem}")
def test_what_is_saved_and_loaded_has_the_same_result(log: Path) -> None:
    evidence = of(log)
    saved = json.dumps(saving.as_document(redaction.redacted(evidence)))
    assert in_short(diagnose(saving.from_text(saved, "saved"))) == in_short(diagnose(evidence))


@pytest.mark.parametrize("log", ALL, ids=lambda log: f"{log.parent.name}/{log.stem}")
def test_the_json_keeps_to_its_schema_and_no_line_is_too_long(log: Path) -> None:
    evidence = of(log)
    diagnosis = diagnose(evidence)
    jsonschema.validate(json.loads(json.dumps(document.make(diagnosis, evidence))), SCHEMA)
    shown = list(plain.lines(diagnosis, evidence, plain.Style(verbose=True)))
    assert max(map(len, shown)) <= 80


def test_the_exit_status_is_the_worst_severity(doctor: Doctor) -> None:
    assert doctor("--log", str(LOGS / "none/ec25_qmi_boot.txt"))[0] == 0
    assert doctor("--log", str(LOGS / "sim-missing/mmcli.txt"))[0] == 2
    statuses = [doctor("--log", str(log))[0] for log in ALL if log.parent.name == "mtu"]
    assert set(statuses) <= {1, 2}


def test_a_cause_and_its_fix_stand_below_the_path_that_leads_there(doctor: Doctor) -> None:
    status, shown, _ = doctor("--log", str(LOGS / "sim-missing/mmcli.txt"))
    assert status == 2
    lines = shown.splitlines()
    assert lines[:4] == [
        "✔ device",
        "✔ driver",
        "✔ modem       QUALCOMM INCORPORATED SIMCOM_SIM7600E-H",
        "✘ SIM         sim-missing",
    ]
    assert lines[5] == "error: sim-missing (SIMCOM_SIM7600E-H)"
    assert lines[7].startswith("  → switch off")


def test_a_log_in_which_nothing_is_known_is_no_healthy_one(doctor: Doctor) -> None:
    status, shown, complaint = doctor("--log", "-", given="Dear all,\nit does not work.\n")
    assert (status, shown) == (2, "")
    assert "nothing in this log is known" in complaint
    assert "dmesg" in complaint
    status, shown, _ = doctor("--log", "-", "--json", given="")
    assert (status, json.loads(shown)["findings"]) == (2, [])


def test_saved_here_and_loaded_there(doctor: Doctor, tmp_path: Path) -> None:
    file = str(tmp_path / "evidence.json")
    here = doctor("--log", str(LOGS / "sim-missing/mmcli.txt"), "--save", file)
    there = doctor("--load", file)
    assert (here[0], here[1].splitlines()[:5]) == (there[0], there[1].splitlines()[:5])


@pytest.mark.parametrize("words", [("--load", "/nowhere"), ("--log", "/nowhere"), ("--load", __file__)])
def test_a_file_that_cannot_be_used_is_said(doctor: Doctor, words: tuple[str, str]) -> None:
    status, _, complaint = doctor(*words)
    assert status == 2
    assert words[1] in complaint


def test_a_terminal_without_signs_or_colours_is_shown_none() -> None:
    evidence = of(LOGS / "sim-missing/mmcli.txt")
    plainly = "\n".join(plain.lines(diagnose(evidence), evidence, plain.Style(ascii=True)))
    assert plainly.startswith("ok device\nok driver\nok modem")
    coloured = "\n".join(plain.lines(diagnose(evidence), evidence, plain.Style(colour=True)))
    signs = "\n".join(plain.lines(diagnose(evidence), evidence, plain.Style()))
    assert re.sub(r"\033\[\d+m", "", coloured) == signs
    assert coloured != signs


def test_what_was_not_seen_is_said() -> None:
    evidence = Evidence((), {"Profile": Unavailable("only root may read them: run it as root")}, live=True)
    assert list(plain.lines(diagnose(evidence), evidence, plain.Style()))[-1] == (
        "not seen: profiles: only root may read them: run it as root"
    )


def test_every_cause_has_its_step_on_the_path() -> None:
    from importlib import import_module

    known = {slug for name in checks.ORDER for slug in import_module(f"nm_cellular.checks.{name}").SLUGS}
    listed = [slug for slugs in CHECKS.values() for slug in slugs]
    assert sorted(listed) == sorted(known)


def test_a_warning_does_not_end_the_path() -> None:
    evidence = of(LOGS / "mtu/bearer-has-less.txt")
    marks = {step.name: step.mark for step in steps(evidence, diagnose(evidence))}
    assert Mark.WORKS in marks.values() or Mark.FAILS in marks.values()


def test_what_nothing_tells_of_is_not_ticked() -> None:
    report = ModemReport(Source("mmcli", 0, ""), "mmcli", state="registered", registration="home", sim="ready")
    found = steps(Evidence((report,), live=True), diagnose(Evidence((report,), live=True)))
    assert [step.name for step in found if step.mark is Mark.WORKS][-1] == "network"
    assert all(step.name not in ("address", "internet") for step in found)


def test_the_document_tells_of_every_cause_at_its_step() -> None:
    text = (Path(__file__).parents[2] / "docs/doctor.md").read_text()
    found: dict[str, list[str]] = {}
    for row in re.findall(r"^\| (\*\*\w+\*\*|`[\w-]+`)", text[text.index("## The causes") :], re.MULTILINE):
        if row.startswith("*"):
            found[row.strip("*")] = []
        else:
            list(found.values())[-1].append(row.strip("`"))
    assert {name: sorted(slugs) for name, slugs in found.items()} == {
        name: sorted(slugs) for name, slugs in CHECKS.items()
    }
