"""What a run loads: on a small board that is most of what a run costs."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
PYTHON = "/usr/bin/python3"

SLOW = {"asyncio", "dataclasses", "dbus_fast", "dbus_next", "inspect", "jinja2", "pathlib", "pyudev", "shutil"}
SLOW |= {"subprocess", "typing", "uuid", "xml"}
"""Each takes longer to load than all that a run needs that finds nothing changed."""

BOOT_FILE = "[my operator]\napn = internet\n"


def loaded(*argv: str) -> set[str]:
    """The packages and modules that Python loads for its arguments, apart from those that it always loads."""
    return _loaded(*argv) - _loaded("-c", "pass")


def _loaded(*argv: str) -> set[str]:
    environment = os.environ | {"PYTHONPATH": str(TOP)}
    done = subprocess.run([PYTHON, "-X", "importtime", *argv], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    names = re.findall(r"^import time:.*\| *(\w[\w.]*)$", done.stderr, re.MULTILINE)
    return {name.partition(".")[0] if not name.startswith("nm_cellular") else name for name in names}


@pytest.fixture
def apply(tmp_path: Path) -> tuple[str, ...]:
    """An apply that has one profile to install, and nothing to do when it is run again."""
    boot = tmp_path / "boot"
    boot.mkdir()
    (boot / "cellular.conf").write_text(BOOT_FILE)
    return ("-m", "nm_cellular", "apply", "--quiet", "--root", str(tmp_path), "--boot", str(boot))


def test_the_version_loads_no_verb_and_nothing_slow() -> None:
    found = loaded("-m", "nm_cellular", "--version")
    assert "nm_cellular.cli" in found
    assert {name for name in found if name.startswith("nm_cellular.commands.")} == set()
    assert found & SLOW == set()


def test_where_nothing_has_changed_nothing_slow_is_loaded(apply: tuple[str, ...]) -> None:
    assert "jinja2" in loaded(*apply)
    found = loaded(*apply)
    assert "nm_cellular.stamp" in found
    assert "nm_cellular.commands.installing" not in found
    assert found & SLOW == set()


def test_installing_files_loads_no_d_bus_library(apply: tuple[str, ...]) -> None:
    found = loaded(*apply)
    assert "nm_cellular.rendering" in found
    assert found & {"asyncio", "dbus_fast", "dbus_next", "pyudev", "xml"} == set()


def test_a_stick_that_waits_to_be_switched_waits_for_nothing_that_it_does_not_need() -> None:
    found = loaded("-m", "nm_cellular", "switch", "--device", "7-7")
    assert "nm_cellular.modeswitch.handling" in found
    assert found & {"asyncio", "dbus_fast", "dbus_next", "jinja2", "json", "tarfile", "typing", "uuid"} == set()
    assert found & {f"nm_cellular.modeswitch.{name}" for name in ("explaining", "hwdb", "lint", "port_hints")} == set()
