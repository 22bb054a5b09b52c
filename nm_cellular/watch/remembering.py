"""Where states are kept: below /run for the next run and for `status`, on disk for the next boot."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from .. import host
from ..errors import CommandError
from ..layout import Layout
from . import document
from .document import Document
from .state import State, restarted, resumed

_MAX_SIZE = 1 << 20


def now() -> float:
    """Seconds since boot, those of suspends too; nobody sets this clock."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def boot_id() -> str:
    with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as stream:
        return stream.read().strip()


def read(path: str) -> Document:
    with suppress(OSError), open(path, "rb") as stream:
        return document.parse(stream.read(_MAX_SIZE))
    return Document("", 0.0)


@contextmanager
def alone(layout: Layout) -> Iterator[None]:
    """Two that repair the same modem would undo each other's work; raises CommandError, or OSError."""
    os.makedirs(layout.run_directory, mode=0o755, exist_ok=True)
    handle = os.open(layout.watch_lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    try:
        os.fchmod(handle, 0o644)
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise CommandError("nm-cellular watch is running already", "systemctl status nm-cellular-watch") from None
    finally:
        os.close(handle)


def is_running(layout: Layout) -> bool:
    """Any user may ask."""
    try:
        with open(layout.watch_lock, "rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        pass
    return False


class Memory:
    """The states of this run of the service; raises OSError where they cannot be written."""

    def __init__(self, layout: Layout) -> None:
        self._running = layout.watch_state
        self._lasting = layout.watch_memory
        self._boot = boot_id()

    def recall(self) -> dict[str, State]:
        """What the run before has left, in this life of the machine or in an earlier one."""
        at = now()
        running = read(self._running)
        if running.boot == self._boot:
            return {device: restarted(state, at) for device, state in running.states.items()}
        lasting = read(self._lasting)
        return {device: resumed(state, lasting.at, at) for device, state in lasting.states.items()}

    def keep(self, states: Mapping[str, State], *, lasting: bool = False) -> None:
        data = document.serialise(Document(self._boot, now(), states)).encode()
        if lasting:
            _write(self._lasting, data, 0o600)
        _write(self._running, data, 0o644)


def _write(path: str, data: bytes, mode: int) -> None:
    directory = os.path.dirname(path)
    os.makedirs(directory, mode=0o755, exist_ok=True)
    with host.locked(directory):
        host.change([host.NewFile(path, data, mode)])
