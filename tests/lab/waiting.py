"""Waiting on conditions."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

LIMIT = 90.0
"""Seconds.  It costs nothing but where a test fails, and a busy machine needs more than twenty for a connection."""


def wait_for(condition: Callable[[], T], timeout: float = LIMIT, *, what: str = "", interval: float = 0.005) -> T:
    """The first true value of the condition, asked each `interval`; TimeoutError if `timeout` seconds bring none."""
    deadline = time.monotonic() + timeout
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {timeout:g} s: {what or condition.__name__}")
        time.sleep(interval)
    return value
