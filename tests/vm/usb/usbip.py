"""USB/IP, the kernel's protocol between a USB host and a device elsewhere (Documentation/usb/usbip_protocol.rst).

Only what is said once a device is attached: transfers and their cancellation.
"""

from __future__ import annotations

import asyncio
import errno
import struct
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Protocol

_SUBMIT, _UNLINK, _SUBMITTED, _UNLINKED = 1, 2, 3, 4
_HEADER = struct.Struct(">5I")
_TRANSFER = struct.Struct(">5I8s")
_RESULT = struct.Struct(">iiIIi8x")
_SIZE = _HEADER.size + _TRANSFER.size
_TO_HOST = 1


class Stall(Exception):
    """The device does not know what it is asked for."""


@dataclass(frozen=True, slots=True)
class Setup:
    """A control request."""

    request_type: int
    request: int
    value: int
    index: int
    length: int

    @classmethod
    def decoded(cls, setup: bytes) -> Setup:
        return cls(*struct.unpack("<BBHHH", setup))

    @property
    def is_standard(self) -> bool:
        return not self.request_type & 0x60


class Device(Protocol):
    """What is at the other end of the cable."""

    def plugged(self, link: Link) -> None: ...

    def unplugged(self) -> None: ...

    def control(self, setup: Setup, data: bytes) -> bytes:
        """The answer; raises Stall."""

    def received(self, endpoint: int, data: bytes) -> None: ...

    def cancelled(self, endpoint: int) -> None:
        """The host no longer asks this endpoint for data."""


class Link(asyncio.Protocol):
    """The cable between the kernel and one device."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._buffer = b""
        self._asked: defaultdict[int, deque[tuple[int, int]]] = defaultdict(deque)
        self._unsent: defaultdict[int, deque[bytes]] = defaultdict(deque)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport
        self._device.plugged(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._device.unplugged()

    def unplug(self) -> None:
        self._transport.abort()

    def send(self, endpoint: int, data: bytes) -> None:
        """Hand data to the host when it asks this endpoint, without the bit IN, for some."""
        self._unsent[endpoint].append(data)
        self._serve(endpoint)

    def forget(self, endpoint: int) -> None:
        """Drop what the host has not asked for yet."""
        self._unsent[endpoint].clear()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (size := self._message_size()) and len(self._buffer) >= size:
            message, self._buffer = self._buffer[:size], self._buffer[size:]
            self._handle(message)

    def _message_size(self) -> int:
        if len(self._buffer) < _SIZE:
            return 0
        command, _, _, direction, _ = _HEADER.unpack_from(self._buffer)
        length = _TRANSFER.unpack_from(self._buffer, _HEADER.size)[1]
        return _SIZE + (length if command == _SUBMIT and direction != _TO_HOST else 0)

    def _handle(self, message: bytes) -> None:
        command, number, _, direction, endpoint = _HEADER.unpack_from(message)
        if command == _UNLINK:
            self._unlink(number, _HEADER.unpack_from(message, _HEADER.size)[0])
            return
        _, length, _, _, _, setup = _TRANSFER.unpack_from(message, _HEADER.size)
        if endpoint == 0:
            self._control(number, Setup.decoded(setup), message[_SIZE:])
        elif direction == _TO_HOST:
            self._asked[endpoint].append((number, length))
            self._serve(endpoint)
        else:
            self._reply(number, length)
            self._device.received(endpoint, message[_SIZE:])

    def _control(self, number: int, setup: Setup, data: bytes) -> None:
        try:
            answer = self._device.control(setup, data)[: setup.length]
        except Stall:
            self._reply(number, 0, status=-errno.EPIPE)
        else:
            self._reply(number, len(answer) or len(data), answer)

    def _serve(self, endpoint: int) -> None:
        asked, unsent = self._asked[endpoint], self._unsent[endpoint]
        while asked and unsent:
            number, length = asked.popleft()
            data = unsent.popleft()
            if len(data) > length:
                unsent.appendleft(data[length:])
            self._reply(number, len(data[:length]), data[:length])

    def _unlink(self, number: int, unwanted: int) -> None:
        found = [end for end, waiting in self._asked.items() if any(asked == unwanted for asked, _ in waiting)]
        for endpoint, waiting in self._asked.items():
            self._asked[endpoint] = deque(each for each in waiting if each[0] != unwanted)
        self._write(_UNLINKED, number, -errno.ECONNRESET if found else 0, 0)
        for endpoint in found:
            self._device.cancelled(endpoint)

    def _reply(self, number: int, length: int, data: bytes = b"", status: int = 0) -> None:
        self._write(_SUBMITTED, number, status, length, data)

    def _write(self, kind: int, number: int, status: int, length: int, data: bytes = b"") -> None:
        self._transport.write(_HEADER.pack(kind, number, 0, 0, 0) + _RESULT.pack(status, length, 0, 0, 0) + data)
