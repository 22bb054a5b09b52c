"""The key of ownership's seals: random, for root alone, made by the first run that needs it."""

from __future__ import annotations

import os
from contextlib import suppress

from . import state_files
from .layout import Layout

_SIZE = 32


def read(layout: Layout) -> bytes:
    """The key; empty where there is none, or none that this user may read."""
    return state_files.read(layout.seal_key)[:_SIZE]


def read_or_make(layout: Layout) -> bytes:
    """The key, made anew where there is none; empty where it cannot be kept."""
    if key := read(layout):
        return key
    with suppress(OSError):
        state_files.write(layout.seal_key, os.urandom(_SIZE))
    return read(layout)
