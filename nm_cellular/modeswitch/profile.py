"""What is known about a device that has to be switched: one profile a device family."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from fnmatch import fnmatchcase

from ..problem import Location
from .usb import STORAGE, UsbDevice, UsbId

_NOWHERE = Location("")


class Wish(Enum):
    """What a stick shall be: a modem that ModemManager dials, or an Ethernet card with a router behind it."""

    MODEM = "modem"
    ETHERNET = "ethernet"


@dataclass(frozen=True, slots=True)
class Match:
    """What else must hold of a device with an initial id.

    interface_class: of its first interface, None for any.  The names are globs, such as `HUAWEI*`.
    """

    interface_class: int | None = STORAGE
    manufacturer: str = "*"
    product: str = "*"
    revision: str = "*"

    def names(self, device: UsbDevice) -> bool:
        """Whether manufacturer, product and revision are those of the device."""
        pairs = ((device.manufacturer, self.manufacturer), (device.product, self.product))
        return all(fnmatchcase(*pair) for pair in (*pairs, (device.revision, self.revision)))


@dataclass(frozen=True, slots=True)
class Mode:
    """One thing that a device can become.

    wish: what it is for.  ids: those it may then have.  interface_class: that of its first interface, where the id
    may stay the same.  settings: usb_modeswitch's, by its names.  With neither ids nor class, another id that is no
    storage device is it.
    """

    wish: Wish
    ids: tuple[UsbId, ...] = ()
    interface_class: int | None = None
    settings: tuple[tuple[str, str], ...] = ()

    @property
    def configuration(self) -> int | None:
        """The USB configuration that it selects, if that is how it is switched."""
        return next((int(value, 0) for key, value in self.settings if key == "Configuration"), None)

    def is_reached(self, device: UsbDevice, initial: tuple[UsbId, ...]) -> bool:
        """Whether the device is in this mode; `initial` are the ids that it had before."""
        if self.ids and device.id not in self.ids:
            return False
        if self.interface_class is not None:
            return device.first_class == self.interface_class and self._is_selected(device)
        return bool(self.ids) or (device.id not in initial and device.first_class not in (None, STORAGE))

    def _is_selected(self, device: UsbDevice) -> bool:
        return self.configuration in (None, device.configuration)


@dataclass(frozen=True, slots=True)
class Profile:
    """A device family.

    prefer: what it becomes where nobody says otherwise; None leaves it as it is.  settle: seconds that it has to be
    there before it is switched; timeout: seconds until it has to be there again; tries: how often that is attempted.
    modem_driver: the kernel's for its serial ports, where it does not know by itself that they are such; empty where
    it does.
    """

    name: str
    initial: tuple[UsbId, ...]
    modes: tuple[Mode, ...] = ()
    prefer: Wish | None = Wish.MODEM
    match: Match = Match()
    settle: float = 0.5
    timeout: float = 20.0
    tries: int = 2
    modem_driver: str = ""
    source: str = ""
    where: Location = _NOWHERE

    @property
    def keeps_id(self) -> bool:
        """Whether it may have the same id when it is switched, so that the id does not tell whether it is."""
        return any(not mode.ids or set(mode.ids) & set(self.initial) for mode in self.modes)

    def mode(self, wish: Wish) -> Mode | None:
        return next((mode for mode in self.modes if mode.wish is wish), None)

    def applies(self, device: UsbDevice) -> bool:
        return device.id in self.initial and self.match.names(device)

    def narrowed(self, usb_id: UsbId) -> Profile:
        """The same for one of its ids alone."""
        return replace(self, initial=(usb_id,))
