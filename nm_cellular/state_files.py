"""Our own files that outlive a run: until the next boot in /run/nm-cellular, and for longer in /var/lib/nm-cellular.

The first is open to all, as `status` is.  The second is root's alone: its files name SIMs, networks and passwords.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from . import host
from .layout import RUN_DIRECTORY

_LARGEST = 4 << 20
"""Bytes; none of ours comes near it."""


def read(path: str) -> bytes:
    """Empty where there is none, or none that this user may read."""
    with suppress(OSError), open(path, "rb") as stream:
        return stream.read(_LARGEST)
    return b""


@contextmanager
def held(path: str) -> Iterator[None]:
    """Nobody else of us changes it for the time of the block; its directory is made.  Raises OSError."""
    directory = os.path.dirname(path)
    os.makedirs(directory, mode=0o755 if directory.endswith(RUN_DIRECTORY) else 0o700, exist_ok=True)
    with host.locked(directory):
        yield


def replace(path: str, data: bytes, mode: int = 0o600) -> None:
    """The whole file, which is held; raises OSError."""
    host.change([host.NewFile(path, data, mode)])


def write(path: str, data: bytes, mode: int = 0o600) -> None:
    """The whole file; raises OSError."""
    with held(path):
        replace(path, data, mode)
