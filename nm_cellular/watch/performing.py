"""Does what was decided: at NetworkManager, ModemManager, the USB bus, or by the user's command."""

from __future__ import annotations

import asyncio
import os
from asyncio import create_subprocess_exec
from collections.abc import Sequence
from contextlib import suppress
from subprocess import DEVNULL, PIPE, STDOUT

from ..daemons.bus import Bus, Service
from ..daemons.dbus_errors import CallFailed
from ..daemons.observing import Daemons
from ..errors import CommandError
from ..modems.modem import MODEM, Modem
from ..modems.nm_device import Device
from .action import Calm, Renew, Repair
from .choosing import Profile, ordered, turn
from .sighting import usb_port

_NM = "org.freedesktop.NetworkManager"
_NM_PATH = "/org/freedesktop/NetworkManager"
_DEVICE = f"{_NM}.Device"
_SETTINGS = f"{_NM}.Settings.Connection"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_USB = "/sys/bus/usb/devices"
_OFF = 3.0
"""Seconds that a USB device stays off: some modems need two to forget what they were."""

_COMMAND_LASTS = 240.0


class Performing:
    """For the modem as it was seen last; each method raises CommandError where it cannot be done."""

    def __init__(self, daemons: Daemons, modem: Modem | None, device: Device | None, path: str) -> None:
        self._daemons = daemons
        self._modem = modem
        self._device = device
        self._path = path

    async def repair(self, repair: Repair, command: Sequence[str]) -> None:
        match repair.rung:
            case "reconnect":
                await self._activate("/")
            case "next-apn":
                await self._activate(await self._next_profile(repair.number))
            case "re-enable":
                await self._call_modem("Enable", "b", False)  # noqa: FBT003  D-Bus has no names for arguments
                await self._call_modem("Enable", "b", True)  # noqa: FBT003
            case "reset":
                await self._call_modem("Reset")
            case "replug":
                await self._replug()
            case "port-power":
                await _run(["uhubctl", *_port_of_hub(usb_port(self._path)), "--action", "cycle", "--delay", "5"])
            case "command":
                await _run(command, modem=self._path)

    async def renew(self, renew: Renew) -> None:
        """Reapply without changes asks the network for its configuration again; what works is not touched."""
        del renew  # NetworkManager knows no families here
        await self._call_device("Reapply", "a{sa{sv}}tu", {}, 0, 0)

    async def calm(self, calm: Calm) -> None:
        """What is taken down by a caller is not dialled again until a caller wants it."""
        del calm
        try:
            await self._call_device("Disconnect")
        except CallFailed:
            await self._call_device("Set", "ssv", _DEVICE, "Autoconnect", ("b", False), interface=_PROPERTIES)

    async def _activate(self, profile: str) -> None:
        """A slash lets NetworkManager choose the profile, which it does by the SIM and their priorities."""
        await self._networkmanager().call(_NM_PATH, _NM, "ActivateConnection", "ooo", profile, self._device_path(), "/")

    async def _next_profile(self, number: int) -> str:
        daemon = self._networkmanager()
        found = await daemon.properties(self._device_path(), _DEVICE)
        profiles = [await _profile(daemon, path) for path in found.get("AvailableConnections", [])]
        if not profiles:
            raise CommandError("no profile fits the modem any more")
        return turn(ordered(profiles), self._device.uuid if self._device else "", number).path

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

    async def _replug(self) -> None:
        switch = f"{_USB}/{usb_port(self._path)}/authorized"
        await asyncio.to_thread(_write, switch, "0")
        try:
            await asyncio.sleep(_OFF)
        finally:
            # Whatever stops us: a device that stays off would need somebody who unplugs it.
            _write(switch, "1")


def finish_replug(path: str) -> None:
    """Where the one who began was killed, the device is off."""
    switch = f"{_USB}/{usb_port(path)}/authorized"
    with suppress(OSError, CommandError), open(switch, encoding="ascii") as stream:
        if stream.read().strip() == "0":
            _write(switch, "1")


async def reboot(bus: Bus) -> None:
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
    """told: for the program's environment, such as NM_CELLULAR_MODEM."""
    environment = os.environ | {f"NM_CELLULAR_{name.upper()}": value for name, value in told.items()}
    try:
        process = await create_subprocess_exec(*argv, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT, env=environment)
    except OSError as exc:
        raise CommandError(f"{argv[0]}: {exc.strerror}") from None
    try:
        async with asyncio.timeout(_COMMAND_LASTS):
            said, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise CommandError(f"{argv[0]} did not end in {_COMMAND_LASTS:g} s") from None
    if process.returncode:
        last = said.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise CommandError(f"{argv[0]} ended with status {process.returncode}: {last}")
