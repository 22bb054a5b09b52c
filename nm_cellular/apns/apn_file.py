"""Keeps what is remembered of SIMs, for root alone: providers' passwords and ICCIDs are in it."""

from __future__ import annotations

from collections.abc import Callable

from .. import state_files
from ..layout import Layout
from . import apn_memory
from .apn_memory import Memory


def read(layout: Layout) -> Memory:
    """Empty where there is none, or none that this user may read, or none that can be understood."""
    return apn_memory.parse(state_files.read(layout.apn_memory))


def update(layout: Layout, change: Callable[[Memory], Memory]) -> bool:
    """Whether the change changed anything, so that `apply` has something to do; raises OSError."""
    with state_files.held(layout.apn_memory):
        before = read(layout)
        after = change(before)
        if list(after.items()) == list(before.items()):
            return False
        state_files.replace(layout.apn_memory, apn_memory.serialise(after).encode())
    return True
