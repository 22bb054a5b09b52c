"""Does what was decided: at NetworkManager, ModemManager, the USB bus, or by the user's command."""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio import create_subprocess_exec
from asyncio.subprocess import Process
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from subprocess import DEVNULL, PIPE, STDOUT

from ..daemons.bus import Service, system_bus
from ..daemons.dbus_errors import CallFailed
from ..daemons.observing import Daemons
from ..errors import CommandError
from ..modems.modem import MODEM, Modem
from ..modems.nm_device import Device
from . import ladder
from .action import Calm, Dial, Renew, Repair
from .choosing import Profile, ordered, turn
from .sighting import usb_port

_MM = "org.freedesktop.ModemManager1"
_MM_PATH = "/org/freedesktop/ModemManager1"
_NM = "org.freedesktop.NetworkManager"
_NM_PATH = "/org/freedesktop/NetworkManager"
_DEVICE = f"{_NM}.Device"
_SETTINGS = f"{_NM}.Settings.Connection"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_USB = "/sys/bus/usb/devices"
_OFF = 3.0
"""Seconds that a USB device stays off: some modems need two to forget what they were."""

_COMMAND_LASTS = 240.0
_LAST_WORDS = 200
"""Bytes."""


class Performing:
    """For the modem as it was seen last; each method raises CommandError where it cannot be done."""

    def __init__(self, daemons: Daemons, modem: Modem | None, device: Device | None, path: str) -> None:
        self._daemons = daemons
        self._modem = modem
        self._device = device
        self._path = path

    async def repair(self, repair: Repair, command: Sequence[str]) -> None:
        if not self._modem:
            await self._make_sure_that_nobody_works_on_it()
        rungs: Mapping[str, Callable[[], Awaitable[None]]] = {
            "reconnect": self._connect,
            "next-apn": lambda: self._connect_next(repair.number),
            "re-enable": self._re_enable,
            "reset": lambda: self._call_modem("Reset"),
            "replug": self._replug,
            "port-power": self._switch_port,
            "command": lambda: _run(command, modem=self._path),
            ladder.REBOOT: _reboot,
        }
        await rungs[repair.rung]()

    async def _make_sure_that_nobody_works_on_it(self) -> None:
        """ModemManager lists no modem that somebody inhibits, such as to write its firmware, and tells of it only those
        who want to inhibit it too.
        """
        if not self._daemons.modemmanager:
            return
        try:
            await self._inhibit(True)  # noqa: FBT003
        except CallFailed as failed:
            if "already inhibited" in failed.text:
                raise CommandError("somebody works on the modem, and keeps ModemManager from it (inhibited)") from None
        else:
            await self._inhibit(False)  # noqa: FBT003

    async def _inhibit(self, inhibit: bool) -> None:  # noqa: FBT001
        if self._daemons.modemmanager:
            await self._daemons.modemmanager.call(_MM_PATH, _MM, "InhibitDevice", "sb", self._path, inhibit)

    async def renew(self, renew: Renew) -> None:
        """Reapply without changes asks the network for its configuration again; what works is not touched."""
        del renew  # NetworkManager knows no families here
        await self._call_device("Reapply", "a{sa{sv}}tu", {}, 0, 0)

    async def dial(self, dial: Dial) -> None:
        del dial
        await self._connect()

    async def calm(self, calm: Calm) -> None:
        """The device is not dialled again until a caller wants it.

        Device.Disconnect would do that as well; but NetworkManager 1.42 does not survive one in the middle of a dial
        (an assertion in nm-device-modem.c).
        """
        del calm
        await self._call_device("Set", "ssv", _DEVICE, "Autoconnect", ("b", False), interface=_PROPERTIES)

    async def _connect(self, profile: str = "/") -> None:
        """A slash lets NetworkManager choose the profile, which it does by the SIM and their priorities."""
        await self._networkmanager().call(_NM_PATH, _NM, "ActivateConnection", "ooo", profile, self._device_path(), "/")

    async def _connect_next(self, number: int) -> None:
        daemon = self._networkmanager()
        found = await daemon.properties(self._device_path(), _DEVICE)
        profiles = [await _profile(daemon, path) for path in found.get("AvailableConnections", [])]
        if not profiles:
            raise CommandError("no profile fits the modem any more")
        await self._connect(turn(ordered(profiles), self._device.uuid if self._device else "", number).path)

    async def _re_enable(self) -> None:
        """And dials: NetworkManager, for which the device is the same, may have given up, or was kept from it."""
        try:
            await self._call_modem("Enable", "b", False)  # noqa: FBT003  D-Bus has no names for arguments
        finally:
            # Who does not answer in time may still do it, and then nobody else enables the modem.
            await self._call_modem("Enable", "b", True)  # noqa: FBT003
        if self._device:
            await self._connect()

    async def _call_modem(self, method: str, signature: str = "", *arguments: object) -> None:
        if not self._modem or not self._daemons.modemmanager:
            raise CommandError("ModemManager does not list the modem any more")
        await self._daemons.modemmanager.call(self._modem.path, MODEM, method, signature, *arguments)

    async def _call_device(
        self, method: str, signature: str = "", *arguments: object, interface: str = _DEVICE
    ) -> None:
        await self._networkmanager().call(self._device_path(), interface, method, signature, *arguments)

    def _networkmanager(self) -> Service:
        if not self._daemons.networkmanager:
            raise CommandError("NetworkManager is not running any more")
        return self._daemons.networkmanager

    def _device_path(self) -> str:
        if not self._device:
            raise CommandError("NetworkManager does not see the modem any more")
        return self._device.path

    async def _switch_port(self) -> None:
        await _run(["uhubctl", *_port_of_hub(usb_port(self._path)), "--action", "cycle", "--delay", "5"])

    async def _replug(self) -> None:
        switch = f"{_USB}/{usb_port(self._path)}/authorized"
        try:
            _write(switch, "0")
            await asyncio.sleep(_OFF)
        finally:
            # Whatever stops us: a device that stays off would need somebody who unplugs it.  The kernel asks it what
            # it is before the write ends, for which one that hangs has some seconds.
            await asyncio.to_thread(_write, switch, "1")


def finish_replug(path: str) -> None:
    """Where the one who began was killed, the device is off."""
    switch = f"{_USB}/{usb_port(path)}/authorized"
    with suppress(OSError, CommandError), open(switch, encoding="ascii") as stream:
        if stream.read().strip() == "0":
            _write(switch, "1")


async def _reboot() -> None:
    async with system_bus() as bus:
        systemd = await bus.service("org.freedesktop.systemd1")
        await systemd.call("/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager", "Reboot")


async def _profile(daemon: Service, path: str) -> Profile:
    settings = await daemon.ask(dict, path, _SETTINGS, "GetSettings")
    connection = settings.get("connection", {})
    return Profile(path, str(connection.get("uuid", "")), int(connection.get("autoconnect-priority", 0)))


def _write(path: str, text: str) -> None:
    try:
        with open(path, "w", encoding="ascii") as stream:
            stream.write(text)
    except OSError as exc:
        raise CommandError(f"{path}: {exc.strerror}") from None


def _port_of_hub(port: str) -> list[str]:
    """1-1.3 is port 3 of hub 1-1, and 1-1 port 1 of the root hub, which uhubctl calls 1."""
    hub, _, number = port.rpartition("." if "." in port else "-")
    return ["--location", hub, "--ports", number]


async def _run(argv: Sequence[str], **told: str) -> None:
    """told: for the program's environment, such as NM_CELLULAR_MODEM.  It has ended when nobody writes any more."""
    environment = os.environ | {f"NM_CELLULAR_{name.upper()}": value for name, value in told.items()}
    try:
        process = await create_subprocess_exec(
            *argv, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT, env=environment, start_new_session=True
        )
    except OSError as exc:
        raise CommandError(f"{argv[0]}: {exc.strerror}") from None
    try:
        async with asyncio.timeout(_COMMAND_LASTS):
            said = await _last_words(process)
            status = await process.wait()
    except (TimeoutError, asyncio.CancelledError) as exc:
        await _end(process)
        if isinstance(exc, TimeoutError):
            raise CommandError(f"{argv[0]} did not end in {_COMMAND_LASTS:g} s") from None
        raise
    if status:
        raise CommandError(f"{argv[0]} {_ending(status)}" + (f": {said}" if said else ""))


async def _end(process: Process) -> None:
    """With what it has begun, such as a shell's sleep."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


async def _last_words(process: Process) -> str:
    """In one line, of all that it writes, which may be much: uhubctl says what is wrong, and then where help is."""
    kept = b""
    while process.stdout and (more := await process.stdout.read(_LAST_WORDS)):
        kept = (kept + more)[-_LAST_WORDS:]
    return " ".join(kept.decode("utf-8", "replace").split())


def _ending(status: int) -> str:
    return f"ended with status {status}" if status > 0 else f"was ended by signal {-status}"
