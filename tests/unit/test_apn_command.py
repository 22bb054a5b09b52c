"""`nm-cellular apn` as a user sees it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nm_cellular import cli
from nm_cellular.errors import CommandError, ExitCode

from .provider_database import install

IMSI = "234101234567890"
SORACOM = "8942310017000000000"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "var/cache"))
    install(tmp_path)
    return tmp_path


def run(root: Path, *words: str) -> ExitCode:
    return cli.run(cli.parse(["apn", "--root", str(root), *words]))


def as_json(root: Path, capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    run(root, "--json", *words)
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def test_each_candidate_is_numbered_and_has_a_reason_and_a_source(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(root, "302720") == ExitCode.DONE
    first, why, second, *_ = capsys.readouterr().out.splitlines()
    assert first == " 1. ltemobile.apn  postpaid"
    assert "Rogers uses 302-720" in why
    assert why.endswith("[LineageOS android_vendor_apn CA.xml]")
    assert second == " 2. internet.com  username wapuser1, password wap"


def test_json_has_the_sim_the_candidates_and_the_warnings(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = as_json(root, capsys, "22288")
    assert document["sim"]["home"] == "222-88"
    assert document["warnings"] == []
    assert document["candidates"][0] == {
        "apn": "internet.wind",
        "username": "Wind",
        "password": "Wind",
        "authentication": "",
        "provider": "Wind",
        "plans": [],
        "usage": "internet",
        "reason": "Wind uses 222-88",
        "source": "mobile-broadband-provider-info",
    }


@pytest.mark.parametrize("form", ["--json", "--verbose"])
def test_numbers_that_identify_a_person_are_masked_unless_asked_for(
    root: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    run(root, form, IMSI, SORACOM)
    masked = capsys.readouterr().out
    assert "234101*********" in masked
    assert "894231*************" in masked
    assert IMSI not in masked
    assert SORACOM not in masked
    run(root, form, IMSI, SORACOM, "--show-ids")
    shown = capsys.readouterr().out
    assert IMSI in shown
    assert SORACOM in shown


def test_gid1_tells_a_resellers_sim(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert as_json(root, capsys, "23410")["candidates"][0]["provider"] == "O2"
    assert as_json(root, capsys, "23410", "--gid1", "508fffff")["candidates"][0]["provider"] == "giffgaff"


def test_a_sim_that_nobody_knows_fails_with_a_sentence(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(root, "99999") == ExitCode.FAILED
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "no APN is known" in printed.err


def test_without_a_database_our_own_table_answers_with_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, SORACOM) == ExitCode.DONE
    printed = capsys.readouterr()
    assert "soracom.io" in printed.out
    assert "is not here" in printed.err
    assert as_json(tmp_path, capsys, SORACOM)["warnings"][0]["hint"] == "apt install mobile-broadband-provider-info"


def test_a_number_that_can_be_nothing_is_wrong_usage(root: Path) -> None:
    with pytest.raises(CommandError, match="a number of 3 digits") as caught:
        run(root, "730")
    assert caught.value.code == ExitCode.USAGE


@pytest.mark.parametrize("words", [[], ["23410", "--modem"], ["23410", "--modem", "0"]])
def test_a_sim_is_given_by_words_or_by_its_modem(root: Path, words: list[str]) -> None:
    with pytest.raises(CommandError, match="say which SIM is meant") as caught:
        run(root, *words)
    assert caught.value.code == ExitCode.USAGE


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text(st.characters()), min_size=1), st.sampled_from(["--json", "--verbose"]))
def test_any_words_are_answered_or_refused(root: Path, words: list[str], form: str) -> None:
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()), suppress(CommandError):
        run(root, form, "--", *words)


def test_a_name_that_the_terminal_cannot_show_or_would_obey_is_made_harmless(root: Path) -> None:
    environment = {"PYTHONIOENCODING": "ascii", "XDG_CACHE_HOME": str(root / "var/cache"), "PATH": "/usr/bin"}
    command = [sys.executable, "-m", "nm_cellular", "apn", "--root", str(root), "-v", "22288", "\x1b[31m\udcff联通"]
    source = Path(__file__).parents[2]
    done = subprocess.run(command, capture_output=True, cwd=source, env=environment)
    assert done.returncode == 0, done.stderr
    assert b"spn: ?[31m???" in done.stdout


def test_a_warm_lookup_loads_neither_xml_nor_json(root: Path) -> None:
    script = (
        "import sys; from nm_cellular import cli; before = set(sys.modules);"
        f"arguments = cli.parse(['apn', '--root', {str(root)!r}, '23410']);"
        "cli.run(arguments); print(*sorted(set(sys.modules) - before), file=sys.stderr)"
    )
    source = Path(__file__).parents[2]
    environment = {"XDG_CACHE_HOME": str(root / "var/cache"), "PATH": "/usr/bin", "LANG": "C"}
    runs = [
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=source, env=environment)
        for _ in range(2)
    ]
    cold, warm = (set(run.stderr.split()) for run in runs)
    assert {"json", "pyexpat"} <= cold
    assert not warm & {"json", "pyexpat", "xml", "dataclasses", "typing", "nm_cellular.apns.serviceproviders"}
    assert runs[0].stdout == runs[1].stdout
