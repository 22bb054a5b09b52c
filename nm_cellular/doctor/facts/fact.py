"""What all facts have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..source import Source

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fact:
    source: Source
