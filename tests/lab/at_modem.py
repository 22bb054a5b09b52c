"""A modem as ModemManager meets it on a serial port: AT commands in, answers out."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

_ACCEPTED = re.compile(
    r"|[EVXZH]\d?|&[CD]\d|\+CMEE=1|\+C(G|E)?REG=\d|\+COPS=[03],?\d?|\+CFUN=\d|\+CSCS=.*|\+CGACT=.*"
)
_DEFINE_CONTEXT = re.compile(r'\+CGDCONT=(\d),"(\w+)","([^"]*)"')
_DIAL = re.compile(r"D\*99\*\*\*(\d)#")


@dataclass(slots=True)
class Modem:
    """A modem that is registered in its home network, with an unlocked SIM.

    A test may change any field while ModemManager talks to the modem. `apns` are those that the network
    accepts (None: every one); `replies` overrides the answer to single commands, so that
    `{"+CPIN?": "+CME ERROR: 10"}` is a missing SIM; `commands` is what the modem was asked so far,
    without the leading AT.
    """

    operator: str = "23410"
    operator_name: str = "O2 - UK"
    iccid: str = "8944110065300000009"
    imsi: str = "234103000000009"
    imei: str = "867698040000001"
    apns: Collection[str] | None = None
    replies: dict[str, str] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    contexts: dict[str, tuple[str, str]] = field(default_factory=dict)

    def answer(self, command: str) -> str:
        """The lines that the modem sends back, the last of them the result code."""
        self.commands.append(command)
        if command in self.replies:
            return self.replies[command]
        if defined := _DEFINE_CONTEXT.fullmatch(command):
            return self._define(*defined.groups())
        if dialled := _DIAL.fullmatch(command):
            return self._dial(dialled[1])
        if _ACCEPTED.fullmatch(command):
            return "OK"
        known = self._information().get(command)
        return "ERROR" if known is None else f"{known}\nOK"

    def _define(self, context: str, family: str, apn: str) -> str:
        self.contexts[context] = family, apn
        return "OK"

    def _dial(self, context: str) -> str:
        _, apn = self.contexts.get(context, ("IP", ""))
        return "CONNECT" if self.apns is None or apn in self.apns else "NO CARRIER"

    def _information(self) -> dict[str, str]:
        return {
            "I": "Virtual",
            "+CGMI": "Virtual",
            "+CGMM": "AT modem",
            "+CGMR": "1.0",
            "+CGSN": self.imei,
            "+CIMI": self.imsi,
            "+CRSM=176,12258,0,0,10": f'+CRSM: 144,0,"{_swapped(self.iccid)}"',
            "+CRSM=176,28589,0,0,4": f'+CRSM: 144,0,"0000000{len(self.operator) - 3}"',
            "+GCAP": "+GCAP: +CGSM,+DS,+ES",
            "+WS46=?": "+WS46: (12,22,25,28,29)",
            "+CFUN?": "+CFUN: 1",
            "+CPIN?": "+CPIN: READY",
            "+CSCS=?": '+CSCS: ("IRA","GSM","UCS2")',
            "+CREG?": '+CREG: 2,1,"0001","00000001",7',
            "+CGREG?": '+CGREG: 2,1,"0001","00000001",7',
            "+COPS?": self._registered_operator(),
            "+CSQ": "+CSQ: 20,99",
            "+CGDCONT=?": "\n".join(
                f'+CGDCONT: (1-9),"{family}",,,(0),(0)' for family in ("IP", "IPV6", "IPV4V6")
            ),
            "+CGDCONT?": "\n".join(
                f'+CGDCONT: {context},"{family}","{apn}","",0,0'
                for context, (family, apn) in self.contexts.items()
            ),
        }


def _swapped(digits: str) -> str:
    """Digits as a SIM file holds them: two a byte, the low half first, filled up with F."""
    padded = digits + "F" * (len(digits) % 2)
    return "".join(second + first for first, second in zip(padded[::2], padded[1::2], strict=True))
