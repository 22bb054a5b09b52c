"""The interface of a QMI modem: messages by way of control requests, packets by way of its bulk endpoints.

USB CDC 1.2 and its WMC subclass: the modem tells by its interrupt endpoint that there is a response to be fetched.
"""

from __future__ import annotations

import asyncio
import struct
from collections import deque

from tests.vm.usb.descriptors import INTERRUPT, Interface
from tests.vm.usb.peripheral import Function
from tests.vm.usb.qmi import qmux
from tests.vm.usb.qmi.calls import Calls, OpenBearer
from tests.vm.usb.qmi.card import Card
from tests.vm.usb.qmi.modem import QmiModem
from tests.vm.usb.qmi.qmux import Message, Refused, Service
from tests.vm.usb.qmi.services import Answering, Control, DataFormat, Device, Network
from tests.vm.usb.usbip import Link, Setup, Stall

_SEND, _FETCH = 0x00, 0x01
_RESPONSE_AVAILABLE = 0x01
_TO_HOST_ABOUT_AN_INTERFACE = 0xA1


class QmiPort(Function):
    """`commands` of the modem gets a line for each message."""

    def __init__(self, interface: Interface, modem: QmiModem, open_bearer: OpenBearer) -> None:
        super().__init__(interface)
        self._interrupt = next(each.number for each in interface.endpoints if each.transfer == INTERRUPT)
        self._note = struct.pack("<BBHHH", _TO_HOST_ABOUT_AN_INTERFACE, _RESPONSE_AVAILABLE, 0, interface.number, 0)
        self._modem = modem
        self._responses: deque[bytes] = deque()
        self._loop = asyncio.get_running_loop()
        self._network = Network(modem, self._indicate)
        self._calls = Calls(modem, self._indicate, lambda: open_bearer(self._send))
        self._services: dict[Service, Answering] = {
            Service.CONTROL: Control(),
            Service.DATA: self._calls,
            Service.DEVICE: Device(modem, self._indicate),
            Service.NETWORK: self._network,
            Service.SIM: Card(modem),
            Service.DATA_FORMAT: DataFormat(),
        }

    def plugged(self, link: Link) -> None:
        super().plugged(link)
        self._modem.tell = self._tell

    def unplugged(self) -> None:
        self._modem.tell = lambda: None
        self._modem.hangs = False
        self._calls.close()

    def received(self, data: bytes) -> None:
        if not self._modem.hangs:
            self._calls.write(data)

    def control(self, setup: Setup, data: bytes) -> bytes:
        if self._modem.hangs:
            return b""
        if setup.request == _SEND:
            self._respond(self._answer(qmux.decoded(data)))
        elif setup.request == _FETCH:
            return self._fetched()
        return b""

    def cancelled(self, endpoint: int) -> None:
        """Who opens the port next gets nothing that was meant for the one before."""
        if endpoint == self._interrupt:
            self._responses.clear()
            self._link.forget(endpoint)

    def _tell(self) -> None:
        """Scenarios run in another thread."""
        self._loop.call_soon_threadsafe(self._network.registration_changed)

    def _fetched(self) -> bytes:
        if not self._responses:
            raise Stall
        return self._responses.popleft()

    def _answer(self, message: Message) -> bytes:
        self._modem.commands.append(f"{message.service.name} {message.number:02X}")
        try:
            return message.answer(self._services[message.service].answer(message))
        except Refused as refusal:
            return message.answer(refusal.fields, refusal.error)

    def _indicate(self, message: Message) -> None:
        self._loop.call_soon(self._respond, message.indication())

    def _respond(self, frame: bytes) -> None:
        self._responses.append(frame)
        self._link.send(self._interrupt, self._note)
