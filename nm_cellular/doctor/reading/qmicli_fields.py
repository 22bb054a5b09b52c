"""Which field of a report a line of qmicli tells, by the heading above it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ..source import Source
from .answer import Answer, number, operator_code

Pair = tuple[str, str]

_REGISTRATIONS = {
    "registered": "home",
    "not-registered": "idle",
    "not-registered-searching": "searching",
    "registration-denied": "denied",
    "denied": "denied",
    "unknown": "unknown",
}
_MODES = {"online": "online", "low-power": "low-power", "offline": "offline", "reset": "offline"}
_MODES |= {"persistent-low-power": "low-power", "mode-only-low-power": "low-power", "shutting-down": "offline"}
_RADIOS = {"gsm": "2g", "umts": "3g", "wcdma": "3g", "lte": "4g", "5gnr": "5g"}


def of_topic(topic: str) -> Iterator[tuple[str, object]]:
    """What a heading says by itself."""
    if topic.startswith("network started") or topic == "successfully connected":
        yield "bearer.connected", True


def say(answer: Answer, topic: str, pair: Pair, source: Source) -> None:
    for mark, teller in _TOPICS:
        if mark in topic:
            teller(answer, pair, source)
            return


def _identity(answer: Answer, pair: Pair, source: Source) -> None:
    if pair[0] in ("manufacturer", "model", "revision"):
        answer.say(pair[0], pair[1], source)


def _operating_mode(answer: Answer, pair: Pair, source: Source) -> None:
    if pair[0] == "mode":
        answer.say("operating_mode", _MODES.get(pair[1]), source)


def _serving_system(answer: Answer, pair: Pair, source: Source) -> None:
    key, value = pair
    if key == "registration state":
        answer.say("registration", _REGISTRATIONS.get(value), source)
    elif key == "ps":
        answer.say("packet_service", value if value in ("attached", "detached") else "", source)
    elif key == "roaming status" and value == "on" and answer.value("registration") == "home":
        answer.say("registration", "roaming", source)
    elif key in ("mcc", "mnc"):
        _operator(answer, pair, "operator_code", source)
    elif key == "description":
        answer.say("operator_name", value, source)
    elif re.fullmatch(r"\[\d+\]", key) and value in ("lte", "umts", "gsm", "5gnr"):
        answer.add("technologies", (value,), source)


def _operator(answer: Answer, pair: Pair, field: str, source: Source) -> None:
    """MCC first, then MNC, in lines of their own."""
    if pair[0] == "mcc":
        answer.mcc = pair[1]
    elif pair[0] == "mnc":
        answer.say(field, operator_code(answer.mcc, pair[1]), source)


def _home(answer: Answer, pair: Pair, source: Source) -> None:
    _operator(answer, pair, "sim_operator_code", source)


def _signal(answer: Answer, pair: Pair, source: Source) -> None:
    if pair[0] in ("rssi", "current") and (level := number(pair[1])) is not None:
        answer.say("rssi", float(level), source)


def _card(answer: Answer, pair: Pair, source: Source) -> None:
    key, value = pair
    if key == "card state":
        state = {"present": "ready", "absent": "missing"}.get(value, "error" if value.startswith("error") else "")
        if "sim" not in answer or state != "missing":  # of the second of two slots
            answer.say("sim", state, source)
    elif key == "application state":
        _application(answer, value, source)
    elif key == "pin1 state" and "blocked" in value:
        answer.say("lock", "sim-puk", source)
    elif key in ("pin1 retries", "puk1 retries"):
        answer.add("retries", tuple((f"sim-{key[:3]}", left) for left in [number(value)] if left is not None), source)


def _application(answer: Answer, value: str, source: Source) -> None:
    if value.startswith("pin1"):
        answer.say("lock", "sim-puk" if "blocked" in value else "sim-pin", source)
    elif value.startswith("puk1"):
        answer.say("lock", "sim-puk", source)
    elif value in ("illegal", "detected-illegal"):
        answer.say("sim", "error", source)
    elif value == "ready":
        answer.say("lock", "none", source)


def _pin(answer: Answer, pair: Pair, source: Source) -> None:
    """`--dms-uim-get-pin-status`; of PIN2 the same keys come later."""
    if pair[0] == "status" and "lock" not in answer:
        lock = {"enabled-not-verified": "sim-pin", "blocked": "sim-puk", "permanently-blocked": "sim-puk"}
        answer.say("lock", lock.get(pair[1], "none"), source)


def _uim(answer: Answer, pair: Pair, source: Source) -> None:
    if pair[0] == "state":
        states = {"initialization-completed": "ready", "not-present": "missing", "locked-or-failed": "error"}
        answer.say("sim", states.get(pair[1]), source)


def _selection(answer: Answer, pair: Pair, source: Source) -> None:
    key, value = pair
    if key == "mode preference":
        allowed = tuple(_RADIOS[part.strip()] for part in value.split(",") if part.strip() in _RADIOS)
        answer.say("allowed_modes", allowed, source)
    elif key == "roaming preference":
        answer.say("roaming_allowed", {"off": False, "not-flashing": True, "any": True}.get(value), source)


def _connection(answer: Answer, pair: Pair, source: Source) -> None:
    if pair[0] in ("connection status", "status"):
        answer.say("bearer.connected", {"connected": True, "disconnected": False}.get(pair[1]), source)


def _system(answer: Answer, pair: Pair, source: Source) -> None:
    """Of several technologies: the one with service counts, `limited` where none has full service."""
    if pair[0] == "status" and pair[1] in ("limited", "limited-regional"):
        answer.say("registration", "emergency-only", source)
    elif pair[0] == "status" and pair[1] == "available":
        answer.say("registration", "home", source)


def _profile(answer: Answer, pair: Pair, source: Source) -> None:
    if pair[0] == "apn" and "bearer.apn" not in answer:
        answer.say("bearer.apn", pair[1], source)


_TOPICS: tuple[tuple[str, Callable[[Answer, Pair, Source], None]], ...] = (
    ("operating mode", _operating_mode),
    ("serving system", _serving_system),
    ("home network", _home),
    ("signal", _signal),
    ("card status", _card),
    ("pin status", _pin),
    ("uim state", _uim),
    ("system selection", _selection),
    ("system info", _system),
    ("connection status", _connection),
    ("profile", _profile),
    ("manufacturer", _identity),
    ("model", _identity),
    ("revision", _identity),
)
"""Source: src/qmicli/qmicli-*.c of libqmi 1.18 to 1.36."""
