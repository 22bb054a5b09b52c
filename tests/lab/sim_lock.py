"""The lock of a virtual modem's SIM: its PIN, its PUK, and how often either may still be tried."""

from __future__ import annotations

import re
from dataclasses import dataclass

_OK = "OK"
_PIN_NEEDED, _PUK_NEEDED, _SIM_WRONG, _WRONG = (f"+CME ERROR: {number}" for number in (11, 12, 15, 16))

_ENTER = re.compile(r'\+CPIN="([^"]*)"(?:,"([^"]*)")?')
_ASK_TRIES = {'+CSIM=10,"0020000100"': "pin_tries", '+CSIM=10,"002C000100"': "puk_tries"}
"""VERIFY and UNBLOCK without a secret (ETSI TS 102 221), which only answer how many tries are left."""

_CLOSED = re.compile(r"\+(CIMI|CRSM=176,28589).*")
"""What a SIM does not tell before it has its PIN; its ICCID it does."""


@dataclass(slots=True)
class SimLock:
    """A SIM that asks for its PIN whenever the modem starts; `counts` is whether the modem tells the tries."""

    pin: str = "1234"
    puk: str = "12345678"
    pin_tries: int = 3
    puk_tries: int = 10
    counts: bool = True
    is_open: bool = False

    def restart(self) -> None:
        self.is_open = False

    def answer(self, command: str) -> str | None:
        """None where the command is not the lock's."""
        if command == "+CPIN?":
            return f"+CPIN: {self._asked_for}\n{_OK}"
        if left := _ASK_TRIES.get(command):
            return f'+CSIM: 4,"{_status_word(getattr(self, left))}"\n{_OK}' if self.counts else None
        if entered := _ENTER.fullmatch(command):
            return self._enter(entered[1], entered[2])
        return _PIN_NEEDED if not self.is_open and _CLOSED.fullmatch(command) else None

    @property
    def _asked_for(self) -> str:
        if self.is_open:
            return "READY"
        return "SIM PIN" if self.pin_tries else "SIM PUK"

    def _enter(self, code: str, new_pin: str | None) -> str:
        if self.is_open:
            return "+CME ERROR: 3"
        if self.pin_tries:
            return _PIN_NEEDED if new_pin else self._enter_pin(code)
        return self._enter_puk(code, new_pin) if new_pin else _PUK_NEEDED

    def _enter_pin(self, pin: str) -> str:
        self.is_open = pin == self.pin
        self.pin_tries = 3 if self.is_open else self.pin_tries - 1
        return _OK if self.is_open else _WRONG if self.pin_tries else _PUK_NEEDED

    def _enter_puk(self, puk: str, new_pin: str) -> str:
        if puk != self.puk or not self.puk_tries:
            self.puk_tries = max(self.puk_tries - 1, 0)
            return _WRONG if self.puk_tries else _SIM_WRONG
        self.pin, self.pin_tries, self.puk_tries, self.is_open = new_pin, 3, 10, True
        return _OK


def _status_word(tries: int) -> str:
    return f"63C{tries:X}" if tries else "6983"
