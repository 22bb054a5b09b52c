"""Who is sending a PIN at this moment: one program at a time to each SIM, by locks that end with whoever holds them."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from ..errors import CommandError
from ..layout import Layout

_PREFIX = "pin-"


@contextmanager
def alone(sim: str, layout: Layout) -> Iterator[bool]:
    """Whether nobody else is sending one to that SIM, and then nobody does for the time of the block.

    sim: Tries.name of it.  Raises CommandError where that cannot be known.
    """
    try:
        os.makedirs(layout.run_directory, mode=0o755, exist_ok=True)
        handle = _open(f"{layout.run_directory}/{_PREFIX}{sim}")
    except OSError as exc:
        message = f"{exc.filename}: {exc.strerror}; no PIN is sent that somebody else may be sending too"
        raise CommandError(message, "run it as root, on a /run that can be written") from None
    try:
        yield _lock(handle)
    finally:
        os.close(handle)


def busy(layout: Layout) -> frozenset[str]:
    """The SIMs, by Tries.name, to which somebody is sending one now."""
    with suppress(OSError):
        names = [name for name in os.listdir(layout.run_directory) if name.startswith(_PREFIX)]
        return frozenset(name.removeprefix(_PREFIX) for name in names if _is_held(f"{layout.run_directory}/{name}"))
    return frozenset()


def _is_held(path: str) -> bool:
    handle = _open(path)
    try:
        return not _lock(handle)
    finally:
        os.close(handle)


def _open(path: str) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def _lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
