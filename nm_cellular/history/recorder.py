"""Records what there is to see, for `nm-cellular watch`: to /run every few minutes, to the disk once an hour."""

from __future__ import annotations

import time
from collections.abc import Callable

from .. import state_files, this_boot
from ..apart import apart
from ..complaints import Complaints
from ..layout import Layout
from ..modems.observation import Observation
from . import pending, sampling
from .sampling import Recording

Tell = Callable[[str], None]

EVERY = 3600
"""Seconds from one write to the disk to the next: what a power cut may cost."""

_MOST_PENDING = 4096
"""Samples that wait for a disk that cannot be written; then the oldest are lost."""


class Recorder:
    """Takes what the run before has left.  Nothing that goes wrong here is the caller's trouble: it is told, once."""

    def __init__(self, layout: Layout, tell: Tell, at: float) -> None:
        self._layout = layout
        self._complaints = Complaints(tell)
        self._boot = this_boot.name()
        self._recording = sampling.ended(_recall(layout, self._boot), at)
        self._store_at = at + EVERY
        self._seen_at = -1.0

    def record(self, observation: Observation, at: float) -> None:
        """at: seconds since the machine's boot (CLOCK_BOOTTIME).

        Cheap where no step is over and no connection begins.  Somebody has to call it once in a step, too: what is
        signalled by nobody is as it was before.
        """
        self._seen_at = at
        before = self._recording
        self._recording = sampling.noted(before, observation, at)
        if at >= self._store_at:
            self._store(at)
        if self._recording.news_since(before):
            self._keep()

    def is_due(self, at: float) -> bool:
        """Whether a step begins: the time to ask ModemManager where the modems are, for their cells."""
        return at // sampling.STEP > self._seen_at // sampling.STEP

    def close(self, at: float) -> None:
        """Stores all that is there, also of the step that is going on."""
        self._recording = sampling.ended(self._recording, at)
        self._store(at)
        self._keep()

    def _store(self, at: float) -> None:
        self._store_at = at + EVERY
        if not self._recording.finished:
            return
        if why := self._stored_apart(time.time() - at):
            self._complaints.of(f"{self._layout.history}: {why}; the history stays in memory until it can be written")
            self._recording = self._recording.of_the_last(_MOST_PENDING)
        else:
            self._recording = self._recording.stored()
            self._complaints.end()

    def _stored_apart(self, began: float) -> str:
        """Why it could not be done; empty where it was."""

        def store() -> bytes:
            from . import database  # SQLite takes two megabytes

            try:
                database.store(self._layout.history, self._boot, began, self._recording.finished)
            except (OSError, database.Unusable) as exc:
                return _why(exc).encode()
            return b""

        try:
            return apart(store).decode()
        except OSError as exc:
            return _why(exc)

    def _keep(self) -> None:
        """Below /run, for the next run, and for `nm-cellular history`."""
        path = self._layout.history_pending
        try:
            state_files.write(path, pending.serialise(self._recording, self._boot).encode())
        except OSError as exc:
            self._complaints.of(f"{path}: {_why(exc)}")


def unstored(layout: Layout) -> tuple[str, Recording]:
    """What is recorded and not stored yet, and the kernel's id of this boot."""
    boot = this_boot.name()
    return boot, _recall(layout, boot)


def _recall(layout: Layout, boot: str) -> Recording:
    return pending.parse(state_files.read(layout.history_pending), boot)


def _why(exc: Exception) -> str:
    return (exc.strerror if isinstance(exc, OSError) else None) or str(exc)
