"""ModemManager in the lab: the real one, with virtual modems in the place of hardware."""

from __future__ import annotations

import os
from collections.abc import Sequence

from tests.lab import at_port
from tests.lab.at_modem import Modem
from tests.lab.background import Background
from tests.lab.bus import Bus
from tests.lab.daemon import Daemon
from tests.lab.namespace import Namespace

_PATH = "/org/freedesktop/ModemManager1"


class ModemManager(Daemon):
    # At log level DEBUG it is 15 to 20 times slower.
    argv = (
        "ModemManager",
        *("--test-enable", "--test-no-udev", "--test-no-qrtr", "--test-no-suspend-resume"),
        *("--no-auto-scan", "--log-level=INFO"),
    )
    bus_name = "org.freedesktop.ModemManager1"

    def __init__(self, namespace: Namespace, bus: Bus, background: Background) -> None:
        super().__init__(namespace, bus)
        self._background = background

    def start(self, modems: Sequence[Modem] = ()) -> None:
        super().start()
        for number, modem in enumerate(modems):
            self.plug(modem, f"m{number}")

    def plug(self, modem: Modem, name: str) -> None:
        """Add the modem; ModemManager lists it as the device /virtual/NAME a little later."""
        port = "ttyUSB2"
        self._background.run(at_port.serve(modem, self._namespace.listen(port)))
        self._call("Test.SetProfile", "ssas", name, "generic", [port])

    def unplug(self, name: str) -> None:
        """Take the modem away, as pulling it out does."""
        self._call("InhibitDevice", "sb", f"/virtual/{name}", True)

    def replug(self, name: str) -> None:
        """Bring an unplugged modem back."""
        self._call("InhibitDevice", "sb", f"/virtual/{name}", False)

    def _call(self, member: str, signature: str, *arguments: object) -> None:
        self._bus.call(self.bus_name, _PATH, f"{self.bus_name}.{member}", signature, *arguments)
