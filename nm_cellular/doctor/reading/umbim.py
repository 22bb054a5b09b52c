"""What umbim prints, on a terminal or through OpenWrt's log: `registerstate: 0006 - denied`.

Source: umbim's cli.c and MBIM 1.0, whose numbers these are; nwerror is a cause of 3GPP TS 24.008.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..facts import Fact
from ..facts.modem import BearerReport, ModemReport, Refusal
from .lines import Line

_PAIR = re.compile(r"(nwerror|readystate|registerstate|packetservicestate|activationstate): ([0-9A-Fa-f]{4}) - ")
_PIN = re.compile(r"required pin: (\d+) - (\w+)")
_NAMES = ("nwerror:", "readystate:", "registerstate:", "packetservicestate:", "activationstate:", "required pin:")

_READY = {1: "ready", 2: "missing", 3: "error", 4: "error", 6: "locked"}
_NOT_ACTIVATED = 5
_REGISTERED = {1: "idle", 2: "searching", 3: "home", 4: "roaming", 5: "roaming", 6: "denied"}
_ATTACHED = {2: "attached", 4: "detached"}
_CONNECTED = {1: True, 3: False}
_LOCKS = {2: "sim-pin", 11: "sim-puk"}
"""By the type of PIN that is asked for."""


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    error, disconnected = 0, False
    for line in lines:
        text = line.text.strip()
        if not text.startswith(_NAMES):
            continue
        if found := _PIN.match(text):
            yield ModemReport(line.source, program="umbim", lock=_LOCKS.get(int(found[1]), "none"))
        elif found := _PAIR.match(text):
            name, number = found[1], int(found[2], 16)
            if name == "nwerror" and number and disconnected:
                yield Refusal(line.source, "umbim", "connect", f"verbose call end reason (6,{number})")
            elif name != "nwerror":
                yield from _told(line, name, number, error)
            error = number if name == "nwerror" else 0
            disconnected = name == "activationstate" and not _CONNECTED.get(number, True)


def _told(line: Line, name: str, number: int, error: int) -> Iterator[Fact]:
    """error: of the network, in the line before."""
    rejection = str(error) if error else ""
    if name == "readystate":
        rejection = "not-activated" if number == _NOT_ACTIVATED else ""
        yield ModemReport(line.source, program="umbim", sim=_READY.get(number, ""), rejection=rejection)
    elif name == "registerstate":
        state = _REGISTERED.get(number, "")
        yield ModemReport(line.source, program="umbim", registration=state, rejection=rejection)
    elif name == "packetservicestate":
        yield ModemReport(line.source, program="umbim", packet_service=_ATTACHED.get(number, ""), rejection=rejection)
    else:
        yield ModemReport(line.source, program="umbim", bearers=(BearerReport(connected=_CONNECTED.get(number)),))
