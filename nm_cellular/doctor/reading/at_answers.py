"""What a modem's answers to AT commands say: 3GPP TS 27.007, and the makers' own.

Answers say it by themselves, so that a transcript without its commands, as with echo off, is read too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..facts import Fact
from ..facts.modem import ScannedNetwork
from ..source import Source
from . import at_makers as makers
from .answer import Answer

Said = tuple[str, Source]

_ANSWER = re.compile(r"([+^*$#%][A-Z][A-Z0-9]{1,12}) ?: ?(.*)|(Revision|Model|Manufacturer) ?: (.+)", re.IGNORECASE)
_SCANNED = re.compile(r'\((\d),"[^"]*","[^"]*","(\d{5,6})"(?:,(\d+))?\)')
_FIRMWARE = re.compile(r"[A-Z]{1,3}\w{3,14}R\d\dA\d\d[A-Z0-9]*(?:_[\w.]+)?$|L[A-Z]\d\d[A-Z]\d\d\w*SIM\w+$")
_REGISTRATIONS = {
    "0": "idle",
    "1": "home",
    "2": "searching",
    "3": "denied",
    "4": "unknown",
    "5": "roaming",
    "6": "home",  # SMS only, as with the next: of the circuit-switched side of an LTE network
    "7": "roaming",
    "8": "emergency-only",
    "9": "home",
    "10": "roaming",
}
_TECHNOLOGIES = {"0": "gsm", "1": "gsm", "2": "umts", "3": "edge", "4": "hsdpa", "5": "hsupa", "6": "hspa", "7": "lte"}
_MORE_TECHNOLOGIES = {"8": "lte-cat-m", "9": "lte-nb-iot", "11": "5gnr", "12": "5gnr", "13": "5gnr"}
_BEST_FIRST = ("home", "roaming", "denied", "emergency-only", "searching", "unknown", "idle")
_AVAILABILITIES = {"0": "unknown", "1": "available", "2": "current", "3": "forbidden"}


def reports(answers: Sequence[Said], program: str = "AT") -> Iterator[Fact]:
    """Of the lines of one transcript, the results such as OK among them."""
    transcript = Transcript(program)
    for text, source in answers:
        yield from transcript.line(text, source)
    yield from transcript.reports()


class Transcript:
    """Registrations are counted together: an LTE modem without telephony is refused that and is online."""

    def __init__(self, program: str) -> None:
        self._answer = Answer(program)
        self._registrations: dict[str, tuple[str, Source]] = {}

    def line(self, text: str, source: Source) -> Iterator[Fact]:
        found = _ANSWER.match(text)
        if not found:
            if _FIRMWARE.match(text):
                self._answer.say("revision", text, source)
            return
        if found[3]:
            self._answer.say(found[3].lower(), found[4].strip(), source)
            return
        name, values = found[1].upper(), fields(found[2])
        if name in _REGISTERING:
            self._registration(name, values, source)
        elif teller := _TELLERS.get(name):
            teller(self._answer, values, source)
        for scanned in _SCANNED.finditer(found[2] if name == "+COPS" else ""):
            technology = _technology(scanned[3] or "")
            yield ScannedNetwork(source, scanned[2], _AVAILABILITIES.get(scanned[1], ""), technology)

    def sim_is_unlocked(self, source: Source) -> None:
        self._answer.say("lock", "none", source)
        self._answer.say("sim", "ready", source)

    def sim_is_of(self, imsi: str, source: Source) -> None:
        """imsi: its first digits at least, as AT+CIMI answers; a three-digit MNC is not told from one of two."""
        if re.match(r"\d{5}", imsi):
            self._answer.say("sim_operator_code", imsi[:5], source)

    def _registration(self, name: str, values: Sequence[str], source: Source) -> None:
        """`n,state…` to a question, `state…` of itself; in the latter the second value is a quoted area code."""
        state = values[1] if len(values) > 1 and values[1].isdecimal() and len(values[1]) < 3 else values[0]
        if _REGISTRATIONS.get(state) == "denied" and values[-2:-1] == ["0"] and values[-1] not in ("", "0"):
            self._answer.say("rejection", values[-1], source)  # cause type 0: a cause of 3GPP
        # A modem that is refused searches again, or rests.
        before = self._registrations.get(name, ("", source))[0]
        refused = before == "denied" and _REGISTRATIONS.get(state) in ("idle", "searching")
        if state in _REGISTRATIONS and not refused:
            self._registrations[name] = (_REGISTRATIONS[state], source)

    def reports(self) -> Iterator[Fact]:
        if self._registrations:
            state, source = min(self._registrations.values(), key=lambda each: _BEST_FIRST.index(each[0]))
            self._answer.say("registration", state, source)
        yield from self._answer.reports()


def fields(text: str) -> list[str]:
    """The values between the commas, which a quoted one may have in it, without quotes."""
    return [part.strip().strip('"').strip() for part in re.findall(r'"[^"]*"|[^,]+|(?<=,)(?=,|$)', text)] or [""]


def _technology(number: str) -> str:
    return _TECHNOLOGIES.get(number) or _MORE_TECHNOLOGIES.get(number, "")


def _pin(answer: Answer, values: Sequence[str], source: Source) -> None:
    said = values[0].upper()
    if said == "READY":
        answer.say("sim", "ready", source)
        answer.say("lock", "none", source)
    elif "NOT INSERTED" in said or said in ("SIM REMOVED", "NOT READY", "NO SIM"):
        answer.say("sim", "missing" if said != "NOT READY" else "error", source)
    elif said.startswith(("SIM P", "PH-")):
        answer.say("lock", said.lower().replace(" ", "-"), source)
        answer.say("sim", "locked", source)


def _signal(answer: Answer, values: Sequence[str], source: Source) -> None:
    if values[0].isdecimal():
        level = int(values[0])
        # 99: not known or not detectable; 100 to 191 are TD-SCDMA's.
        answer.say("signal", round(level * 100 / 31) if level <= 31 else 0 if level == 99 else None, source)


def _functionality(answer: Answer, values: Sequence[str], source: Source) -> None:
    mode = {"0": "minimum", "1": "online", "4": "low-power", "7": "offline"}.get(values[0])
    answer.say("operating_mode", mode, source)


def _operator(answer: Answer, values: Sequence[str], source: Source) -> None:
    if len(values) >= 3 and not values[0].startswith("("):
        answer.say("operator_code" if values[2].isdecimal() else "operator_name", values[2], source)
        if len(values) > 3 and (technology := _technology(values[3])):
            answer.say("technologies", (technology,), source)


def _attached(answer: Answer, values: Sequence[str], source: Source) -> None:
    answer.say("packet_service", {"0": "detached", "1": "attached"}.get(values[0]), source)


def _context(answer: Answer, values: Sequence[str], source: Source) -> None:
    """Of the first context, which is the one that is dialled and, with LTE, attached with."""
    if len(values) >= 3 and values[0] == "1":
        answer.say("bearer.ip_type", {"IP": "ipv4", "IPV6": "ipv6", "IPV4V6": "ipv4v6"}.get(values[1].upper()), source)
        answer.say("bearer.apn", values[2], source)


def _actual_context(answer: Answer, values: Sequence[str], source: Source) -> None:
    if len(values) >= 3 and values[0] == "1":
        answer.say("initial_apn", re.sub(r"\.mnc\d+\.mcc\d+\.gprs$", "", values[2]), source)


def _revision(answer: Answer, values: Sequence[str], source: Source) -> None:
    answer.say("revision", values[0], source)


def _model(answer: Answer, values: Sequence[str], source: Source) -> None:
    answer.say("model", values[0], source)


_REGISTERING = frozenset({"+CREG", "+CGREG", "+CEREG", "+C5GREG"})
_TELLERS: dict[str, makers.Teller] = makers.TELLERS | {
    "+CPIN": _pin,
    "^CPIN": _pin,
    "+CSQ": _signal,
    "+CFUN": _functionality,
    "+COPS": _operator,
    "+CGATT": _attached,
    "+CGDCONT": _context,
    "+CGCONTRDP": _actual_context,
    "+CGMR": _revision,
    "+GMR": _revision,
    "+CGMM": _model,
}
"""Source: 3GPP TS 27.007."""
