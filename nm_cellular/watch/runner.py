"""Turns what the daemons and the clock say into events, and actions into deeds; it decides nothing."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_address, ip_interface

from ..bookkeeping import Books
from ..daemons.bus import system_bus
from ..daemons.observing import Daemons, Nudges, attend, nudge
from ..errors import CommandError
from ..modems.modem import Modem
from ..modems.nm_device import Device
from ..modems.observation import Observation
from . import kernel, ladder, machine, notifying, performing, probing, sighting, words
from .action import Action, Calm, Probe, Remember, Renew, Repair
from .document import LIMIT
from .event import Done, Event, Family, Probed, Saw, Sight
from .performing import Performing
from .probing import Link
from .remembering import Memory, now
from .settings import Settings
from .state import State, fresh

Tell = Callable[[str], None]

_SLEEP = 3600.0
"""Seconds, while no modem was ever seen, or the daemons have not answered yet."""

_PAUSE = 0.1
"""Seconds at least between two looks that nothing but the clock asks for."""


class Watching:
    """All modems, each with a state of its own; tell: takes lines for the log."""

    def __init__(self, settings: Settings, memory: Memory, books: Books, tell: Tell) -> None:
        self._books = books
        self._settings = settings
        self._memory = memory
        self._tell = tell
        self._states: dict[str, State] = {}
        self._seen: Observation | None = None
        self._daemons = Daemons(None, None)
        self._wake = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._nudges: Nudges = asyncio.Queue()
        self._complaint = ""

    async def run(self) -> None:
        """Until the bus is gone, which raises CommandError."""
        self._states = self._memory.recall()
        for device, state in self._states.items():
            if state.repair == "replug":
                performing.finish_replug(device)
        following, timer = (
            asyncio.create_task(each) for each in (attend(self._act, self._nudges), self._keep_looking())
        )
        try:
            done, _ = await asyncio.wait((following, timer), return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            ours = (following, timer, *self._tasks)
            for task in ours:
                task.cancel()
            await asyncio.wait(ours)

    async def _act(self, seen: Observation, daemons: Daemons) -> None:
        if self._seen is None:
            notifying.notify(notifying.READY)
        self._seen, self._daemons = seen, daemons
        self._look()
        await self._books.see(seen, daemons, now())

    async def _keep_looking(self) -> None:
        """Sleeps until the first modem is due, or systemd wants to hear of us."""
        while True:
            due = min((state.look_at for state in self._states.values() if self._seen), default=now() + _SLEEP)
            wait = min(max(_PAUSE, due - now()), notifying.interval() or _SLEEP)
            try:
                async with asyncio.timeout(wait):
                    await self._wake.wait()
            except TimeoutError:
                if due <= now():
                    self._look()
                if self._seen:
                    await self._books.see(self._seen, self._daemons, now())
            self._wake.clear()
            notifying.notify(notifying.ALIVE)

    def _look(self) -> None:
        """At all modems: it costs a few reads below /sys."""
        if self._seen is None:
            return
        sights = self._sights(self._seen)
        actions = {device: self._step(device, Saw(now(), random.random(), sights[device])) for device in sights}  # noqa: S311
        self._forget_some(sights)
        self._keep_and_do(actions)
        self._wake.set()

    def _sights(self, seen: Observation) -> Mapping[str, Sight]:
        devices = [device for modem in seen.modems if (device := seen.device(modem))]
        listed = {modem.device for modem in seen.modems}
        unlisted = [] if seen.failure else [device for device in self._states if device not in listed]
        interfaces = [device.ip_interface for device in devices if device.ip_interface]
        return sighting.of_all(
            seen, list(self._states), kernel.surroundings(interfaces, [*listed, *unlisted], unlisted)
        )

    def _step(self, device: str, event: Event) -> tuple[Action, ...]:
        before = self._states.get(device) or fresh(event.at)
        after, actions = machine.step(before, event, self._settings)
        self._states[device] = after
        for line in words.told(before, after, actions):
            self._tell(f"{_name(device)}: {line}")
        if isinstance(event, Done) and event.problem:
            self._tell(f"{_name(device)}: that failed: {event.problem}")
        return actions

    def _forget_some(self, listed: Mapping[str, Sight]) -> None:
        for device in [each for each in self._states if each not in listed][: max(0, len(self._states) - LIMIT)]:
            del self._states[device]

    def _keep_and_do(self, actions: Mapping[str, Sequence[Action]]) -> None:
        """What cannot be written down is not done where it must not be done twice: a reboot, or a probe that costs."""
        is_kept = self._keep(lasting=any(isinstance(each, Remember) for some in actions.values() for each in some))
        for device, some in actions.items():
            for action in some:
                if is_kept or not _has_to_be_kept(action):
                    self._begin(device, action)

    def _keep(self, *, lasting: bool) -> bool:
        try:
            self._memory.keep(self._states, lasting=lasting)
        except OSError as exc:
            complaint = f"{exc.filename}: {exc.strerror}; nothing is asked over the links, and nothing rebooted"
            if complaint != self._complaint:
                self._tell(complaint)
            self._complaint = complaint
            return False
        return True

    def _begin(self, device: str, action: Action) -> None:
        if isinstance(action, Remember):
            return
        task = asyncio.create_task(self._do(device, action))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _do(self, device: str, action: Action) -> None:
        if isinstance(action, Probe):
            self._step(device, await self._probe(device, action))
            self._look()
            return
        problem = await self._perform(device, action)
        if isinstance(action, Repair):
            self._step(device, Done(now(), problem))
        elif problem:
            self._tell(f"{_name(device)}: that failed: {problem}")
        # What was seen last was seen before it.
        nudge(self._nudges)

    async def _probe(self, device: str, action: Probe) -> Probed:
        link = self._link(device, action.family)
        if not link:
            return Probed(now(), action.family, "", 0)
        answer = await probing.probe(link, action.way, self._settings.targets_of(action.family))
        return Probed(now(), action.family, answer.way, min(answer.spent, action.reserve), random.random())  # noqa: S311

    async def _perform(self, device: str, action: Action) -> str:
        """What went wrong."""
        doing = Performing(self._daemons, self._modem(device), self._device(device), device)
        try:
            match action:
                case Repair(rung=ladder.REBOOT):
                    async with system_bus() as bus:
                        await performing.reboot(bus)
                case Repair():
                    await doing.repair(action, self._settings.command)
                case Renew():
                    await doing.renew(action)
                case Calm():
                    await doing.calm(action)
        except CommandError as failure:
            return failure.message
        return ""

    def _modem(self, device: str) -> Modem | None:
        modems = self._seen.modems if self._seen else ()
        return next((modem for modem in modems if modem.device == device), None)

    def _device(self, device: str) -> Device | None:
        modem = self._modem(device)
        return self._seen.device(modem) if modem and self._seen else None

    def _link(self, path: str, family: Family) -> Link | None:
        """None where it is gone meanwhile."""
        modem, device = self._modem(path), self._device(path)
        addresses = [ip_interface(each).ip for each in device.addresses] if device else []
        own = next((each for each in addresses if _is_of(family, str(each)) and not each.is_link_local), None)
        if not modem or not device or not own:
            return None
        config = modem.bearer and (modem.bearer.ipv4 if family is Family.IPV4 else modem.bearer.ipv6)
        servers = dict.fromkeys([*(config.dns if config else ()), *device.nameservers])
        resolvers = tuple(ip_address(each) for each in servers if _is_of(family, each))
        return Link(device.ip_interface, family, str(own), resolvers)


def _is_of(family: Family, address: str) -> bool:
    return (":" in address) is (family is Family.IPV6)


def _has_to_be_kept(action: Action) -> bool:
    return isinstance(action, Probe) or (isinstance(action, Repair) and action.rung == ladder.REBOOT)


def _name(device: str) -> str:
    """The port, which people know better than the path."""
    return sighting.usb_port(device) or device
