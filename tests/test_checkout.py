"""What holds of every file of the checkout: the linters are content, and no file names what it must not."""

from __future__ import annotations

import os
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent

FORBIDDEN = {
    "a path of a developer's machine": r"(?<![\w.])/(work|farm)/",
    "the host of a package registry; apt and pip know theirs": (
        r"(deb|security|snapshot)\.debian\.org|pypi\.org|pythonhosted\.org|registry\.npmjs|"
        r"crates\.io|rubygems\.org|proxy\.golang\.org"
    ),
}


@cache
def files() -> tuple[Path, ...]:
    """What is, or would be, committed; symbolic links left out."""
    argv = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(argv, cwd=TOP, check=True, capture_output=True, text=True).stdout
    paths = (TOP / name for name in listed.split("\0") if name)
    return tuple(path for path in paths if path.is_file() and not path.is_symlink())


def linter(name: str) -> str:
    """The linter's path.  CI must have it; elsewhere a machine without a network can run the other tests."""
    path = TOP / ".venv/bin" / name
    if path.exists():
        return str(path)
    sentence = f"{name} is not installed: tests/setup could not install requirements-dev.txt with pip"
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)


def complaints(*argv: str) -> str:
    """What a linter that was not content wrote."""
    done = subprocess.run(argv, cwd=TOP, check=False, capture_output=True, text=True)
    return "" if done.returncode == 0 else f"{done.stdout}{done.stderr}"


def python_files() -> list[str]:
    return [str(path) for path in files() if path.suffix == ".py" or _interpreter(path).endswith("python3")]


def _interpreter(path: Path) -> str:
    with path.open("rb") as file:
        first = file.readline(80)
    return first.decode(errors="replace").rstrip() if first.startswith(b"#!") else ""


def test_ruff_is_content() -> None:
    assert complaints(linter("ruff"), "check", "--no-cache", *python_files()) == ""


def test_the_code_is_formatted_by_ruff() -> None:
    assert complaints(linter("ruff"), "format", "--no-cache", "--diff", *python_files()) == ""


def test_mypy_is_content() -> None:
    assert complaints(linter("mypy"), "--cache-dir=/dev/null") == ""


def test_shellcheck_is_content() -> None:
    scripts = [str(path) for path in files() if re.search(r"\b(ba|da)?sh$", _interpreter(path))]
    assert complaints("shellcheck", *scripts) == ""


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    texts = {path: path.read_text(errors="replace") for path in files()}
    assert [f"{path.relative_to(TOP)}: {found[0]}" for path in texts for found in pattern.finditer(texts[path])] == []


def test_every_executable_says_by_what_it_runs() -> None:
    assert [str(path) for path in files() if os.access(path, os.X_OK) and not _interpreter(path)] == []


@pytest.mark.parametrize("command", ["tests/demo", "tests/run"])
def test_the_readme_names_the_command(command: str) -> None:
    assert re.search(rf"^ *(sudo |# )?{command}$", (TOP / "README.md").read_text(), re.MULTILINE)


def test_ci_runs_the_test_command_of_the_readme() -> None:
    lines = (TOP / ".ci/run").read_text().splitlines()
    assert {"set -euo pipefail", "CI=true tests/run"} <= set(lines)
