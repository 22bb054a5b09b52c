"""What a QMI modem and its network are like at the moment, which a scenario may change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, IntEnum

from tests.lab import Modem


class OperatingMode(IntEnum):
    """libqmi's QmiDmsOperatingMode."""

    ONLINE = 0
    LOW_POWER = 1
    OFFLINE = 3
    RESET = 4


class Registration(Enum):
    HOME = "home"
    ROAMING = "roaming"
    SEARCHING = "searching"
    DENIED = "denied"


@dataclass(slots=True)
class QmiModem(Modem):
    """A modem that is registered; its serial ports answer as those of any Modem.

    `apns` refuses others with the cause unknown-apn.  With `can_go_online` false it answers DeviceNotReady to each
    attempt; with `has_sim` false there is no card.  With `hangs` true nothing answers and no packet passes, until its
    USB device is configured anew.  `dialled` are the APNs of the calls that were asked for.
    """

    # A bare OK, without the values, makes the quectel plugin of ModemManager 1.20 crash.
    replies: dict[str, str] = field(default_factory=lambda: {"+CTZU=?": "+CTZU: (0,1)\nOK"})
    model: str = "EC25"
    firmware: str = "EC25EFAR06A11M4G"
    operating_mode: OperatingMode = OperatingMode.ONLINE
    can_go_online: bool = True
    has_sim: bool = True
    hangs: bool = False
    registration: Registration = Registration.HOME
    dialled: list[str] = field(default_factory=list)
    tell: Callable[[], None] = field(default=lambda: None, repr=False)
    """Tells the host of another registration; whoever connects the modem to one sets it."""
    restart: Callable[[], None] = field(default=lambda: None, repr=False)
    """Leaves the bus and returns; the stick that the modem is in sets it."""

    @property
    def is_registered(self) -> bool:
        return self.is_online and self.registration in (Registration.HOME, Registration.ROAMING)

    @property
    def is_online(self) -> bool:
        return self.operating_mode is OperatingMode.ONLINE and self.has_sim and not self.is_locked

    @property
    def is_locked(self) -> bool:
        return self.lock is not None and not self.lock.is_open

    def answer(self, command: str) -> str:
        return "" if self.hangs else Modem.answer(self, command)

    def register(self, registration: Registration) -> None:
        """The network has changed its mind, or is out of reach."""
        self.registration = registration
        self.tell()
