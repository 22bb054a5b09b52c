"""Reads what `setup` has to know beside what the daemons say, and keeps it until that may have changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .. import boot_profiles
from ..apns import apn_file
from ..daemons import networkmanager
from ..layout import Layout
from ..modems.modem import Modem
from ..modems.modem_enums import State
from ..pins import networkmanagers_pins, pin_tries_file
from ..pins.pin_guard import configured
from .setup_steps import Known


class Knowledge:
    """Of these boot directories, and of what is remembered."""

    def __init__(self, boots: Sequence[str], layout: Layout) -> None:
        self._boots = boots
        self._layout = layout
        self._version = networkmanager.version(layout)
        self._known: Known | None = None
        self._paths: frozenset[str] = frozenset()

    def saw(self, modems: Sequence[Modem]) -> None:
        """The boot files are read again when a modem comes, and not at each change of its signal."""
        paths = frozenset(modem.path for modem in modems)
        if paths - self._paths:
            self.forget()
        self._paths = paths

    @property
    def modems(self) -> int:
        """How many there are."""
        return len(self._paths)

    def forget(self) -> None:
        """It is read again when it is needed next."""
        self._known = None

    def of(self, modem: Modem) -> Known:
        """Raises OSError or CommandError where something cannot be read."""
        self._known = self._known or self._read()
        return self._with_pins(self._known) if modem.state is State.LOCKED else self._known

    def _read(self) -> Known:
        asked = boot_profiles.read(self._boots, self._layout)
        return Known(asked, memory=apn_file.read(self._layout), networkmanager=self._version)

    def _with_pins(self, known: Known) -> Known:
        """Only for a locked modem, and as they are now: a damaged memory of tries holds up no other."""
        return replace(
            known,
            pins=configured(known.asked),
            tries=pin_tries_file.read(self._layout),
            networkmanagers_pins=networkmanagers_pins.read(self._layout),
        )
