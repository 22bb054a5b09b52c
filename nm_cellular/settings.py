"""Profiles in NetworkManager itself, by its D-Bus interface: for a container that has the host's bus and not its files.

Nothing is kept between reading and writing but the names of one run of NetworkManager; if it restarts in between, that
is an error, because its new run gives old names to other profiles.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any

from . import connection_settings, host, keyfile, networkmanager, ownership, properties
from .bus import CallFailed, Service, system_bus
from .connection_settings import NotCarried
from .errors import CommandError
from .layout import Layout
from .plan import Action, Installed, Step
from .store import Outcome

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_NAME = "org.freedesktop.NetworkManager"
_OBJECTS = "/org/freedesktop"
_MANAGER = "/org/freedesktop/NetworkManager"
_SETTINGS = "/org/freedesktop/NetworkManager/Settings"
_CONNECTION = f"{_NAME}.Settings.Connection"

_TO_DISK, _IN_MEMORY = 0x1, 0x2
"""Flags of AddConnection2 and Update2."""

_GONE_OR_HIDDEN = ("UnknownMethod", "UnknownObject", "PermissionDenied", "AccessDenied")


class SettingsService:
    """The store that NetworkManager keeps; runtime profiles are in its memory only."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._owner = ""
        self._paths: dict[str, str] = {}

    @property
    def directory(self) -> str:
        return self._layout.connections

    def version(self) -> networkmanager.Version | None:
        return asyncio.run(self._version())

    def locked(self) -> AbstractContextManager[None]:
        return host.locked(self._layout.run_directory)

    def installed(self) -> tuple[Installed, ...]:
        return asyncio.run(self._installed())

    def execute(self, actions: Sequence[Action]) -> Outcome:
        return asyncio.run(self._execute(actions))
