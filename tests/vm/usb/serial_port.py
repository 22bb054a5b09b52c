"""A modem's serial port: AT commands until it is dialled, and then the call's data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from tests.lab import Modem
from tests.vm.usb.descriptors import Interface
from tests.vm.usb.peripheral import Function
from tests.vm.usb.usbip import Setup

_SET_CONTROL_LINE_STATE = 0x22
_DTR = 1


class Call(Protocol):
    """What was dialled."""

    def write(self, data: bytes) -> None: ...

    def hang_up(self) -> None: ...


Dial = Callable[[Callable[[bytes], None], Callable[[], None]], Call]
"""Makes a call from what takes its data, and what is told that it has ended."""


class MutePort(Function):
    """Answers nothing; `told` gets what it is asked."""

    def __init__(self, interface: Interface, told: Callable[[bytes], None]) -> None:
        super().__init__(interface)
        self._told = told

    def received(self, data: bytes) -> None:
        self._told(data)


class SerialPort(Function):
    def __init__(self, interface: Interface, modem: Modem, dial: Dial) -> None:
        super().__init__(interface)
        self._modem = modem
        self._dial = dial
        self._call: Call | None = None
        self._line = b""

    def unplugged(self) -> None:
        if self._call:
            self._call.hang_up()

    def control(self, setup: Setup, data: bytes) -> bytes:
        """A terminal that is no longer ready ends the call."""
        if setup.request == _SET_CONTROL_LINE_STATE and not setup.value & _DTR and self._call:
            self._call.hang_up()
        return b""

    def received(self, data: bytes) -> None:
        if self._call:
            self._call.write(data)
            return
        *lines, self._line = (self._line + data).split(b"\r")
        for line in lines:
            self._command(line.decode("ascii", "replace").strip())

    def _command(self, line: str) -> None:
        if not line.startswith("AT"):
            return
        answer = self._modem.answer(line.removeprefix("AT"))
        self._say(answer)
        if answer == "CONNECT":
            self._call = self._dial(self._send, self._ended)

    def _ended(self) -> None:
        self._call = None
        self._say("NO CARRIER")

    def _say(self, answer: str) -> None:
        self._send("".join(f"\r\n{text}\r\n" for text in answer.splitlines()).encode())
