"""Reads and writes the PINs that we keep, in a file for root alone."""

from __future__ import annotations

from contextlib import suppress

from .. import state_files
from ..layout import Layout
from . import kept_pins
from .kept_pins import Kept


def read(layout: Layout) -> Kept:
    """Raises OSError where there is a file and this user may not read it."""
    with suppress(FileNotFoundError, NotADirectoryError), open(layout.kept_pins, "rb") as stream:
        return kept_pins.parse(stream.read())
    return {}


def write(layout: Layout, kept: Kept) -> None:
    """Replaces them all where there is any change; raises OSError."""
    if kept != read(layout):
        state_files.write(layout.kept_pins, kept_pins.serialise(kept).encode())
