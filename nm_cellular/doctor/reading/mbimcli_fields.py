"""Which field of a report a line of mbimcli tells, by the heading above it."""

from __future__ import annotations

from collections.abc import Callable

from ..source import Source
from .answer import Answer

Pair = tuple[str, str]

_READY = {
    "initialized": "ready",
    "sim-not-inserted": "missing",
    "bad-sim": "error",
    "failure": "error",
    "device-locked": "locked",
}
_REGISTERED = {"home": "home", "roaming": "roaming", "partner": "roaming", "searching": "searching"}
_REGISTERED |= {"denied": "denied", "deregistered": "idle"}
_LOCKS = {"pin1": "sim-pin", "puk1": "sim-puk"}


def is_topic(topic: str) -> bool:
    return topic.startswith(tuple(_TOPICS))


def say(answer: Answer, topic: str, pair: Pair, source: Source) -> None:
    for start, teller in _TOPICS.items():
        if topic.startswith(start):
            teller(answer, pair, source)


def _ready(answer: Answer, pair: Pair, source: Source) -> None:
    if pair[0] == "ready state":
        answer.say("sim", _READY.get(pair[1]), source)
        if pair[1] == "not-activated":
            answer.say("rejection", "not-activated", source)
        elif pair[1] == "no-esim-profile":
            answer.say("failed_reason", "esim-without-profiles", source)


def _radio(answer: Answer, pair: Pair, source: Source) -> None:
    """The hardware's switch is rfkill's matter; off by software is low power."""
    if pair[0] == "software radio state":
        answer.say("operating_mode", {"on": "online", "off": "low-power"}.get(pair[1]), source)


def _registration(answer: Answer, pair: Pair, source: Source) -> None:
    key, value = pair
    if key == "register state":
        answer.say("registration", _REGISTERED.get(value), source)
    elif key == "network error" and value not in ("unknown", "none", ""):
        answer.say("rejection", value, source)
    elif key == "provider id" and value.isdecimal():
        answer.say("operator_code", value, source)
    elif key == "provider name":
        answer.say("operator_name", value, source)


def _packets(answer: Answer, pair: Pair, source: Source) -> None:
    if pair[0] == "packet service state":
        answer.say("packet_service", pair[1] if pair[1] in ("attached", "detached") else "", source)
    elif pair[0] == "network error" and pair[1] not in ("unknown", "none", ""):
        answer.say("rejection", pair[1], source)


def _connection(answer: Answer, pair: Pair, source: Source) -> None:
    if pair[0] == "activation state":
        answer.say("bearer.connected", {"activated": True, "deactivated": False}.get(pair[1]), source)
    elif pair[0] == "network error" and pair[1] not in ("unknown", "none", ""):
        answer.say("bearer.error", pair[1], source)


def _pin(answer: Answer, pair: Pair, source: Source) -> None:
    key, value = pair
    if key == "pin type":
        answer.pin_type = value
        if answer.pin_locked:
            answer.say("lock", _LOCKS.get(value), source)
    elif key == "pin state":
        answer.pin_locked = value == "locked"
        if answer.pin_locked:
            answer.say("lock", _LOCKS.get(answer.pin_type), source)


def _device(answer: Answer, pair: Pair, source: Source) -> None:
    if pair[0] == "firmware info":
        answer.say("revision", pair[1], source)
    elif pair[0] == "hardware info":
        answer.say("model", pair[1], source)


def _signal(answer: Answer, pair: Pair, source: Source) -> None:
    if pair[0].startswith("rssi") and pair[1].isdecimal():
        level = int(pair[1])
        answer.say("signal", round(level * 100 / 31) if level <= 31 else 0, source)


_TOPICS: dict[str, Callable[[Answer, Pair, Source], None]] = {
    "subscriber ready status": _ready,
    "radio state": _radio,
    "registration status": _registration,
    "packet service status": _packets,
    "successfully attached": _packets,
    "connection status": _connection,
    "successfully connected": _connection,
    "pin info": _pin,
    "device capabilities": _device,
    "signal state": _signal,
}
"""Source: src/mbimcli/mbimcli-basic-connect.c of libmbim 1.20 to 1.32."""
