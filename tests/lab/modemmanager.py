"""ModemManager in the lab: the real one, with virtual modems in the place of hardware."""

from __future__ import annotations

from asyncio import AbstractServer
from collections.abc import Sequence

from tests.lab.at_modem import Modem
from tests.lab.at_port import close_port, open_port
from tests.lab.background import Background
from tests.lab.bus import Bus
from tests.lab.daemon import Daemon
from tests.lab.namespace import Namespace


class ModemManager(Daemon):
    # At log level DEBUG it is 15 to 20 times slower.
    argv = (
        *("ModemManager", "--test-enable", "--test-no-udev", "--test-no-qrtr", "--test-no-suspend-resume"),
        *("--no-auto-scan", "--log-level=INFO"),
    )
    bus_name = "org.freedesktop.ModemManager1"
    # A virtual port's name is the path of a socket; a relative one looks like a real port's name.
    cwd = "/run/lab"

    def __init__(self, namespace: Namespace, bus: Bus, background: Background) -> None:
        super().__init__(namespace, bus)
        self._background = background
        self._ports: list[AbstractServer] = []

    def start(self, modems: Sequence[Modem] = ()) -> None:
        """Start with these modems plugged into ttyUSB0, ttyUSB1 and so on."""
        super().start()
        for number, modem in enumerate(modems):
            self.plug(modem, f"ttyUSB{number}")

    def plug(self, modem: Modem, port: str, plugin: str = "generic") -> None:
        """Add a modem at an unused port. It is listed a little later, as the device /virtual/PORT."""
        socket = self._namespace.path(f"{self.cwd}/{port}")
        self._ports.append(self._background.run(open_port(modem, socket)))
        self._call("Test.SetProfile", "ssas", port, plugin, [port])

    def unplug(self, port: str) -> None:
        """Take the modem at the port away."""
        self._call("InhibitDevice", "sb", f"/virtual/{port}", True)

    def replug(self, port: str) -> None:
        """Bring back the modem that was unplugged, under a new object path."""
        self._call("InhibitDevice", "sb", f"/virtual/{port}", False)

    def close_ports(self) -> None:
        """Let nobody open the modems' ports any more."""
        for port in self._ports:
            self._background.run(close_port(port))

    def _call(self, member: str, signature: str, *arguments: object) -> None:
        path = "/org/freedesktop/ModemManager1"
        self._bus.call(self.bus_name, path, f"{self.bus_name}.{member}", signature, *arguments)
