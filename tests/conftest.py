"""The switches of the test run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_HERE = Path(__file__).parent
_REAL_TIME = (_HERE / "daemons", _HERE / "board", _HERE / "unit" / "test_usb_modeswitch.py")
"""Tests with other programs at work, each with its own time limits, on whatever else the machine is doing."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write what came out into tests/golden/*/expected")


def pytest_configure() -> None:
    """A run that judges a change must not come out otherwise the next time, nor on a slower machine: new examples, and
    limits of time, are for everybody else.
    """
    if os.environ.get("CI"):
        # Not at the top: the scenarios of tests/vm run where there is no hypothesis.
        from hypothesis import HealthCheck, settings

        settings.register_profile(
            "judging", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
        )
        settings.load_profile("judging")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """One more try where the clock has a say; pytest's summary counts it as a rerun."""
    if config.pluginmanager.hasplugin("rerunfailures"):
        for item in items:
            if any(item.path.is_relative_to(place) for place in _REAL_TIME):
                item.add_marker(pytest.mark.flaky(reruns=1))
