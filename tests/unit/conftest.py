"""What tests of the whole command line share."""

from __future__ import annotations

from pathlib import Path

import pytest

from nm_cellular.__main__ import main

from .image import HOME, Image, Ran, Run


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str) -> Ran:
        monkeypatch.setattr("sys.argv", ["nm-cellular", *arguments])
        try:
            code = main()
        except SystemExit as exc:
            code = int(exc.code or 0)
        return Ran(code, *capsys.readouterr())

    return call


@pytest.fixture
def image(tmp_path: Path, run: Run) -> Image:
    made = Image(tmp_path, run)
    made.boot.mkdir()
    made.conf.write_text(HOME)
    return made
