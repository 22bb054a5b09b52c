"""What there was to see at one moment: the modems, and what NetworkManager does with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ..errors import CommandError
from .modem import Modem
from .nm_device import Device, Networking

TYPE_CHECKING = False  # as in report.py

if TYPE_CHECKING:
    from ..data_limits.counting import Account
    from ..watch.showing import Watched
    from .whereabouts import Whereabouts


class Traffic(NamedTuple):
    """Bytes of the ongoing connection; interface: whose counters they are, empty where ModemManager said them."""

    received: int
    sent: int
    interface: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """networking: None where NetworkManager is not running; failure: why ModemManager's modems could not be read.

    counted: by path of the modem, what the kernel counts of connections that ModemManager does not; whereabouts: by
    path of the modem, where somebody asked for them; chosen: by ICCID, why a SIM's profile has the APN that it has;
    watched: by path of the modem below /sys, what `nm-cellular watch` does about it; accounts: likewise, what its SIM
    has used in the month.
    """

    modems: tuple[Modem, ...] = ()
    networking: Networking | None = None
    failure: CommandError | None = None
    counted: Mapping[str, Traffic] = field(default_factory=dict)
    whereabouts: Mapping[str, Whereabouts] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)
    watched: Mapping[str, Watched] = field(default_factory=dict)
    accounts: Mapping[str, Account] = field(default_factory=dict)

    def device(self, modem: Modem) -> Device | None:
        return self.networking.devices.get(modem.path) if self.networking else None

    def traffic(self, modem: Modem) -> Traffic | None:
        """None where nothing is connected, or nobody counts."""
        bearer = modem.bearer
        if bearer and bearer.counts:
            return Traffic(bearer.stats.received, bearer.stats.sent)
        return self.counted.get(modem.path)
