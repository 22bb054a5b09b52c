"""What apply --json and check --json print of each boot directory keeps to docs/apply.schema.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from nm_cellular.__main__ import main
from tests.golden.test_golden import CASES, HERE

SCHEMA = json.loads((HERE.parents[1] / "docs/apply.schema.json").read_text())


def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *argv: str) -> dict[str, Any]:
    """The JSON of a run, which keeps to the schema."""
    monkeypatch.setattr("sys.argv", ["nm-cellular", *argv, "--json"])
    main()
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    jsonschema.validate(found, SCHEMA)
    return found


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("case", CASES)
def test_the_json_of_a_boot_directory_keeps_to_the_schema(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "etc").mkdir()
    where = ("--root", str(tmp_path), "--boot", str(HERE / case / "boot"), "--nm-version", "1.42")
    planned = said(capsys, monkeypatch, "check", *where)
    done = said(capsys, monkeypatch, "apply", *where)
    assert [each["action"] for each in planned["profiles"]] == [each["action"] for each in done["profiles"]]
    again = said(capsys, monkeypatch, "apply", *where)
    assert {each["action"] for each in again["profiles"]} <= {"unchanged", "conflict"}


def test_what_could_not_be_begun_keeps_to_the_schema_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = said(capsys, monkeypatch, "apply", "--root", str(tmp_path), "--boot", str(tmp_path / "none"))
    assert [each["message"] for each in found["errors"]]
