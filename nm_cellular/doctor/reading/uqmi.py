"""uqmi's answers, which are JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from ..facts import Fact
from ..facts.modem import ModemReport, NoAnswer, Refusal
from ..source import Source
from .answer import Answer, number, operator_code
from .lines import Line
from .paste import Paste

_KEYS = ('"registration"', '"card_state"', '"pin1_status"', '"card_application_state"', '"rssi"', '"operating_mode"')
_REGISTRATIONS = {
    "registered": "home",
    "searching": "searching",
    "registering_denied": "denied",
    "registration_denied": "denied",
    "not_registered": "idle",
}
_NO_ROAMING = re.compile(r".*\ballow[_-]roaming['\"]?\s*(?:=|\s)\s*['\"]?(?:0|no|false)\b")
_OPERATING_MODES = {'"online"': "online", '"low_power"': "low-power", '"persistent_low_power"': "low-power"}
_OPERATING_MODES['"offline"'] = "offline"
_LONGEST = 40


def read(lines: Paste) -> Iterator[Fact]:
    near = tuple(lines.near("{", "roaming", *_OPERATING_MODES, *_TIMED_OUT, *_REFUSALS))
    for index, line in enumerate(near):
        text = line.text.strip(" \t>")
        if text == "{":
            yield from _object(_joined(near[index : index + _LONGEST]), line.source)
        elif text.startswith("{") and any(key in text for key in _KEYS):
            yield from _object(text, line.source)
        elif 8 < len(text) < 80:
            yield from _word(text, line.source)


def _word(text: str, source: Source) -> Iterator[Fact]:
    """An answer that is one string, and roaming switched off in OpenWrt's configuration."""
    if text in _TIMED_OUT:
        yield NoAnswer(source, "cdc-wdm", "uqmi", 1)
    elif text in _OPERATING_MODES:
        yield ModemReport(source, program="uqmi", operating_mode=_OPERATING_MODES[text])
    elif text in _REFUSALS:
        yield Refusal(source, "uqmi", _REFUSALS[text], text.strip('"'))
    elif "roaming" in text and _NO_ROAMING.match(text):
        yield ModemReport(source, program="setting", roaming_allowed=False)


_TIMED_OUT = ('"Request timed out"', "Request timed out", '"Timeout waiting for response"')
_REFUSALS = {
    '"UIM uninitialized"': "sim",
    '"Call Failed"': "connect",
    "Call Failed": "connect",
    '"No service"': "connect",
    '"Failed to connect to service"': "open",
    "Failed to connect to service": "open",
}


def _joined(lines: Sequence[Line]) -> str:
    end = next((index for index, line in enumerate(lines) if line.text.strip(" \t>") == "}"), len(lines))
    return " ".join(line.text.strip(" \t>") for line in lines[: end + 1])


def _object(text: str, source: Source) -> Iterator[Fact]:
    if not any(key in text for key in _KEYS):
        return
    try:
        said, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return
    answer = Answer("uqmi")
    _say(answer, said, Source(source.origin, source.line, text[:400]))
    yield from answer.reports()


def _say(answer: Answer, said: dict[str, Any], source: Source) -> None:
    registration = _REGISTRATIONS.get(str(said.get("registration")), "")
    answer.say(
        "registration", "roaming" if registration == "home" and said.get("roaming") is True else registration, source
    )
    answer.say("operator_code", operator_code(str(said.get("plmn_mcc", "")), str(said.get("plmn_mnc", ""))), source)
    answer.say("operator_name", str(said.get("plmn_description", "")), source)
    locks = {"not_verified": "sim-pin", "blocked": "sim-puk", "permanently_blocked": "sim-puk"}
    answer.say("lock", locks.get(str(said.get("pin1_status"))), source)
    states = {"illegal": "error", "ready": "ready"}
    answer.say("sim", states.get(str(said.get("card_application_state"))), source)
    answer.say("sim", {"absent": "missing", "error": "error"}.get(str(said.get("card_state"))), source)
    answer.say("lock", locks.get(str(said.get("upin_state"))), source)
    if isinstance(said.get("rssi"), int) and (level := number(str(said["rssi"]))):
        answer.say("rssi", float(level), source)
