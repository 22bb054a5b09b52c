"""The doctor's tables: what is known of USB ids and kernels, as JSON files beside this one, each with its sources."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def read(name: str) -> dict[str, Any]:
    """A file of the package, by its name without .json."""
    path = Path(__file__).parent / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]  # each is one object
