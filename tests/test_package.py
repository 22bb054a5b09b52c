"""The package as it is installed, with Debian's libraries and no network."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
NOT_SOURCE = shutil.ignore_patterns(".*", "__pycache__", "build", "dist", "*.egg-info", "tests")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with nm-cellular in it, installed by pip from a copy of the source."""
    place = tmp_path_factory.mktemp("package")
    source, venv = place / "source", place / "venv"
    shutil.copytree(TOP, source, ignore=NOT_SOURCE)
    run("/usr/bin/python3", "-m", "venv", "--system-site-packages", venv)
    run(
        venv / "bin/python",
        "-m",
        "pip",
        "--isolated",
        "install",
        "--no-index",
        "--no-build-isolation",
        source,
    )
    return venv


def run(*argv: str | Path) -> str:
    """What a program wrote, run where the checkout is out of its sight."""
    done = subprocess.run(argv, cwd="/", check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"{argv}: {done.stdout}{done.stderr}"
    return done.stdout


def package(venv: Path) -> Path:
    (found,) = venv.glob("lib/python3.*/site-packages/nm_cellular")
    return found


def contents(directory: Path, *patterns: str) -> set[str]:
    return {str(path.relative_to(directory)) for pattern in patterns for path in directory.rglob(pattern)}


def test_the_command_is_installed_and_knows_its_version(installed: Path) -> None:
    version = run(installed / "bin/python", "-c", "import nm_cellular; print(nm_cellular.__version__)").strip()
    assert run(installed / "bin/nm-cellular", "--version").split() == ["nm-cellular", version]


def test_every_module_and_table_of_the_source_is_installed(installed: Path) -> None:
    source = contents(TOP / "nm_cellular", "*.py", "*.json")
    assert "__main__.py" in source
    assert contents(package(installed), "*.py", "*.json") == source


def test_every_template_is_installed(installed: Path) -> None:
    source = contents(TOP / "templates", "*.j2")
    assert source
    assert contents(package(installed) / "templates", "*.j2") == source
