"""Runs in the lab: hands NetworkManager each keyfile as a file and over D-Bus, and prints what it then holds of both.

Its argument is the directory for files, standard input a JSON list of keyfiles without uuid; the answer is a list of
{"file": SETTINGS, "dbus": SETTINGS, "text": the latter as a keyfile}, or of {"error": WHY} where one is refused.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import uuid
from collections.abc import Mapping
from typing import Any

from nm_cellular import keyfile
from nm_cellular.daemons.bus import CallFailed, Service, system_bus, together
from nm_cellular.via_dbus import connection_settings
from nm_cellular.via_dbus.connection_settings import NotCarried

_SETTINGS = "org.freedesktop.NetworkManager.Settings"
_CONNECTION = "org.freedesktop.NetworkManager.Settings.Connection"
_PATH = "/org/freedesktop/NetworkManager/Settings"
_IN_MEMORY = 2


def with_uuid(text: str, name: str) -> str:
    return text.replace("[connection]\n", f"[connection]\nuuid={name}\n")


def write(text: str) -> str:
    name = str(uuid.uuid4())
    with open(os.open(f"{sys.argv[1]}/{name}", os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as stream:
        stream.write(with_uuid(text, name))
    return name


async def held(manager: Service, path: str) -> dict[str, Mapping[str, Any]]:
    """Its settings and secrets, without what differs between any two profiles."""
    [settings] = await manager.call(path, _CONNECTION, "GetSettings")
    try:
        [secrets] = await manager.call(path, _CONNECTION, "GetSecrets", "s", "gsm")
    except CallFailed:
        secrets = {}
    del settings["connection"]["uuid"]
    return {name: {**found, **secrets.get(name, {})} for name, found in settings.items()}


async def answer(manager: Service, text: str, name: str) -> dict[str, Any]:
    try:
        [path] = await manager.call(_PATH, _SETTINGS, "GetConnectionByUuid", "s", name)
        loaded = await held(manager, path)
        settings = connection_settings.to_dbus(keyfile.parse(with_uuid(text, str(uuid.uuid4()))))
        path, _ = await manager.call(_PATH, _SETTINGS, "AddConnection2", "a{sa{sv}}ua{sv}", settings, _IN_MEMORY, {})
        added = await held(manager, path)
    except (CallFailed, NotCarried) as exc:
        return {"error": str(exc)}
    return {"file": loaded, "dbus": added, "text": connection_settings.from_dbus(added)}


async def main() -> None:
    texts = json.load(sys.stdin)
    names = [write(text) for text in texts]
    async with system_bus() as bus:
        manager = await bus.service("org.freedesktop.NetworkManager")
        await manager.call(_PATH, _SETTINGS, "ReloadConnections")
        answers = await together(answer(manager, *pair) for pair in zip(texts, names, strict=True))
    json.dump(answers, sys.stdout, default=list)


asyncio.run(main())
