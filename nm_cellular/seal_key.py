"""The key of ownership's seals: random, for root alone, made by the first run that needs it."""

from __future__ import annotations

import os
from contextlib import suppress

from . import host
from .layout import Layout

_SIZE = 32


def read(layout: Layout) -> bytes:
    """The key; empty where there is none, or none that this user may read."""
    with suppress(OSError), open(layout.seal_key, "rb") as stream:
        return stream.read(_SIZE)
    return b""


def read_or_make(layout: Layout) -> bytes:
    """The key, made anew where there is none; empty where it cannot be kept."""
    if key := read(layout):
        return key
    directory = os.path.dirname(layout.seal_key)
    with suppress(OSError):
        os.makedirs(directory, mode=0o700, exist_ok=True)
        with host.locked(directory):
            host.change([host.NewFile(layout.seal_key, os.urandom(_SIZE))])
    return read(layout)
