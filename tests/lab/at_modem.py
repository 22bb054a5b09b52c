"""A modem as ModemManager meets it on a serial port: AT commands in, answers out."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from tests.lab.sim_lock import SimLock

_OK, _ERROR, _CONNECT, _NO_CARRIER = "OK", "ERROR", "CONNECT", "NO CARRIER"

_DEFINE_CONTEXT = re.compile(r'\+CGDCONT=(\d),"(\w+)","([^"]*)"')
_DIAL = re.compile(r"D\*99\*\*\*(\d)#")
_OPERATOR_FORMAT = re.compile(r"\+COPS=3,(\d)")
_SETTING = re.compile(r"[EHVXZ]\d?|&[CD]\d|\+(CMEE|CFUN|CREG|CGREG|CEREG|COPS|CSCS|CGACT|CGATT)=.*")

_CAPABILITIES = {
    "+GCAP": "+GCAP: +CGSM,+DS,+ES",
    "+WS46=?": "+WS46: (12,22,25,28,29)",
    "+CSCS=?": '+CSCS: ("IRA")',
    "+CLCK=?": '+CLCK: ("SC")',
    "+CGDCONT=?": '+CGDCONT: (1-9),"IP"\n+CGDCONT: (1-9),"IPV6"\n+CGDCONT: (1-9),"IPV4V6"',
}
_HOME_LTE = '2,1,"0001","00000001",7'
_STATE = {
    "+CFUN?": "+CFUN: 1",
    "+CSCS?": '+CSCS: "IRA"',
    "+CPIN?": "+CPIN: READY",
    '+CLCK="SC",2': "+CLCK: 0",
    "+CREG?": f"+CREG: {_HOME_LTE}",
    "+CGREG?": f"+CGREG: {_HOME_LTE}",
    "+CEREG?": f"+CEREG: {_HOME_LTE}",
    "+CSQ": "+CSQ: 20,99",
}


@dataclass(slots=True)
class Modem:
    """A modem that is registered in its home network, with an unlocked SIM, or one that has a `lock`.

    A test may change any field while ModemManager talks to the modem. `operator` is the network's MCC and
    MNC, and the SIM's too; `apns` are those that the network accepts (None: every one), and `refusal` is the
    answer to a dial with another; `replies` overrides the answer to single commands, so that
    `{"+CPIN?": "+CME ERROR: 10"}` is a missing SIM; `commands` is what the modem was asked so far. Commands
    are written without their leading AT.
    """

    operator: str = "23410"
    operator_name: str = "O2 - UK"
    iccid: str = "8944110065300000009"
    imsi: str = "234103000000009"
    imei: str = "867698040000001"
    apns: Collection[str] | None = None
    refusal: str = _NO_CARRIER
    lock: SimLock | None = None
    replies: dict[str, str] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    _contexts: dict[str, tuple[str, str]] = field(default_factory=dict)
    _operator_format: str = "0"

    def answer(self, command: str) -> str:
        """The lines that the modem sends back, the last of them the result code."""
        self.commands.append(command)
        if command in self.replies:
            return self.replies[command]
        if self.lock and (answered := self.lock.answer(command)):
            return answered
        information = self._information().get(command)
        return self._perform(command) if information is None else f"{information}\n{_OK}"

    def _perform(self, command: str) -> str:
        if context := _DEFINE_CONTEXT.fullmatch(command):
            self._contexts[context[1]] = context[2], context[3]
        elif dialled := _DIAL.fullmatch(command):
            return self._dial(dialled[1])
        elif chosen := _OPERATOR_FORMAT.fullmatch(command):
            self._operator_format = chosen[1]
        elif command and not _SETTING.fullmatch(command):
            return _ERROR
        return _OK

    def _dial(self, context: str) -> str:
        _, apn = self._contexts.get(context, ("IP", ""))
        return _CONNECT if self.apns is None or apn in self.apns else self.refusal

    def _information(self) -> dict[str, str]:
        return _CAPABILITIES | _STATE | self._identity() | self._network()

    def _identity(self) -> dict[str, str]:
        return {
            "+CGMI": "Virtual",
            "+CGMM": "AT modem",
            "+CGMR": "1.0",
            "+CGSN": self.imei,
            "+CIMI": self.imsi,
            "+CRSM=176,12258,0,0,10": f'+CRSM: 144,0,"{_as_in_sim_file(self.iccid)}"',
            # The last byte is the length of the MNC in the IMSI.
            "+CRSM=176,28589,0,0,4": f'+CRSM: 144,0,"0000000{len(self.operator) - 3}"',
        }

    def _network(self) -> dict[str, str]:
        operator = self.operator if self._operator_format == "2" else self.operator_name
        contexts = [
            # ModemManager reads only contexts with an address and both compressions.
            f'+CGDCONT: {number},"{family}","{apn}","",0,0'
            for number, (family, apn) in self._contexts.items()
        ]
        return {
            "+COPS?": f'+COPS: 0,{self._operator_format},"{operator}",7',
            "+CGDCONT?": "\n".join(contexts),
        }


def _as_in_sim_file(digits: str) -> str:
    """Two digits a byte, the low half first, filled up with F."""
    padded = digits + "F" * (len(digits) % 2)
    return "".join(second + first for first, second in zip(padded[::2], padded[1::2], strict=True))
