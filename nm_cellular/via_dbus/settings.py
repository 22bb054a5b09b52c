"""Profiles in NetworkManager itself, by its D-Bus interface: for a container that has the host's bus and not its files.

What is read is only true of one run of NetworkManager: if it restarts before all is written, that is an error, because
its next run gives the same names to other profiles.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from .. import host, keyfile, nm_version, ownership
from ..daemons.bus import CallFailed, Service, system_bus, together
from ..errors import CommandError
from ..layout import Layout
from ..nm_version import Version
from ..plan import Action, Installed, Step
from ..properties import find_in_keyfile
from ..store import Outcome
from . import connection_settings
from .connection_settings import NotCarried

_NETWORKMANAGER = "org.freedesktop.NetworkManager"
_SETTINGS = "org.freedesktop.NetworkManager.Settings"
_CONNECTION = "org.freedesktop.NetworkManager.Settings.Connection"

_OBJECTS = "/org/freedesktop"
_MANAGER_PATH = "/org/freedesktop/NetworkManager"
_SETTINGS_PATH = "/org/freedesktop/NetworkManager/Settings"

_SIGNATURE = "a{sa{sv}}ua{sv}"
_TO_DISK, _IN_MEMORY = 0x1, 0x2
"""What AddConnection2 and Update2 take: settings, one of these flags, and no further arguments."""

_NOT_FOR_US = ("UnknownMethod", "UnknownObject", "PermissionDenied", "AccessDenied")
"""A profile that was just deleted, or that is visible to other users only."""


class SettingsService:
    """The store that is NetworkManager; with a runtime layout, profiles are in its memory only."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._owner = ""
        self._paths: dict[str, str] = {}

    @property
    def directory(self) -> str:
        return self._layout.connections

    def version(self) -> Version | None:
        return asyncio.run(_version())

    def locked(self) -> AbstractContextManager[None]:
        return host.locked(self._layout.run_directory)

    def installed(self) -> tuple[Installed, ...]:
        return asyncio.run(self._read_all())

    def execute(self, actions: Sequence[Action]) -> Outcome:
        steps = [each for each in actions if each.step not in (Step.UNCHANGED, Step.CONFLICT)]
        return asyncio.run(self._carry_out_all(steps)) if steps else Outcome(running=True)

    async def _read_all(self) -> tuple[Installed, ...]:
        async with system_bus() as bus:
            manager = await bus.service(_NETWORKMANAGER)
            files = await _files(manager)
            texts = await together(_text(manager, path) for path in files)
        self._owner = manager.owner
        return tuple(self._found(files, texts))

    def _found(self, files: Mapping[str, str], texts: Sequence[str]) -> Iterator[Installed]:
        for (path, file), text in zip(files.items(), texts, strict=True):
            content, lasts = keyfile.parse(text), self._is_kept_there(file)
            found = Installed(file or path, here=True, text=text, keyfile=content, secure=lasts)
            self._paths[found.uuid] = path
            yield found

    def _is_kept_there(self, file: str) -> bool:
        """Whether it lasts as long as it shall: NetworkManager's memory has names below /run."""
        return file.startswith("/run/") == self._layout.runtime

    async def _carry_out_all(self, actions: Sequence[Action]) -> Outcome:
        async with system_bus() as bus:
            manager = await bus.service(_NETWORKMANAGER)
            if manager.owner != self._owner:
                raise CommandError("NetworkManager restarted meanwhile; nothing was changed", "run this again")
            # One by one, as NetworkManager works: of many large calls that fill the socket both D-Bus libraries choke.
            results = [await self._try(manager, action) for action in actions]
        done = list(zip(actions, results, strict=True))
        refused = {action.path: str(result) for action, result in done if isinstance(result, Exception)}
        paths = {action.uuid: result for action, result in done if isinstance(result, str)}
        return Outcome(running=True, refused=refused, paths=paths)

    async def _try(self, manager: Service, action: Action) -> str | Exception:
        """Where the profile is now, or why NetworkManager does not take it; raises where nothing more can be done."""
        try:
            return await self._carry_out(manager, action)
        except NotCarried as exc:
            return exc
        except CallFailed as failed:
            if failed.is_refusal:
                return failed
            raise

    async def _carry_out(self, manager: Service, action: Action) -> str:
        path = self._paths.get(action.uuid, "")
        if action.step is Step.REMOVE:
            await manager.call(path, _CONNECTION, "Delete")
            return action.path
        settings = connection_settings.to_dbus(keyfile.parse(action.after))
        flags = _IN_MEMORY if self._layout.runtime else _TO_DISK
        if path:
            # An update that has no secret at all leaves those that are there.
            if _has_secrets(action.before) and not _has_secrets(action.after):
                await manager.call(path, _CONNECTION, "ClearSecrets")
            await manager.call(path, _CONNECTION, "Update2", _SIGNATURE, settings, flags, {})
        else:
            path, _ = await manager.call(_SETTINGS_PATH, _SETTINGS, "AddConnection2", _SIGNATURE, settings, flags, {})
        properties = await manager.properties(path, _CONNECTION)
        return str(properties["Filename"]) or path


def _has_secrets(text: str) -> bool:
    keys = keyfile.parse(text).sections.get("gsm", {})
    return any(found.secret for key in keys if (found := find_in_keyfile("gsm", key)))


async def _version() -> Version | None:
    async with system_bus() as bus:
        manager = await bus.service(_NETWORKMANAGER)
        properties = await manager.properties(_MANAGER_PATH, _NETWORKMANAGER)
    return nm_version.parse(properties["Version"])


async def _files(manager: Service) -> dict[str, str]:
    """The file names of all profiles, by object path."""
    objects = await manager.managed_objects(_OBJECTS)
    # It has its name on the bus a little before it has read its profiles.
    if _SETTINGS_PATH not in objects:
        raise CommandError("NetworkManager is only just starting", "run this again in a second")
    profiles = {path: found[_CONNECTION] for path, found in objects.items() if _CONNECTION in found}
    return {path: str(profile.get("Filename", "")) for path, profile in profiles.items()}


async def _text(manager: Service, path: str) -> str:
    """The profile as a keyfile, with its secrets if it is ours; empty where we may not see it."""
    try:
        settings = await manager.ask(dict, path, _CONNECTION, "GetSettings")
        text = connection_settings.from_dbus(settings)
        if ownership.source(keyfile.parse(text)) is None:
            return text
        return connection_settings.from_dbus(_joined(settings, await _secrets(manager, path)))
    except CallFailed as failed:
        if failed.name.endswith(_NOT_FOR_US):
            return ""
        raise


async def _secrets(manager: Service, path: str) -> dict[str, Any]:
    try:
        found = await manager.ask(dict, path, _CONNECTION, "GetSecrets", "s", "gsm")
    except CallFailed as failed:
        if failed.name.endswith(("NoSecrets", "SettingNotFound")):
            return {}
        raise
    return dict(found.get("gsm", {}))


def _joined(settings: Mapping[str, Mapping[str, Any]], secrets: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {name: {**found, **secrets} if name == "gsm" else found for name, found in settings.items()}
