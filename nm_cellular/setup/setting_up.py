"""Makes the modems ready for NetworkManager: PIN, modes, bands, initial EPS bearer, and the APN of `apn = auto`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from .. import boot_profiles
from ..apns import apn_file, apn_memory, providers, sim_access_points
from ..daemons import networkmanager
from ..daemons.bus import Service
from ..daemons.dbus_errors import CallFailed
from ..daemons.observing import Daemons
from ..errors import CommandError
from ..layout import Layout
from ..modems.modem import Modem, Sim
from ..modems.modem_enums import State
from ..modems.nm_device import Device
from ..modems.observation import Observation
from ..pins import networkmanagers_pins, pin_tries_file
from ..pins.pin_guard import Refused, Send, configured
from ..pins.unlocking import carry_out
from ..problem import Problem
from .modem_changes import Change
from .setup_steps import Known, Learn, Measure, Proven, Redial, Step, is_settled, steps

Told = Callable[[str, str], None]
"""Told what was done or could not be: a message and, where somebody has to do something, a hint."""


class SetUp:
    """Does each step once for a modem, as ModemManager lists it; a modem that comes back begins anew.

    install: has the profiles installed again, after an APN was found.  failed: whether anything could not be done.
    """

    def __init__(
        self, boots: Sequence[str], layout: Layout, told: Told, install: Callable[[], Awaitable[None]]
    ) -> None:
        self._boots = boots
        self._layout = layout
        self._told = told
        self._install = install
        self._version = networkmanager.version(layout)
        self._known: Known | None = None
        self._paths: frozenset[str] = frozenset()
        self._done: dict[str, list[Step]] = {}
        self._unlocked: set[str] = set()
        self.failed = False

    async def act(self, observation: Observation, daemons: Daemons) -> bool:
        """Whether there are modems, and nothing more to be done about any of them for now."""
        self._look_at(observation.modems)
        for modem in observation.modems:
            await self._act_on(modem, observation.device(modem), daemons)
        return bool(observation.modems) and all(map(self._is_settled, observation.modems))

    def _is_settled(self, modem: Modem) -> bool:
        return is_settled(modem) and not (modem.state is State.LOCKED and modem.path in self._unlocked)

    def _look_at(self, modems: Sequence[Modem]) -> None:
        """The boot files are read again when a modem comes, and not at each change of its signal."""
        paths = frozenset(modem.path for modem in modems)
        if paths - self._paths:
            self._known = None
        self._paths = paths
        self._done = {path: self._done.get(path, []) for path in paths}
        self._unlocked &= paths

    async def _act_on(self, modem: Modem, device: Device | None, daemons: Daemons) -> None:
        """What was done may make for more to do, so it is looked at until there is nothing new."""
        done = self._done[modem.path]
        while new := [step for step in self._steps(modem, device) if step not in done]:
            for step in new:
                done.append(step)
                await self._try(step, modem, daemons)

    def _steps(self, modem: Modem, device: Device | None) -> Sequence[Step]:
        """What cannot be read is told as a refusal is: once for a modem, and the other modems go on."""
        try:
            return tuple(steps(modem, device, self._what_is_known(modem)))
        except CommandError as failure:
            return (Refused(failure.message, failure.hint),)
        except OSError as exc:
            return (Refused(f"{exc.filename}: {exc.strerror}", "run it as root, with sudo"),)

    def _what_is_known(self, modem: Modem) -> Known:
        self._known = self._known or self._read()
        return self._with_pins(self._known) if modem.state is State.LOCKED else self._known

    def _with_pins(self, known: Known) -> Known:
        """Only for a locked modem, and as they are now: a damaged memory of tries holds up no other."""
        return replace(
            known,
            pins=configured(known.asked),
            tries=pin_tries_file.read(self._layout),
            networkmanagers_pins=networkmanagers_pins.read(self._layout),
        )

    def _read(self) -> Known:
        asked = boot_profiles.read(self._boots, self._layout)
        return Known(asked, memory=apn_file.read(self._layout), networkmanager=self._version)

    async def _try(self, step: Step, modem: Modem, daemons: Daemons) -> None:
        try:
            await self._perform(step, modem, daemons)
        except CommandError as failure:
            self._fail(_of(modem, failure.message), failure.hint)
        except OSError as exc:
            self._fail(_of(modem, f"{exc.filename}: {exc.strerror}"), "make room there, or mount it writable")

    async def _perform(self, step: Step, modem: Modem, daemons: Daemons) -> None:
        match step:
            case Refused(message, hint):
                self._fail(_of(modem, message), hint)
            case Problem(where=where, message=message, hint=hint):
                self._fail(f"{where}: {message}", hint)
            case Learn():
                await self._learn(step.sim, modem)
            case Proven():
                await self._remember(step, modem)
            case Redial() if daemons.networkmanager:
                await _redial(step, daemons.networkmanager)
            case Send() | Change() | Measure() if daemons.modemmanager:
                await self._ask(step, modem, daemons.modemmanager)

    async def _ask(self, step: Send | Change | Measure, modem: Modem, daemon: Service) -> None:
        match step:
            case Send():
                await self._unlock(step, modem, daemon)
            case Change():
                await _change(step, daemon)
                self._told(_of(modem, step.sentence), "")
            case Measure():
                await _measure(step, daemon)

    def _fail(self, message: str, hint: str) -> None:
        self.failed = True
        self._told(message, hint)

    async def _unlock(self, send: Send, modem: Modem, daemon: Service) -> None:
        result = await carry_out(send, daemon, self._layout)
        self._known = None
        if result.accepted:
            self._unlocked.add(modem.path)
        self.failed |= not result.accepted
        self._told(_of(modem, result.message), result.hint)

    async def _learn(self, sim: Sim, modem: Modem) -> None:
        identity = sim_access_points.identity(sim)
        table, database, unusable = providers.rows(identity.mcc, self._layout)
        if unusable:
            self._told(unusable.message, unusable.hint)
        found = sim_access_points.resolve(identity, table, database)
        if found is None:
            return
        sims = len(self._paths)
        if apn_file.update(
            self._layout, lambda memory: apn_memory.seen(memory, sim.iccid, sim.operator_code, found, present=sims)
        ):
            await self._choose(modem, sim.iccid)

    async def _remember(self, proven: Proven, modem: Modem) -> None:
        today = datetime.now(UTC).date().isoformat()
        name = proven.access_point.name
        if apn_file.update(self._layout, lambda memory: apn_memory.won(memory, proven.iccid, name, today)):
            await self._choose(modem, proven.iccid)

    async def _choose(self, modem: Modem, iccid: str) -> None:
        self._known = None
        self._told(_of(modem, apn_memory.explain(apn_file.read(self._layout), iccid)), "")
        await self._install()


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


async def _redial(step: Redial, daemon: Service) -> None:
    """As `nmcli device connect` does: the slashes let NetworkManager choose the profile, which it does by the SIM."""
    name = "org.freedesktop.NetworkManager"
    await daemon.call(f"/{name.replace('.', '/')}", name, "ActivateConnection", "ooo", "/", step.device, "/")
