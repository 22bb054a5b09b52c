"""Boot directories, and what check and apply make of each: the installed profiles and the words.

`pytest tests/golden --update-golden` writes what came out into the expected directories, for git to show.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nm_cellular.__main__ import main

HERE = Path(__file__).parent
CASES = sorted(path.parent.name for path in HERE.glob("*/boot"))
PROFILES = "etc/NetworkManager/system-connections"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The root of an image; its paths are left out of what is expected."""
    (tmp_path / "etc").mkdir()
    key = tmp_path / "var/lib/nm-cellular/key"
    key.parent.mkdir(parents=True)
    # A random one would make another seal in every run.
    key.write_bytes(b"golden")
    return tmp_path


def apply(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """The exit status and all output."""
    argv = ["apply", "--root", str(root), "--boot", f"{root}/boot", "--nm-version", "1.42"]
    monkeypatch.setattr("sys.argv", ["nm-cellular", *argv])
    code = main()
    said = capsys.readouterr()
    return f"exit status {int(code)}\n\n{said.out}\n{said.err}".replace(str(root), "")


def produced(root: Path, report: str) -> dict[str, str]:
    profiles = sorted((root / PROFILES).iterdir()) if (root / PROFILES).exists() else []
    return {path.name: path.read_text() for path in profiles} | {"report.txt": report}


def written(directory: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in directory.iterdir()} if directory.exists() else {}


def update(directory: Path, files: dict[str, str]) -> None:
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir()
    for name, text in files.items():
        (directory / name).write_text(text)


@pytest.mark.parametrize("case", CASES)
def test_a_boot_directory_gives_what_is_expected(
    case: str,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    shutil.copytree(HERE / case / "boot", root / "boot")
    found = produced(root, apply(root, monkeypatch, capsys))
    if request.config.getoption("--update-golden"):
        update(HERE / case / "expected", found)
    assert found == written(HERE / case / "expected")


@pytest.mark.parametrize("case", CASES)
def test_a_second_run_changes_nothing(
    case: str, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(HERE / case / "boot", root / "boot")
    apply(root, monkeypatch, capsys)
    first = produced(root, "")
    report = apply(root, monkeypatch, capsys)
    assert "created" not in report
    assert "updated" not in report
    assert produced(root, "") == first


@pytest.mark.parametrize("case", CASES)
def test_networkmanager_reads_what_is_expected_without_a_word(case: str) -> None:
    pytest.importorskip("gi")
    from .. import oracle

    for path in (HERE / case / "expected").glob("*.nmconnection"):
        reading = oracle.read(path.read_text())
        assert (reading.error, reading.warnings) == (None, ())
        assert reading.settings["connection"]["type"] in ("gsm", "802-3-ethernet")
