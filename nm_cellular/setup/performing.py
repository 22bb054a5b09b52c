"""Takes the steps that make a modem ready, and tells what came of each."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from ..apns import apn_file, apn_memory, providers, sim_access_points
from ..apns.apn_memory import Memory
from ..daemons.bus import Service
from ..daemons.connecting import connect
from ..daemons.dbus_errors import CallFailed
from ..daemons.observing import Daemons
from ..errors import CommandError
from ..layout import Layout
from ..modems.modem import Modem, Sim
from ..pins.pin_guard import Refused, Send
from ..pins.unlocking import carry_out
from ..problem import Problem
from .knowledge import Knowledge
from .modem_changes import Change
from .setup_steps import Learn, Measure, Proven, Redial, Step

Told = Callable[[str, str], None]
"""Told what was done or could not be: a message and, where somebody has to do something, a hint."""

Install = Callable[[], Awaitable[bool]]
"""Has the profiles installed again, after an APN was found; whether they are."""


class Performing:
    """May be at several modems at once, and installs profiles for one after the other."""

    def __init__(self, layout: Layout, knowledge: Knowledge, told: Told, install: Install) -> None:
        self._layout = layout
        self._knowledge = knowledge
        self._told = told
        self._install = install
        self._installing = asyncio.Lock()
        self._is_installed = True

    async def take(self, step: Step, modem: Modem, daemons: Daemons) -> bool:
        """Whether it could be done; what could not is told, and so is what somebody has to do."""
        try:
            return await self._perform(step, modem, daemons)
        except CommandError as failure:
            return self._fail(_of(modem, failure.message), failure.hint)
        except OSError as exc:
            return self._fail(_of(modem, f"{exc.filename}: {exc.strerror}"), "make room there, or mount it writable")

    async def _perform(self, step: Step, modem: Modem, daemons: Daemons) -> bool:
        match step:
            case Refused(message, hint):
                return self._fail(_of(modem, message), hint)
            case Problem(where=where, message=message, hint=hint):
                return self._fail(f"{where}: {message}", hint)
            case Learn():
                return await self._learn(step.sim, modem)
            case Proven():
                return await self._remember(step, modem)
            case Redial() if daemons.networkmanager:
                await connect(daemons.networkmanager, step.device)
            case Send() | Change() | Measure() if daemons.modemmanager:
                return await self._ask(step, modem, daemons.modemmanager)
        return True

    async def _ask(self, step: Send | Change | Measure, modem: Modem, daemon: Service) -> bool:
        match step:
            case Send():
                return await self._unlock(step, modem, daemon)
            case Change():
                await _change(step, daemon)
                self._told(_of(modem, step.sentence), "")
            case Measure():
                await _measure(step, daemon)
        return True

    def _fail(self, message: str, hint: str) -> bool:
        self._told(message, hint)
        return False

    async def _unlock(self, send: Send, modem: Modem, daemon: Service) -> bool:
        result = await carry_out(send, daemon, self._layout)
        self._told(_of(modem, result.message), result.hint)
        return result.accepted

    async def _learn(self, sim: Sim, modem: Modem) -> bool:
        identity = sim_access_points.identity(sim)
        table, database, unusable = providers.rows(identity.mcc, self._layout)
        if unusable:
            self._told(unusable.message, unusable.hint)
        found = sim_access_points.resolve(identity, table, database)
        if found is None:
            return True
        present = self._knowledge.modems
        return await self._choose(
            modem,
            sim.iccid,
            lambda memory: apn_memory.seen(memory, sim.iccid, sim.operator_code, found, present=present),
        )

    async def _remember(self, proven: Proven, modem: Modem) -> bool:
        today = datetime.now(UTC).date().isoformat()
        name = proven.access_point.name
        return await self._choose(modem, proven.iccid, lambda memory: apn_memory.won(memory, proven.iccid, name, today))

    async def _choose(self, modem: Modem, iccid: str, change: Callable[[Memory], Memory]) -> bool:
        """Remembers that, and has the profiles made of it where they are not."""
        async with self._installing:
            if apn_file.update(self._layout, change):
                self._is_installed = False
                self._knowledge.forget()
                self._told(_of(modem, apn_memory.explain(apn_file.read(self._layout), iccid)), "")
            if not self._is_installed:
                self._is_installed = await self._install()
            return self._is_installed


def _of(modem: Modem, message: str) -> str:
    return f"modem {modem.number}: {message}"


async def _change(step: Change, daemon: Service) -> None:
    try:
        await daemon.call(step.path, step.interface, step.method, step.signature, *step.arguments)
    except CallFailed as failure:
        raise CommandError(f"{step.sentence}: {failure.message}", failure.hint) from None


async def _measure(step: Measure, daemon: Service) -> None:
    """A modem that cannot is no trouble: `status` shows its bars without dBm."""
    try:
        await daemon.call(step.path, step.interface, "Setup", "u", step.seconds)
    except CallFailed as failure:
        if not failure.is_refusal:
            raise
