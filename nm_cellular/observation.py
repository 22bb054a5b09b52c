"""What there was to see at one moment: the modems, and what NetworkManager does with them."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import CommandError
from .modem import Modem
from .nm_device import Device, Networking


@dataclass(frozen=True, slots=True)
class Observation:
    """networking: None where NetworkManager is not running; failure: why ModemManager's modems could not be read."""

    modems: tuple[Modem, ...] = ()
    networking: Networking | None = None
    failure: CommandError | None = None

    def device(self, modem: Modem) -> Device | None:
        return self.networking.devices.get(modem.path) if self.networking else None
