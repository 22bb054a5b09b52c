"""Where states are kept: below /run for the next run and for `status`, on disk for the next boot."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from .. import state_files, this_boot
from ..errors import CommandError
from ..layout import Layout
from . import document
from .document import Document
from .state import State, restarted, resumed


def read(path: str) -> Document:
    return document.parse(state_files.read(path))


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
        self._boot = this_boot.name()

    def recall(self) -> dict[str, State]:
        """What the run before has left, in this life of the machine or in an earlier one."""
        at = this_boot.age()
        running = read(self._running)
        if running.boot == self._boot:
            return {device: restarted(state, at) for device, state in running.states.items()}
        lasting = read(self._lasting)
        return {device: resumed(state, lasting.at, at) for device, state in lasting.states.items()}

    def keep(self, states: Mapping[str, State], *, lasting: bool = False) -> None:
        data = document.serialise(Document(self._boot, this_boot.age(), states)).encode()
        if lasting:
            state_files.write(self._lasting, data)
        state_files.write(self._running, data, 0o644)
