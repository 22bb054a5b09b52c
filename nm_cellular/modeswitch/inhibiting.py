"""Keeps ModemManager off a device that keeps its id while it changes, and so cannot be ignored by its id."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import TypeVar

from ..daemons.bus import system_bus
from ..daemons.modemmanager import NAME
from ..errors import CommandError

_PATH = "/org/freedesktop/ModemManager1"
_PATIENCE = 60
"""Seconds; ModemManager answers when it has let go of the modem's ports."""

_YES = True
"""Of InhibitDevice: to inhibit."""

_Result = TypeVar("_Result")


def while_inhibited(uid: str, act: Callable[[], _Result]) -> tuple[_Result, str]:
    """What `act` returns, while ModemManager leaves the device of that uid alone, and `inhibited`.

    Or why it is not inhibited: ModemManager does not run, or has no such device; then it has no port of it open.
    """
    return asyncio.run(_while_inhibited(uid, act))


async def _while_inhibited(uid: str, act: Callable[[], _Result]) -> tuple[_Result, str]:
    # ModemManager ends the inhibition when we leave the bus, however we do.
    async with AsyncExitStack() as connection:
        inhibition = await _inhibit(uid, connection)
        return await asyncio.to_thread(act), inhibition


async def _inhibit(uid: str, connection: AsyncExitStack) -> str:
    try:
        bus = await connection.enter_async_context(system_bus())
        daemon = await bus.service(NAME)
        await daemon.call(_PATH, NAME, "InhibitDevice", "sb", uid, _YES, limit=_PATIENCE)
    except CommandError as failed:
        return failed.message
    return "inhibited"
