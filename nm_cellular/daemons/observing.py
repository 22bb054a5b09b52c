"""Looks at ModemManager and NetworkManager, once or at every change that they signal."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from typing import NamedTuple

from ..errors import CommandError
from ..modems.modem import Modem
from ..modems.nm_device import Networking
from ..modems.observation import Observation
from . import counters, modemmanager
from .bus import Bus, Service, Signal, broken, system_bus
from .dbus_errors import CallFailed
from .news import News

_BUS = "org.freedesktop.DBus"
_NETWORKMANAGER = "org.freedesktop.NetworkManager"
_DAEMONS = (modemmanager.NAME, _NETWORKMANAGER)

Nudges = asyncio.Queue[Signal]
"""Each entry makes for another look, as a daemon's signal does."""

_EVERYTHING = News()

_AGAIN = 10
"""Seconds until a daemon that hangs is asked again."""


class Daemons(NamedTuple):
    """To act on what was seen; None for one that is not there."""

    modemmanager: Service | None
    networkmanager: Service | None


Act = Callable[[Observation, Daemons], Awaitable[bool | None]]
"""Sees what there is, and who may change it; True: it has seen enough."""


async def observe(*, cells: bool = False) -> Observation:
    """One look; cells: the modems are asked where they are, too.  Raises CommandError where there is no bus."""
    async with system_bus() as bus:
        modemmanager_ = await _find_modemmanager(bus)
        seen = await _look(modemmanager_, await _find_networkmanager(bus))
        return await _surveyed(seen, modemmanager_) if cells and isinstance(modemmanager_, Service) else seen


async def _surveyed(seen: Observation, daemon: Service) -> Observation:
    from .surveying import survey

    return replace(seen, whereabouts=await survey(daemon, seen.modems))


async def follow(seen: Callable[[Observation], bool | None]) -> None:
    """Calls `seen` with one observation now and one after every change, until it says that it has seen enough.

    A daemon that ends is an observation too, and so is one that comes back; raises CommandError where there is no
    bus, or no more.
    """

    async def tell(observation: Observation, _daemons: Daemons) -> bool | None:
        return seen(observation)

    await attend(tell)


def nudge(nudges: Nudges) -> None:
    nudges.put_nowait(Signal("", "", "", []))


async def attend(act: Act, nudges: Nudges | None = None, news: News = _EVERYTHING) -> None:
    """The same for who does something about what it sees: changes that happen while `act` runs are seen after it.

    nudges: of somebody who goes on after `act` has returned, and wants to see what has come of it; news: which
    changes to be called for.
    """
    gc.enable()  # main does without, which only a short run can
    async with system_bus() as bus:
        following = asyncio.create_task(_follow(bus, act, [] if nudges is None else [nudges], news))
        gone = asyncio.create_task(bus.until_broken())
        try:
            await asyncio.wait((following, gone), return_when=asyncio.FIRST_COMPLETED)
            if not following.done():
                raise broken()
            following.result()
        finally:
            following.cancel()
            await asyncio.wait((following,))
            with suppress(asyncio.CancelledError):
                following.exception()  # which is of the bus that is gone, and was told already


async def _follow(bus: Bus, act: Act, nudges: Sequence[Nudges], news: News) -> None:
    # The bus tells of every program that comes and goes; only the daemons matter.
    owned = [f",member='NameOwnerChanged',arg0='{name}'" for name in _DAEMONS]
    async with bus.signals(_BUS, owned) as owners:
        while not await _follow_these_daemons(bus, [owners, *nudges], act, news):
            pass


async def _follow_these_daemons(bus: Bus, others: Sequence[asyncio.Queue[Signal]], act: Act, news: News) -> bool:
    """Whether enough was seen; False once a daemon has started or ended."""
    found = (await _find_modemmanager(bus), await _find_networkmanager(bus))
    daemons = Daemons(found[0] if isinstance(found[0], Service) else None, found[1])
    async with AsyncExitStack() as stack:
        wanted = zip(found, news, strict=True)
        running = [(each, kinds) for each, kinds in wanted if isinstance(each, Service)]
        changes = [await stack.enter_async_context(each.signals(kinds)) for each, kinds in running]
        while not await act(seen := await _look(*found), daemons):
            again = _AGAIN if _is_silent(seen) else None
            if any(map(_is_from_the_bus, await _next_changes([*others, *changes], again))):
                return False
    return True


def _is_silent(seen: Observation) -> bool:
    """Whether a daemon hangs: it did not answer, and when it goes on it will not signal that."""
    failures = (seen.failure, seen.networking.failure if seen.networking else None)
    return any(isinstance(failure, CallFailed) and not failure.name for failure in failures)


async def _next_changes(queues: Sequence[asyncio.Queue[Signal]], limit: float | None) -> list[Signal]:
    """None where the limit, in seconds, came first."""
    with suppress(TimeoutError):
        async with asyncio.timeout(limit):
            # That a name is our own the bus tells everybody.
            while not (changes := [each for each in await _next(queues) if _matters(each)]):
                pass
            return changes
    return []


async def _next(queues: Sequence[asyncio.Queue[Signal]]) -> list[Signal]:
    """All that has arrived, once anything has: many signals make one change."""
    waiting = [asyncio.create_task(queue.get()) for queue in queues]
    try:
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
    return [task.result() for task in done] + [queue.get_nowait() for queue in queues for _ in range(queue.qsize())]


def _is_from_the_bus(signal: Signal) -> bool:
    return signal.interface == _BUS


def _matters(signal: Signal) -> bool:
    is_daemons = signal.member == "NameOwnerChanged" and signal.body[0] in _DAEMONS
    return is_daemons or not _is_from_the_bus(signal)


async def _find_modemmanager(bus: Bus) -> Service | CommandError:
    try:
        return await modemmanager.find(bus)
    except CommandError as failure:
        return failure


async def _find_networkmanager(bus: Bus) -> Service | None:
    try:
        return await bus.service(_NETWORKMANAGER)
    except CallFailed:
        return None


async def _look(found: Service | CommandError, networkmanager: Service | None) -> Observation:
    modems, networking = await asyncio.gather(_modems(found), _networking(networkmanager))
    if isinstance(modems, CommandError):
        return Observation(networking=networking, failure=modems)
    devices = networking.devices if networking else {}
    counted = {modem.path: counters.read(modem, devices.get(modem.path)) for modem in modems}
    return Observation(modems, networking, counted={path: found for path, found in counted.items() if found})


async def _modems(found: Service | CommandError) -> tuple[Modem, ...] | CommandError:
    try:
        return found if isinstance(found, CommandError) else await modemmanager.read(found)
    except CallFailed as failure:
        return failure


async def _networking(daemon: Service | None) -> Networking | None:
    try:
        return Networking.from_objects(await daemon.managed_objects("/org/freedesktop")) if daemon else None
    except CallFailed as failure:
        return Networking.unknown(failure)
