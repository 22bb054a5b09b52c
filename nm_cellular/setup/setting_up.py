"""Makes the modems ready for NetworkManager: PIN, modes, bands, initial EPS bearer, and the APN of `apn = auto`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from ..daemons.observing import Daemons, Nudges, nudge
from ..errors import CommandError
from ..layout import Layout
from ..modems.modem import Modem
from ..modems.modem_enums import State
from ..modems.nm_device import Device
from ..modems.observation import Observation
from ..pins.pin_guard import Refused
from .attempts import Attempts
from .knowledge import Knowledge
from .performing import Install, Performing, Told
from .setup_steps import Step, is_settled, steps


class SetUp:
    """Takes each step for each modem, at all modems at once; a modem that comes back begins anew.

    install: has the profiles installed again, after an APN was found.  nudges: tell when something was done at a
    modem, so that what is there now has to be looked at.
    """

    def __init__(self, boots: Sequence[str], layout: Layout, told: Told, install: Install, nudges: Nudges) -> None:
        self._knowledge = Knowledge(boots, layout)
        self._performing = Performing(layout, self._knowledge, told, install)
        self._nudges = nudges
        self._attempts: dict[str, Attempts] = {}
        self._working: dict[str, asyncio.Task[None]] = {}
        self._has_failed = False

    @property
    def has_failed(self) -> bool:
        """Whether anything could not be done."""
        return self._has_failed or any(each.have_failed for each in self._attempts.values())

    async def act(self, observation: Observation, daemons: Daemons) -> bool:
        """Whether there are modems, and nothing more to be done about any of them for now."""
        self._look_at(observation.modems)
        for modem in observation.modems:
            device = observation.device(modem)
            if modem.path not in self._working and self._due(modem, device):
                self._work_on(modem, device, daemons)
        return bool(observation.modems) and not self._working and not self.unready(observation.modems)

    def unready(self, modems: Sequence[Modem]) -> tuple[Modem, ...]:
        """Those of them that are on their way to something, or that something is being done to."""
        return tuple(modem for modem in modems if modem.path in self._working or not self._is_settled(modem))

    def _is_settled(self, modem: Modem) -> bool:
        return is_settled(modem) and not (modem.state is State.LOCKED and self._of(modem.path).have_unlocked)

    def _look_at(self, modems: Sequence[Modem]) -> None:
        self._knowledge.saw(modems)
        paths = {modem.path for modem in modems}
        for path in self._attempts.keys() - paths:
            self._has_failed |= self._attempts.pop(path).have_failed
        for path in [path for path, task in self._working.items() if task.done()]:
            self._working.pop(path).result()

    def _work_on(self, modem: Modem, device: Device | None, daemons: Daemons) -> None:
        task = asyncio.create_task(self._take_steps(modem, device, daemons))
        task.add_done_callback(lambda _: nudge(self._nudges))
        self._working[modem.path] = task

    async def _take_steps(self, modem: Modem, device: Device | None, daemons: Daemons) -> None:
        """What was done may make for more to do, so it is looked at until there is nothing new."""
        while due := self._due(modem, device):
            for step in due:
                done = await self._performing.take(step, modem, daemons)
                self._attempts[modem.path] = self._of(modem.path).noted(step, modem.state, failed=not done)

    def _due(self, modem: Modem, device: Device | None) -> Sequence[Step]:
        return self._of(modem.path).due(self._steps(modem, device), modem.state)

    def _of(self, path: str) -> Attempts:
        return self._attempts.get(path, Attempts())

    def _steps(self, modem: Modem, device: Device | None) -> Sequence[Step]:
        """What cannot be read is told as a refusal is: once for a modem, and the other modems go on."""
        try:
            return tuple(steps(modem, device, self._knowledge.of(modem)))
        except CommandError as failure:
            return (Refused(failure.message, failure.hint),)
        except OSError as exc:
            return (Refused(f"{exc.filename}: {exc.strerror}", "run it as root, with sudo"),)
