"""A USB stick as one holds it: what it is when it is plugged in, and what it becomes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from tests.lab import Modem
from tests.vm.usb.descriptors import Descriptors, Interface
from tests.vm.usb.ethernet import EthernetCard, LayCable
from tests.vm.usb.mass_storage import MassStorage
from tests.vm.usb.peripheral import Function, MakeFunction, Peripheral
from tests.vm.usb.qmi import QmiModem, QmiPort
from tests.vm.usb.qmi.calls import OpenBearer
from tests.vm.usb.serial_port import Dial, MutePort, SerialPort
from tests.vm.usb.usbip import Device

_LEAVES_AFTER = 0.3
"""Seconds from the message that switches a stick until it is gone."""

_RETURNS_AFTER = 1.0
"""Seconds that it is away."""


class Socket(Protocol):
    """What a stick is plugged into."""

    async def connect(self, device: Device) -> None: ...

    def disconnect(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Model:
    """A kind of stick.

    `becomes` names the mode that a storage command leads to, by the first hexadecimal digits of the command;
    `drifts` is the mode that it takes by itself, so many seconds after it was plugged in.
    """

    first: Descriptors
    becomes: Mapping[str, Descriptors] = field(default_factory=dict)
    drifts: tuple[float, Descriptors] | None = None


@dataclass(frozen=True, slots=True)
class Mode:
    """What a stick was from a moment on; `since` is in seconds since 1970, as in the journal."""

    since: float
    descriptors: Descriptors


class Stick:
    """`messages` are the commands that were meant to switch it, `modes` all that it has been, `sysname` is udev's.

    `heard` is what ports were told that answer nothing.
    """

    def __init__(self, model: Model, modem: Modem, dial: Dial, lay_cable: LayCable, open_bearer: OpenBearer) -> None:
        self.messages: list[str] = []
        self.heard: list[bytes] = []
        self.modes: list[Mode] = []
        self.sysname = ""
        self.modem = modem
        self._model = model
        self._roles: Mapping[str | None, MakeFunction] = {
            "storage": self._storage,
            "at": lambda interface: SerialPort(interface, modem, dial),
            "network": lambda interface: EthernetCard(interface, lay_cable),
            "qmi": lambda interface: QmiPort(interface, self._qmi_modem, open_bearer),
            "mute": lambda interface: MutePort(interface, self.heard.append),
            None: Function,
        }
        self._peripheral: Peripheral | None = None
        self._socket: Socket | None = None
        self._change: asyncio.Task[None] | None = None

    @property
    def id(self) -> str:
        """That of the moment, such as 12d1:1506."""
        return self.modes[-1].descriptors.id

    @property
    def first_class(self) -> int | None:
        """The class of its first interface, of the moment; None while the host has chosen no configuration."""
        return self._peripheral.first_class if self._peripheral else None

    @property
    def _qmi_modem(self) -> QmiModem:
        assert isinstance(self.modem, QmiModem)
        return self.modem

    async def plug(self, socket: Socket) -> None:
        self._socket = socket
        if isinstance(self.modem, QmiModem):
            self.modem.restart = lambda: self._begin_change(self._model.first, after=_LEAVES_AFTER)
        await self._appear(self._model.first)
        if self._model.drifts:
            seconds, mode = self._model.drifts
            self._begin_change(mode, after=seconds)

    async def unplug(self) -> None:
        if self._change:
            self._change.cancel()
        self._disappear()

    def _disappear(self) -> None:
        self._peripheral = None
        if self._socket:
            self._socket.disconnect()

    async def _appear(self, mode: Descriptors) -> None:
        assert self._socket
        self._peripheral = Peripheral(mode, self._roles)
        await self._socket.connect(self._peripheral)
        self.modes.append(Mode(time.time(), mode))

    def _storage(self, interface: Interface) -> Function:
        return MassStorage(interface, self._told)

    def _told(self, command: str) -> None:
        self.messages.append(command)
        modes = [mode for beginning, mode in self._model.becomes.items() if command.startswith(beginning)]
        if modes:
            self._begin_change(modes[0], after=_LEAVES_AFTER)

    def _begin_change(self, mode: Descriptors, after: float) -> None:
        self._change = asyncio.get_running_loop().create_task(self._leave_and_return(mode, after))

    async def _leave_and_return(self, mode: Descriptors, after: float) -> None:
        await asyncio.sleep(after)
        self._disappear()
        await asyncio.sleep(_RETURNS_AFTER)
        await self._appear(mode)
