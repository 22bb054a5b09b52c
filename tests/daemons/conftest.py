"""Tests against real daemons: each gets a lab of its own, and shows the daemons' logs where it fails."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from typing import Any

import pytest

from tests.daemons.modem_states import WITHOUT
from tests.lab import Lab

_PROGRAMS = (
    *("dbus-daemon", "ip", "nsenter", "pppd", "unshare"),
    *("ModemManager", "NetworkManager", "mmcli", "nmcli"),
)


def pytest_runtest_setup(item: pytest.Item) -> None:
    lacking = [program for program in _PROGRAMS if not shutil.which(program, path="/usr/sbin:/usr/bin")]
    if os.geteuid():
        lacking.append("root")
    if lacking:
        # A run that is to judge a change must not pass for want of what it judges with.
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"the lab lacks {', '.join(lacking)}")


@pytest.hookimpl(hookwrapper=True)  # type: ignore[untyped-decorator]  # in pytest 7.2
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    outcome = yield
    report: pytest.TestReport = outcome.get_result()
    lab = getattr(item, "funcargs", {}).get("lab")
    if report.failed and report.when == "call" and lab:
        report.sections.append(("daemons", lab.logs()))


_LIBRARIES = ("dbus_next", "dbus_fast")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "lab" in metafunc.fixturenames and metafunc.definition.get_closest_marker("either_dbus_library"):
        metafunc.parametrize("lab", _LIBRARIES, indirect=True)


@pytest.fixture
def lab(request: pytest.FixtureRequest) -> Iterator[Lab]:
    """Where the test is marked as one for either D-Bus library, nm-cellular does not find the other."""
    kept = getattr(request, "param", None)
    with Lab() as lab:
        for library in _LIBRARIES:
            if kept not in (None, library):
                _hide(lab, library)
        yield lab


def _hide(lab: Lab, library: str) -> None:
    """From nm-cellular; the lab itself needs dbus-next."""
    directory = lab.path(WITHOUT)
    directory.mkdir()
    (directory / f"{library}.py").write_text("raise ImportError")
