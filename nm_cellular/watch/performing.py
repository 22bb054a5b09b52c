"""Does what was decided: at NetworkManager, ModemManager, the USB bus, or by the user's command."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from ..daemons.bus import Service, system_bus
from ..daemons.connecting import DEVICE, connect
from ..daemons.dbus_errors import CallFailed
from ..daemons.modemmanager import inhibit
from ..daemons.observing import Daemons
from ..errors import CommandError
from ..modems.modem import MODEM, Modem
from ..modems.nm_device import Device
from . import ladder, programs, usb_power
from .action import Calm, Deed, Dial, Renew, Repair
from .choosing import Profile, ordered, turn

_SETTINGS = "org.freedesktop.NetworkManager.Settings.Connection"
_PROPERTIES = "org.freedesktop.DBus.Properties"


class Performing:
    """For the modem as it was seen last; each method raises CommandError where it cannot be done.

    path: of the modem below /sys, which may be all that is left of it.
    """

    def __init__(self, daemons: Daemons, modem: Modem | None, device: Device | None, path: str) -> None:
        self._daemons = daemons
        self._modem = modem
        self._device = device
        self._path = path

    async def perform(self, deed: Deed, command: Sequence[str]) -> None:
        """command: the user's, of a ladder that has such a rung."""
        match deed:
            case Repair():
                await self._repair(deed, command)
            case Renew():
                await self._reapply()
            case Dial():
                await self._connect()
            case Calm():
                await self._keep_from_dialling()

    async def _repair(self, repair: Repair, command: Sequence[str]) -> None:
        if not self._modem:
            await self._make_sure_that_nobody_works_on_it()
        rungs: Mapping[str, Callable[[], Awaitable[None]]] = {
            "reconnect": self._connect,
            "next-apn": lambda: self._connect_next(repair.number),
            "re-enable": self._re_enable,
            "reset": lambda: self._call_modem("Reset"),
            "replug": lambda: usb_power.replug(self._path),
            "port-power": lambda: usb_power.cycle_port(self._path),
            "command": lambda: programs.run(command, modem=self._path),
            ladder.REBOOT: _reboot,
        }
        await rungs[repair.rung]()

    async def _make_sure_that_nobody_works_on_it(self) -> None:
        """ModemManager lists no modem that somebody inhibits, such as to write its firmware, and tells of it only those
        who want to inhibit it too.
        """
        daemon = self._daemons.modemmanager
        if not daemon:
            return
        try:
            await inhibit(daemon, self._path, on=True)
        except CallFailed as failed:
            if "already inhibited" in failed.text:
                raise CommandError("somebody works on the modem, and keeps ModemManager from it (inhibited)") from None
        else:
            await inhibit(daemon, self._path, on=False)

    async def _reapply(self) -> None:
        """Without changes it asks the network for its configuration again; what works is not touched.

        NetworkManager knows no families here.
        """
        await self._networkmanager().call(self._device_path(), DEVICE, "Reapply", "a{sa{sv}}tu", {}, 0, 0)

    async def _keep_from_dialling(self) -> None:
        """The device is not dialled again until a caller wants it; connecting.py says why it is not disconnected."""
        values = (DEVICE, "Autoconnect", ("b", False))
        await self._networkmanager().call(self._device_path(), _PROPERTIES, "Set", "ssv", *values)

    async def _connect(self) -> None:
        await connect(self._networkmanager(), self._device_path())

    async def _connect_next(self, number: int) -> None:
        daemon, device = self._networkmanager(), self._device_path()
        found = await daemon.properties(device, DEVICE)
        profiles = [await _profile(daemon, path) for path in found.get("AvailableConnections", [])]
        if not profiles:
            raise CommandError("no profile fits the modem any more")
        running = self._device.uuid if self._device else ""
        await connect(daemon, device, turn(ordered(profiles), running, number).path)

    async def _re_enable(self) -> None:
        """And dials: NetworkManager, for which the device is the same, may have given up, or was kept from it."""
        try:
            await self._enable(on=False)
        finally:
            # Who does not answer in time may still do it, and then nobody else enables the modem.
            await self._enable(on=True)
        if self._device:
            await self._connect()

    async def _enable(self, *, on: bool) -> None:
        await self._call_modem("Enable", "b", on)

    async def _call_modem(self, method: str, signature: str = "", *arguments: object) -> None:
        if not self._modem or not self._daemons.modemmanager:
            raise CommandError("ModemManager does not list the modem any more")
        await self._daemons.modemmanager.call(self._modem.path, MODEM, method, signature, *arguments)

    def _networkmanager(self) -> Service:
        if not self._daemons.networkmanager:
            raise CommandError("NetworkManager is not running any more")
        return self._daemons.networkmanager

    def _device_path(self) -> str:
        if not self._device:
            raise CommandError("NetworkManager does not see the modem any more")
        return self._device.path


async def _reboot() -> None:
    async with system_bus() as bus:
        systemd = await bus.service("org.freedesktop.systemd1")
        await systemd.call("/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager", "Reboot")


async def _profile(daemon: Service, path: str) -> Profile:
    settings = await daemon.ask(dict, path, _SETTINGS, "GetSettings")
    connection = settings.get("connection", {})
    return Profile(path, str(connection.get("uuid", "")), int(connection.get("autoconnect-priority", 0)))
