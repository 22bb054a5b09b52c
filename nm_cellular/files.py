"""Profiles as files in NetworkManager's directories."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager

from . import host, keyfile
from .boot import read_file
from .daemons import networkmanager
from .keyfile import Keyfile
from .layout import Layout
from .nm_version import Version
from .plan import Action, Installed, Step
from .store import Outcome

_REFUSED = "NetworkManager did not take this profile"


class ProfileFiles:
    """The store below a root; where that is the running system's, NetworkManager is told of changes."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    @property
    def directory(self) -> str:
        return self._layout.connections

    def version(self) -> Version | None:
        return networkmanager.version(self._layout)

    def locked(self) -> AbstractContextManager[None]:
        return host.locked(self.directory)

    def installed(self) -> tuple[Installed, ...]:
        return tuple(found for each in self._layout.all_connections for found in self._read_directory(each))

    def _read_directory(self, directory: str) -> Iterator[Installed]:
        try:
            names = sorted(os.listdir(directory))
        except (FileNotFoundError, NotADirectoryError):
            return
        here = directory == self.directory
        for name in names:
            path = os.path.join(directory, name)
            if name.startswith(".") or name.endswith("~"):
                continue
            if name.endswith(".nmmeta"):
                yield Installed(path, here, tombstone=name.removesuffix(".nmmeta").lower())
            else:
                yield from _read_profile(path, here=here)

    def execute(self, actions: Sequence[Action]) -> Outcome:
        write = [each for each in actions if each.step in (Step.CREATE, Step.UPDATE)]
        remove = [each.path for each in actions if each.step is Step.REMOVE]
        host.change([host.NewFile(each.path, each.after.encode()) for each in write], remove)
        if not self._layout.is_live:
            return Outcome()
        there = [each.path for each in actions if each.step in (Step.CREATE, Step.UPDATE, Step.UNCHANGED)]
        # Where nothing is to be done, a run before may have been killed between its last change and the news of it.
        loaded = networkmanager.load([*there, *remove], reload=not (write or remove))
        return Outcome(loaded.running, dict.fromkeys(loaded.refused, _REFUSED), loaded.why)


def _read_profile(path: str, *, here: bool) -> Iterator[Installed]:
    try:
        status = os.stat(path)
        text = read_file(path).decode("utf-8", "replace")
    except PermissionError:
        raise
    except OSError:
        # A link that leads nowhere, or a directory: no profile, but its name is taken.
        yield Installed(path, here)
        return
    secure = stat.S_IMODE(status.st_mode) & 0o077 == 0 and status.st_uid == os.geteuid()
    yield Installed(path, here, text, _parse(text), secure=secure)


def _parse(text: str) -> Keyfile:
    """An empty keyfile where NetworkManager could not read it either."""
    try:
        return keyfile.parse(text)
    except ValueError:
        return Keyfile()
