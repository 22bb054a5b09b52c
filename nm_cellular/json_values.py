"""Values of JSON that we wrote ourselves, and that a power cut or a person may have damaged since."""

from __future__ import annotations

import math
from typing import Any


def number(value: Any, least: float = -math.inf) -> float:  # noqa: ANN401  of any type, as JSON is
    """One that is finite and not below the least; raises ValueError where it is none.  A truth value is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < least:
        raise ValueError(value)
    return value


def count(value: Any) -> int:  # noqa: ANN401
    """A whole number from 0 on; raises ValueError."""
    return int(number(value, 0))
