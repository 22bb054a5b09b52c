"""QMI messages as bytes: a QMUX frame around a header and fields of type, length and value.

Sources: the headers in libqmi's qmi-message.c, and its data/qmi-service-*.json for what the fields hold.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

_FRAME = struct.Struct("<BHBBB")
_FRAME_MARK, _FROM_MODEM = 0x01, 0x80
_CONTROL, _SERVICE = struct.Struct("<BBHH"), struct.Struct("<BHHH")
_FIELD = struct.Struct("<BH")

_RESULT = 0x02
_RESPONSE, _CONTROL_RESPONSE, _INDICATION = 0x02, 0x01, 0x04

Fields = Mapping[int, bytes]
"""Values by their type."""


class Service(IntEnum):
    """What a message is about; every client of a service has a number of its own."""

    CONTROL = 0x00
    DATA = 0x01
    DEVICE = 0x02
    NETWORK = 0x03
    SIM = 0x0B
    DATA_FORMAT = 0x1A


class Error(IntEnum):
    """libqmi's QmiProtocolError."""

    INCORRECT_PIN = 12
    CALL_FAILED = 14
    OUT_OF_CALL = 15
    NO_EFFECT = 26
    PIN_BLOCKED = 35
    DEVICE_NOT_READY = 52
    INVALID_COMMAND = 71
    SIM_FILE_NOT_FOUND = 80


class Refused(Exception):
    """The modem does not do what it is asked for; `fields` tell more."""

    def __init__(self, error: Error, fields: Fields | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.fields = fields or {}


@dataclass(frozen=True, slots=True)
class Message:
    service: Service
    client: int
    transaction: int
    number: int
    fields: Fields = field(default_factory=dict)

    def answer(self, fields: Fields, error: int = 0) -> bytes:
        """The response, a success or an error."""
        result = struct.pack("<HH", bool(error), error)
        kind = _RESPONSE if self.service else _CONTROL_RESPONSE
        return _framed(self, kind, {_RESULT: result, **fields})

    def indication(self) -> bytes:
        """This message as one that nobody asked for."""
        return _framed(self, _INDICATION, self.fields)


def decoded(frame: bytes) -> Message:
    """A request; ValueError for a service that the modem does not have."""
    _, _, _, service, client = _FRAME.unpack_from(frame)
    header = _SERVICE if service else _CONTROL
    _, transaction, number, length = header.unpack_from(frame, _FRAME.size)
    start = _FRAME.size + header.size
    return Message(Service(service), client, transaction, number, _fields(frame[start : start + length]))


def _fields(data: bytes) -> Fields:
    found: dict[int, bytes] = {}
    while data:
        kind, length = _FIELD.unpack_from(data)
        found[kind] = data[_FIELD.size : _FIELD.size + length]
        data = data[_FIELD.size + length :]
    return found


def _framed(message: Message, kind: int, fields: Fields) -> bytes:
    body = b"".join(_FIELD.pack(number, len(value)) + value for number, value in fields.items())
    header = _SERVICE if message.service else _CONTROL
    content = header.pack(kind, message.transaction, message.number, len(body)) + body
    # The length counts all but the mark.
    length = _FRAME.size - 1 + len(content)
    return _FRAME.pack(_FRAME_MARK, length, _FROM_MODEM, message.service, message.client) + content
