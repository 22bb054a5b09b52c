"""Keeps ModemManager off a device that keeps its id while it changes, and so cannot be ignored by its id."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import TypeVar

from ..daemons import modemmanager
from ..daemons.bus import system_bus
from ..errors import CommandError

_Result = TypeVar("_Result")


def while_inhibited(uid: str, act: Callable[[], _Result]) -> tuple[_Result, str]:
    """What `act` returns, while ModemManager leaves the device of that uid alone, and `inhibited`.

    Or why it is not inhibited: ModemManager does not run, or has no such device; then it has no port of it open.
    """
    return asyncio.run(_while_inhibited(uid, act))


async def _while_inhibited(uid: str, act: Callable[[], _Result]) -> tuple[_Result, str]:
    # Until we leave the bus.
    async with AsyncExitStack() as connection:
        inhibition = await _inhibit(uid, connection)
        return await asyncio.to_thread(act), inhibition


async def _inhibit(uid: str, connection: AsyncExitStack) -> str:
    try:
        bus = await connection.enter_async_context(system_bus())
        await modemmanager.inhibit(await bus.service(modemmanager.NAME), uid, on=True)
    except CommandError as failed:
        return failed.message
    return "inhibited"
