"""The SIM as a QMI modem shows it."""

from __future__ import annotations

import struct

from tests.vm.usb.qmi.modem import QmiModem
from tests.vm.usb.qmi.qmux import Error, Fields, Message, Refused
from tests.vm.usb.qmi.services import Table

_ICCID, _IMSI, _ADMINISTRATION = 0x2FE2, 0x6F07, 0x6FAD
_ABSENT, _PRESENT = 0, 1
_USIM = 2
_PIN_NEEDED, _PUK_NEEDED, _READY = 2, 3, 7
_NOT_VERIFIED, _VERIFIED, _DISABLED, _BLOCKED = 1, 2, 3, 4
_NO_APPLICATION = 0xFFFF


class Card(Table):
    def __init__(self, modem: QmiModem) -> None:
        super().__init__()
        self._modem = modem
        self._answers = {0x20: self._read, 0x26: self._verify_pin, 0x2E: lambda message: {0x10: message.fields[1]},
                         0x2F: lambda _: {0x10: self._status()}}  # fmt: skip

    def _status(self) -> bytes:
        """One slot with a USIM in it, or none."""
        if not self._modem.has_sim:
            return struct.pack("<4HB5BB", *(_NO_APPLICATION,) * 4, 1, _ABSENT, 0, 0, 0, 3, 0)
        slot = struct.pack("<4HB5B", 0, *(_NO_APPLICATION,) * 3, 1, _PRESENT, 0, 0, 0, 0)
        return slot + bytes((1, _USIM, *self._application()))

    def _application(self) -> tuple[int, ...]:
        lock = self._modem.lock
        pin_2 = (_DISABLED, 3, 10)
        if lock is None:
            return (_READY, 11, 0, 0, 0, 0, 0, _DISABLED, 3, 10, *pin_2)
        state, pin = (_READY, _VERIFIED) if lock.is_open else (_PIN_NEEDED, _NOT_VERIFIED)
        if not lock.pin_tries:
            state, pin = _PUK_NEEDED, _BLOCKED
        return (state, 11, 0, 0, 0, 0, 0, pin, lock.pin_tries, lock.puk_tries, *pin_2)

    def _read(self, message: Message) -> Fields:
        (number,) = struct.unpack_from("<H", message.fields[2])
        files = {_ICCID: _swapped(self._modem.iccid)}
        if not self._modem.is_locked:
            # Eight bytes of an odd number of digits; and how many of them the MNC has.
            files[_IMSI] = b"\x08" + _swapped(f"9{self._modem.imsi}")
            files[_ADMINISTRATION] = bytes((0, 0, 0, len(self._modem.operator) - 3))
        if number not in files or not self._modem.has_sim:
            raise Refused(Error.SIM_FILE_NOT_FOUND)
        content = files[number]
        return {0x10: b"\x90\0", 0x11: struct.pack("<H", len(content)) + content}

    def _verify_pin(self, message: Message) -> Fields:
        lock = self._modem.lock
        if lock is None:
            raise Refused(Error.NO_EFFECT)
        pin = message.fields[2][2:].decode()
        self._modem.answer(f'+CPIN="{pin}"')
        left = {0x10: bytes((lock.pin_tries, lock.puk_tries))}
        if not lock.is_open:
            raise Refused(Error.INCORRECT_PIN if lock.pin_tries else Error.PIN_BLOCKED, left)
        self._modem.tell()
        return left


def _swapped(digits: str) -> bytes:
    """Two digits a byte, the low half first, filled up with F."""
    padded = digits + "f" * (len(digits) % 2)
    return bytes(int(padded[place + 1] + padded[place], 16) for place in range(0, len(padded), 2))
