"""Keeps what is remembered of SIMs, for root alone: providers' passwords and ICCIDs are in it."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress

from .. import host
from ..layout import Layout
from . import apn_memory
from .apn_memory import Memory

_MAX_SIZE = 1 << 20
"""Bytes; a full memory has some 40 thousand."""


def read(layout: Layout) -> Memory:
    """Empty where there is none, or none that this user may read, or none that can be understood."""
    with suppress(OSError), open(layout.apn_memory, "rb") as stream:
        return apn_memory.parse(stream.read(_MAX_SIZE))
    return {}


def update(layout: Layout, change: Callable[[Memory], Memory]) -> bool:
    """Whether the change changed anything, so that `apply` has something to do; raises OSError."""
    directory = os.path.dirname(layout.apn_memory)
    os.makedirs(directory, mode=0o700, exist_ok=True)
    with host.locked(directory):
        before = read(layout)
        after = change(before)
        if list(after.items()) == list(before.items()):
            return False
        host.change([host.NewFile(layout.apn_memory, apn_memory.serialise(after).encode())])
    return True
