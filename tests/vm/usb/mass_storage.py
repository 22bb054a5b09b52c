"""The disk that a stick pretends to be: bulk-only transport, and as much of SCSI as a drive without a disc."""

from __future__ import annotations

import struct
from collections.abc import Callable

from tests.vm.usb.descriptors import Interface
from tests.vm.usb.peripheral import Function
from tests.vm.usb.usbip import Setup

_WRAPPER = struct.Struct("<4sII3B16s")
_STATUS = struct.Struct("<4sIIB")
_PASSED, _FAILED = 0, 1
_TO_HOST = 0x80

_TEST_UNIT_READY, _REQUEST_SENSE, _INQUIRY = 0x00, 0x03, 0x12
_START_STOP_UNIT, _PREVENT_REMOVAL, _VENDOR = 0x1B, 0x1E, 0x11

_DRIVE = bytes((5, 0x80, 2, 2, 31, 0, 0, 0)) + b"HUAWEI  Mass Storage    2.31"
_NO_MEDIUM = bytes((0x70, 0, 2, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x3A, 0, 0, 0, 0, 0))


class MassStorage(Function):
    """Tells `told` of each command that may be meant to switch the stick, as hexadecimal digits."""

    def __init__(self, interface: Interface, told: Callable[[str], None]) -> None:
        super().__init__(interface)
        self._told = told
        self._incoming = 0

    def control(self, setup: Setup, data: bytes) -> bytes:
        return b"\0"  # GET MAX LUN; a reset has no answer

    def received(self, data: bytes) -> None:
        if self._incoming:
            self._incoming -= min(len(data), self._incoming)
        elif len(data) == _WRAPPER.size and data.startswith(b"USBC"):
            self._obey(data)

    def _obey(self, wrapper: bytes) -> None:
        _, tag, length, flags, _, _, command = _WRAPPER.unpack(wrapper)
        status, answer = self._answer(command[0])
        if length and flags & _TO_HOST:
            self._send(answer[:length])
        else:
            self._incoming = length
        self._send(_STATUS.pack(b"USBS", tag, max(length - len(answer), 0), status))
        if command[0] in (_VENDOR, _START_STOP_UNIT):
            self._told(command.hex())

    def _answer(self, operation: int) -> tuple[int, bytes]:
        known = {
            _INQUIRY: _DRIVE,
            _REQUEST_SENSE: _NO_MEDIUM,
            _PREVENT_REMOVAL: b"",
            _START_STOP_UNIT: b"",
            _VENDOR: b"",
        }
        return (_PASSED, known[operation]) if operation in known else (_FAILED, b"")
