"""Turns what the daemons and the clock say into events, and actions into deeds; it decides nothing."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from ..bookkeeping import Books
from ..complaints import Complaints
from ..daemons.news import LINKS
from ..daemons.observing import Daemons, Nudges, attend, nudge
from ..errors import CommandError
from ..modems.observation import Observation
from ..this_boot import age
from . import ladder, links, looking, machine, notifying, probing, sighting, uevents, usb_power, words
from .action import Action, Deed, Probe, Remember, Repair
from .document import LIMIT
from .event import Done, Event, Probed, Saw, Sight
from .performing import Performing
from .remembering import Memory
from .settings import Settings
from .state import Phase, State, fresh

Tell = Callable[[str], None]

_SLEEP = 3600.0
"""Seconds, while no modem was ever seen, or the daemons have not answered yet."""

_REFRESH, _BUSY_REFRESH = 300.0, 25.0
"""Seconds after which the daemons are asked for what they do not signal to us, such as the signal's quality: as often
as the history wants it, and for the sake of data limits more often where there is traffic.
"""

_BUSY = 60.0
"""Seconds since there was traffic."""

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
        self._read_at = 0.0
        self._daemons = Daemons(None, None)
        self._wake = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._nudges: Nudges = asyncio.Queue()
        self._complaints = Complaints(tell)

    async def run(self) -> None:
        """Until the bus is gone, which raises CommandError."""
        self._states = self._memory.recall()
        for device, state in self._states.items():
            if state.repair == "replug" and state.phase is Phase.REPAIRING:
                usb_power.finish_replug(device)
        following, timer = (
            asyncio.create_task(each) for each in (attend(self._act, self._nudges, LINKS), self._keep_looking())
        )
        try:
            with uevents.listening(self._look):
                done, _ = await asyncio.wait((following, timer), return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            ours = (following, timer, *self._tasks)
            for task in ours:
                task.cancel()
            await asyncio.wait(ours)
            self._settle()

    def change(self, settings: Settings) -> None:
        """From now on it goes by these; another ladder is climbed from its beginning."""
        if settings.rungs != self._settings.rungs:
            self._states = {device: replace(state, place=ladder.Place()) for device, state in self._states.items()}
        self._settings = settings
        self._look()

    def _settle(self) -> None:
        """Nobody will ask any more, so that nothing needs to be booked ahead."""
        self._states = {
            device: replace(state, budget=state.budget.at_an_end()) for device, state in self._states.items()
        }
        if self._states:
            self._keep(lasting=True)

    async def _act(self, seen: Observation, daemons: Daemons) -> None:
        if self._seen is None:
            notifying.notify(notifying.READY)
        self._seen, self._daemons, self._read_at = seen, daemons, age()
        self._look()
        await self._books.see(seen, daemons, age())

    async def _keep_looking(self) -> None:
        """Sleeps until the first modem is due, or systemd wants to hear of us."""
        while True:
            due = self._due()
            wait = min(max(_PAUSE, due - age()), notifying.interval() or _SLEEP)
            try:
                async with asyncio.timeout(wait):
                    await self._wake.wait()
            except TimeoutError:
                await self._be_on_time(due)
            self._wake.clear()
            notifying.notify(notifying.ALIVE)

    def _due(self) -> float:
        if self._seen is None:
            return age() + _SLEEP
        reading = self._read_at + (_REFRESH if self._seen.modems else _SLEEP)
        return min([reading, *(state.look_at for state in self._states.values())])

    async def _be_on_time(self, due: float) -> None:
        if self._seen and self._is_stale():
            self._read_at = age()
            nudge(self._nudges)
            return
        if due <= age():
            self._look()
        if self._seen:
            await self._books.see(self._seen, self._daemons, age())

    def _is_stale(self) -> bool:
        is_busy = any(age() < state.busy_at + _BUSY for state in self._states.values())
        return age() >= self._read_at + (_BUSY_REFRESH if is_busy else _REFRESH)

    def _look(self) -> None:
        """At all modems: it costs a few reads below /sys."""
        if self._seen is None:
            return
        sights = looking.look(self._seen, self._states)
        actions = {device: self._step(device, Saw(age(), random.random(), sights[device])) for device in sights}  # noqa: S311
        self._forget_some(sights)
        self._keep_and_do(actions)
        self._wake.set()

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
            lost = "nothing is asked over the links, and nothing rebooted"
            self._complaints.of(f"{exc.filename}: {exc.strerror}; {lost}")
            return False
        return True

    def _begin(self, device: str, action: Action) -> None:
        if isinstance(action, Remember):
            return
        begun = self._probe(device, action) if isinstance(action, Probe) else self._do(device, action)
        task = asyncio.create_task(begun)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _probe(self, device: str, probe: Probe) -> None:
        probed = await self._answer(device, probe)
        self._step(device, probed)
        if probed.way:
            self._look()
        else:
            # A call that suspends the link, for one, is nothing that we are told of.
            nudge(self._nudges)

    async def _answer(self, device: str, probe: Probe) -> Probed:
        link = self._seen and links.link(self._seen, device, probe.family)
        if not link:
            return Probed(age(), probe.family, "", 0)
        answer = await probing.probe(link, probe.way, self._settings.targets_of(probe.family))
        return Probed(age(), probe.family, answer.way, min(answer.spent, probe.reserve), random.random())  # noqa: S311

    async def _do(self, device: str, action: Deed) -> None:
        problem = await self._perform(device, action)
        if isinstance(action, Repair):
            self._step(device, Done(age(), problem))
        elif problem:
            self._tell(f"{_name(device)}: that failed: {problem}")
        # What was seen last was seen before it.
        nudge(self._nudges)

    async def _perform(self, device: str, action: Deed) -> str:
        """What went wrong."""
        seen = self._seen or Observation()
        doing = Performing(self._daemons, links.modem(seen, device), links.device(seen, device), device)
        try:
            await doing.perform(action, self._settings.command)
        except CommandError as failure:
            return failure.message
        return ""


def _has_to_be_kept(action: Action) -> bool:
    return isinstance(action, Probe) or (isinstance(action, Repair) and action.rung == ladder.REBOOT)


def _name(device: str) -> str:
    """The port, which people know better than the path."""
    return sighting.usb_port(device) or device
