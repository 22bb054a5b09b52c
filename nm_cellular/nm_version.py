"""The version of a NetworkManager, by which its properties and its ways are known."""

from __future__ import annotations

import re

Version = tuple[int, int]
"""Major and minor: stable releases of the same two differ in nothing that matters here."""


def parse(text: str) -> Version | None:
    """1.42, 1.42.4 or Debian's 1:1.42.4-1; None where it is none."""
    found = re.match(r"(?:\d+:)?(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else None
