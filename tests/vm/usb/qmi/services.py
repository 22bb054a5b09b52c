"""The services of a QMI modem but for its calls: a table of answers for each, by the number of the message."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Callable, Mapping
from typing import ClassVar, Protocol

from tests.vm.usb.qmi.modem import OperatingMode, QmiModem, Registration
from tests.vm.usb.qmi.qmux import Error, Fields, Message, Refused, Service

_EVERY_CLIENT = 0xFF
_NO_ANSWER: Fields = {}

Indicate = Callable[[Message], None]
"""Sends a message that nobody asked for, after the answer that is due."""


class Answering(Protocol):
    def answer(self, message: Message) -> Fields:
        """Raises Refused."""


class Table:
    """`_answers` are methods, `_constant` what never changes."""

    _constant: ClassVar[Mapping[int, Fields]] = {}

    def __init__(self) -> None:
        self._answers: Mapping[int, Callable[[Message], Fields]] = {}

    def answer(self, message: Message) -> Fields:
        if message.number in self._constant:
            return self._constant[message.number]
        if message.number not in self._answers:
            raise Refused(Error.INVALID_COMMAND)
        return self._answers[message.number](message)


class Control(Table):
    """Tells which services there are, and gives each client a number."""

    _versions = ((Service.CONTROL, 1, 5), (Service.DATA, 1, 67), (Service.DEVICE, 1, 14), (Service.NETWORK, 1, 25),
                 (Service.SIM, 1, 35), (Service.DATA_FORMAT, 1, 16))  # fmt: skip
    _constant: ClassVar[Mapping[int, Fields]] = {
        0x21: {1: bytes((len(_versions),)) + b"".join(struct.pack("<BHH", *each) for each in _versions)},
        0x27: _NO_ANSWER,
    }

    def __init__(self) -> None:
        super().__init__()
        self._clients: Counter[int] = Counter()
        self._answers = {0x22: self._allocate, 0x23: lambda message: message.fields}

    def _allocate(self, message: Message) -> Fields:
        service = message.fields[1][0]
        self._clients[service] += 1
        return {1: bytes((service, self._clients[service]))}


class Device(Table):
    """What the modem is, and whether its radio is on."""

    # It carries data, has a card, and speaks GSM, UMTS and LTE.
    _constant: ClassVar[Mapping[int, Fields]] = {
        0x01: _NO_ANSWER,
        0x20: {1: struct.pack("<IIBBB3B", 50_000_000, 150_000_000, 2, 2, 3, 4, 5, 8)},
        0x21: {1: b"Quectel"},
        0x2C: {1: b"10000"},
    }

    def __init__(self, modem: QmiModem, indicate: Indicate) -> None:
        super().__init__()
        self._modem = modem
        self._indicate = indicate
        self._answers = {
            0x22: lambda _: {1: modem.model.encode()},
            0x23: lambda _: {1: modem.firmware.encode()},
            0x25: lambda _: {0x11: modem.imei.encode()},
            0x2D: lambda _: {1: bytes((modem.operating_mode,))},
            0x2E: self._set_operating_mode,
        }

    def _set_operating_mode(self, message: Message) -> Fields:
        mode = OperatingMode(message.fields[1][0])
        if mode is OperatingMode.RESET:
            self._modem.operating_mode = OperatingMode.ONLINE
            self._modem.restart()
            return _NO_ANSWER
        if mode is OperatingMode.ONLINE and not self._modem.can_go_online:
            raise Refused(Error.DEVICE_NOT_READY)
        self._modem.operating_mode = mode
        self._indicate(Message(Service.DEVICE, _EVERY_CLIENT, 0, 0x01, {0x14: bytes((mode,))}))
        self._modem.tell()
        return _NO_ANSWER


class Network(Table):
    """Where the modem is registered, in LTE."""

    _limited, _available = 1, 2
    _nothing, _calls_and_data = 0, 3
    _plmn_not_allowed = 11

    # Automatic, with GSM, UMTS and LTE on the bands of an EC25-E.
    _constant: ClassVar[Mapping[int, Fields]] = {
        0x02: _NO_ANSWER,
        0x03: _NO_ANSWER,
        0x33: _NO_ANSWER,
        0x34: {
            0x11: struct.pack("<H", 0x1C), 0x12: struct.pack("<Q", 0x0002_0000_0040_0180),
            0x15: struct.pack("<Q", 0x1A_0008_00D5), 0x16: b"\0",
        },
        # -60 dBm.
        0x4F: {0x14: struct.pack("<bbhh", -60, -9, -88, 180)},
        0x50: _NO_ANSWER,
    }  # fmt: skip

    def __init__(self, modem: QmiModem, indicate: Indicate) -> None:
        super().__init__()
        self._modem = modem
        self._indicate = indicate
        self._answers = {0x25: self._home, 0x44: self._name, 0x4D: lambda _: self._system()}

    def registration_changed(self) -> None:
        self._indicate(Message(Service.NETWORK, _EVERY_CLIENT, 0, 0x4E, self._system()))

    def _system(self) -> Fields:
        if not self._modem.is_online:
            return {0x14: bytes(3)}
        searching, denied, roaming = (
            self._modem.registration is each
            for each in (Registration.SEARCHING, Registration.DENIED, Registration.ROAMING)
        )
        status = self._limited if searching or denied else self._available
        domain = self._nothing if searching else self._calls_and_data
        mcc, mnc = self._modem.operator[:3].encode(), self._modem.operator[3:].encode().ljust(3, b"\xff")
        cell = struct.pack(
            "<8B?H?I3B?3s3s?H",
            *(1, domain, 1, domain, 1, roaming, 1, denied),
            *(False, 0xFFFE, not searching, 0x0123_4567, denied, domain, self._plmn_not_allowed * denied),
            *(not searching, mcc, mnc, not searching, 0x0101),
        )
        return {0x14: bytes((status, status, 0)), 0x19: cell}

    def _home(self, message: Message) -> Fields:
        operator, name = self._modem.operator, self._modem.operator_name.encode()
        return {1: struct.pack("<HHB", int(operator[:3]), int(operator[3:]), len(name)) + name}

    def _name(self, message: Message) -> Fields:
        """As the service provider's name, in 8 bits a character; no other names."""
        name = self._modem.operator_name.encode()
        return {0x10: bytes((0, len(name))) + name + bytes((0, 0, 0, 0)) * 2}


class DataFormat(Table):
    """Packets are bare IP, and one in a transfer."""

    _bare: ClassVar[Fields] = {0x10: b"\0", **{kind: struct.pack("<I", value) for kind, value in
                               {0x11: 2, 0x12: 0, 0x13: 0}.items()}}  # fmt: skip
    _constant: ClassVar[Mapping[int, Fields]] = {0x20: _bare, 0x21: _bare}
