"""Tests against real daemons: each gets a lab of its own, and shows the daemons' logs where it fails."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from typing import Any

import pytest

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


@pytest.fixture
def lab() -> Iterator[Lab]:
    with Lab() as lab:
        yield lab
