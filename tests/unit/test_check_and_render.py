"""`nm-cellular check` and `render` in one process, on an image."""

from __future__ import annotations

import sys

import pytest

from .image import HOME, SECRET, Image, Run


def test_check_says_what_is_wrong_and_writes_nothing(image: Image) -> None:
    image.conf.write_text(f"{HOME}[bad]\nanp = x\n")
    ran = image.run("check", "--root", str(image.root), "--boot", str(image.boot))
    assert ran.code == 3
    assert "did you mean `apn`?" in ran.err
    assert "would be: 1 created, 1 error" in ran.out
    assert {path.name for path in image.root.iterdir()} == {"boot"}


def test_check_reads_the_files_that_are_named(image: Image, run: Run) -> None:
    keyfile = image.root / "modem"
    keyfile.write_text("[connection]\ntype=gsm\n")
    assert run("check", str(image.conf), str(keyfile)).code == 0
    assert run("check", str(image.root / "missing")).code == 1


def test_render_prints_the_keyfile_for_a_program(image: Image, run: Run) -> None:
    image.conf.write_text(SECRET)
    ran = run("render", str(image.conf))
    assert ran.code == 0
    assert ran.out.startswith("[connection]\nid=home\n")
    assert "password=hunter2\n" in ran.out


def test_render_masks_secrets_on_a_terminal(image: Image, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    image.conf.write_text(SECRET)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert "password=<hidden>\n" in run("render", str(image.conf)).out
    assert "password=hunter2\n" in run("render", "--show-secrets", str(image.conf)).out


def test_render_prints_the_good_and_tells_of_the_bad(image: Image, run: Run) -> None:
    image.conf.write_text(f"{HOME}[bad]\nanp = x\n")
    ran = run("render", str(image.conf))
    assert (ran.code, ran.out.count("[connection]")) == (3, 1)
    assert "anp" in ran.err
