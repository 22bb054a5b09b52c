"""The command line in one process, on an image: exit statuses, help, JSON, colours, and whoever reads it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from nm_cellular import __version__, cli

from .image import HOME, Image, Ran, Run

CHECKOUT = Path(__file__).resolve().parents[2]


def test_the_version_is_told(run: Run) -> None:
    assert run("--version") == Ran(0, f"nm-cellular {__version__}\n", "")


def test_help_names_the_verbs_and_the_exit_statuses(run: Run) -> None:
    ran = run("--help")
    assert ran.code == 0
    for word in (*cli.VERBS, "exit status", "cellular.conf"):
        assert word in ran.out


@pytest.mark.parametrize("verb", cli.VERBS)
def test_every_verb_has_help_with_examples(verb: str, run: Run) -> None:
    ran = run(verb, "--help")
    assert ran.code == 0
    assert f"nm-cellular {verb}" in ran.out.partition("examples:")[2]


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("aply",),
        ("apply", "--bot", "x"),
        ("apply", "--via", "pigeon"),
        ("render",),
        ("apply", "--nm-version", "new"),
    ],
)
def test_wrong_usage_is_status_2(arguments: tuple[str, ...], run: Run, tmp_path: Path) -> None:
    (tmp_path / "boot").mkdir()
    more = ("--root", str(tmp_path), "--boot", str(tmp_path / "boot")) if "--nm-version" in arguments else ()
    ran = run(*arguments, *more)
    assert ran.code == 2
    assert ran.err
    assert not ran.out


def test_a_failure_is_json_too(tmp_path: Path, run: Run) -> None:
    ran = run("apply", "--json", "--root", str(tmp_path))
    assert ran.code == 1
    (error,) = json.loads(ran.out)["errors"]
    assert error["message"] == "there is no boot directory here"


@pytest.mark.parametrize(
    ("terminal", "environment", "coloured"),
    [
        (True, {}, True),
        (True, {"NO_COLOR": ""}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
        (False, {}, False),
    ],
)
def test_colours_are_for_terminals_that_want_them(
    terminal: bool,  # noqa: FBT001
    environment: dict[str, str],
    coloured: bool,  # noqa: FBT001
    image: Image,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    for stream in (sys.stdout, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: terminal)
    image.conf.write_text(f"{HOME}[bad]\nanp = x\n")
    ran = image.apply()
    assert ("\033[32mcreate\033[0m" in ran.out, "\033[31;1merror\033[0m" in ran.err) == (coloured, coloured)


def program(*arguments: str | bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A process of its own, as users have it."""
    return subprocess.run(
        [sys.executable, "-m", "nm_cellular", *arguments],
        cwd=CHECKOUT,
        env=os.environ | environment,
        capture_output=True,
        check=False,
    )


def test_a_process_ends_with_the_exit_status(image: Image) -> None:
    assert program("check", str(image.conf)).returncode == 0
    image.conf.write_text("[home]\nanp = x\n")
    assert program("check", str(image.conf)).returncode == 3
    assert program("check", "--nonsense").returncode == 2
    assert program("check", "/missing").returncode == 1


def test_no_terminal_is_too_poor_for_a_name(image: Image) -> None:
    image.conf.write_text("[Büro 日本]\napn = a\n")
    for arguments in (["check"], ["check", "--json"], ["check", "-v"]):
        ran = program(*arguments, str(image.conf), PYTHONIOENCODING="ascii")
        assert ran.returncode == 0
        assert b"Traceback" not in ran.stderr


def test_a_file_name_that_is_no_text_is_told_of(image: Image) -> None:
    folder = image.boot / "system-connections"
    folder.mkdir()
    with open(os.path.join(os.fsencode(folder), b"mod\xffem"), "wb") as stream:
        stream.write(b"[gsm]\napn=a\n")
    for arguments in ([], ["--json"]):
        ran = program("apply", "--root", str(image.root), "--boot", str(image.boot), *arguments)
        assert ran.returncode == 3
        assert b"no readable text" in ran.stdout + ran.stderr
        assert b"Traceback" not in ran.stderr
    assert list(image.profiles) == ["home.nmconnection"]


def test_a_reader_that_leaves_early_gets_no_traceback(image: Image) -> None:
    image.conf.write_text("".join(f"[{number}]\napn = a\n" for number in range(300)))
    argv = [sys.executable, "-m", "nm_cellular", "check", "-v", str(image.conf)]
    with subprocess.Popen(argv, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
