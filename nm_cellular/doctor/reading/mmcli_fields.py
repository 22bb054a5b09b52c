"""Which field of a report a line of mmcli tells, whatever its form."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..source import Source
from .answer import Answer, number, unquoted, word, words
from .mmcli_words import LISTS, TEXTS, WORDS

_PORT = re.compile(r"(?<![\w/.-])([\w/.-]++) \((\w+)\)")
_RETRIES = re.compile(r"(?<![a-z0-9-])([a-z]++-[a-z0-9-]++) \((\d+)\)")
_MODES = re.compile(r"allowed: *+([\w, ]++)(?:;|$)")
Place = tuple[str, str, str]
"""Kind of object, section, key."""


def say(answer: Answer, place: Place, value: str, source: Source) -> None:
    kind, section, key = place
    if answer.is_initial and key in _OF_THE_INITIAL:
        _initial(answer, key, value, source)
    elif key in TEXTS:
        text = unquoted(value)
        if text not in ("--", "unknown"):
            answer.say(TEXTS[key], text, source)
    elif key in WORDS:
        answer.say(WORDS[key], _word(value) or _known_nothing(key, value), source)
    elif key in LISTS:
        answer.say(LISTS[key], words(value), source)
    elif teller := _TELLERS.get((section, key)) or _TELLERS.get(("", key)):
        teller(answer, (kind, section, key), value, source)


_OF_THE_INITIAL = frozenset({"apn", "connected", "roaming", "interface", "method", "address", "dns", "mtu"})


def _initial(answer: Answer, key: str, value: str, source: Source) -> None:
    """The bearer that an LTE modem is attached with; that it is up is no connection of ours."""
    if key == "apn":
        answer.say("initial_apn", unquoted(value), source)
    elif key == "connected" and _word(value) == "yes":
        answer.say("packet_service", "attached", source)


def _type(answer: Answer, _place: Place, value: str, _source: Source) -> None:
    answer.is_initial = _word(value) == "default-attach"


def _word(value: str) -> str:
    return word(value).split(" ")[0].rstrip(",;")


def _known_nothing(key: str, value: str) -> str:
    """`none` is an answer of a lock, and `unknown` of a state."""
    said = unquoted(value).lower()
    return said if (key, said) in {("lock", "none"), ("state", "unknown"), ("registration", "unknown")} else ""


def _ports(answer: Answer, _place: Place, value: str, source: Source) -> None:
    answer.add("ports", tuple(_PORT.findall(value)), source)


def _retries(answer: Answer, _place: Place, value: str, source: Source) -> None:
    answer.add("retries", tuple((lock, int(left)) for lock, left in _RETRIES.findall(value)), source)


def _signal(answer: Answer, _place: Place, value: str, source: Source) -> None:
    answer.say("signal", number(value), source)


def _modes(answer: Answer, _place: Place, value: str, source: Source) -> None:
    if found := _MODES.search(value):
        allowed = words(found[1])
        answer.say("allowed_modes", () if "any" in allowed else allowed, source)


def _supported_modes(answer: Answer, _place: Place, value: str, source: Source) -> None:
    for allowed in _MODES.findall(value):
        answer.add("supported_modes", words(allowed), source)


def _bands(answer: Answer, place: Place, value: str, source: Source) -> None:
    answer.add("bands" if place[2] == "current" else "supported_bands", words(value), source)


def _families(answer: Answer, _place: Place, value: str, source: Source) -> None:
    answer.say("ip_families", words(value), source)


def _operator(answer: Answer, place: Place, value: str, source: Source) -> None:
    code = unquoted(value)
    if code.isdecimal():
        answer.say("sim_operator_code" if place[0] == "SIM" else "operator_code", code, source)


def _connected(answer: Answer, _place: Place, value: str, source: Source) -> None:
    answer.say("bearer.connected", {"yes": True, "no": False}.get(_word(value)), source)


def _roaming(answer: Answer, _place: Place, value: str, source: Source) -> None:
    answer.say("bearer.roaming", {"allowed": True, "forbidden": False}.get(_word(value)), source)


def _error(answer: Answer, _place: Place, value: str, source: Source) -> None:
    answer.say("bearer.error", unquoted(value).removeprefix("--"), source)


def _address(answer: Answer, _place: Place, value: str, source: Source) -> None:
    answer.add("bearer.addresses", words(value), source)


def _name_servers(answer: Answer, _place: Place, value: str, source: Source) -> None:
    answer.add("bearer.dns", words(value), source)


def _mtu(answer: Answer, _place: Place, value: str, source: Source) -> None:
    answer.say("bearer.mtu", number(value), source)


def _rssi(answer: Answer, _place: Place, value: str, source: Source) -> None:
    if level := number(value):
        answer.say("rssi", float(level), source)


def _sim(answer: Answer, place: Place, value: str, source: Source) -> None:
    if place[0] == "SIM" and word(value):
        answer.say("sim", "ready", source)


_TELLERS: dict[tuple[str, str], Callable[[Answer, Place, str, Source], None]] = {
    ("", "ports"): _ports,
    ("", "unlock retries"): _retries,
    ("", "signal quality"): _signal,
    ("Modes", "current"): _modes,
    ("Modes", "supported"): _supported_modes,
    ("Bands", "current"): _bands,
    ("Bands", "supported"): _bands,
    ("IP", "supported"): _families,
    ("", "operator id"): _operator,
    ("", "connected"): _connected,
    ("", "roaming"): _roaming,
    ("", "connection error name"): _error,
    ("IPv4 configuration", "address"): _address,
    ("IPv6 configuration", "address"): _address,
    ("IPv4 configuration", "dns"): _name_servers,
    ("IPv6 configuration", "dns"): _name_servers,
    ("", "mtu"): _mtu,
    ("", "type"): _type,
    ("", "bearer type"): _type,
    ("", "rssi"): _rssi,
    ("", "imsi"): _sim,
}
"""By section where the key alone is not enough."""
