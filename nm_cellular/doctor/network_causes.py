"""Why a network or a modem refuses, from the numbers and words in which the tools tell it.

Sources: 3GPP TS 24.008 10.5.5.14 (attach) and 10.5.6.6 (session management), TS 24.301 9.9.3.9 and 9.9.4.4, TS 27.007
9.2 (+CME ERROR); libqmi's qmi-enums-wds.h (call end reasons) and qmi-errors.h; MM-errors.h of ModemManager.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .refusal_words import WORDS, Why

__all__ = ["ATTACH", "Why", "of_error"]

_SESSION = {
    8: Why.UNKNOWN_SIM,
    27: Why.APN,
    28: Why.IP_TYPE,
    29: Why.LOGIN,
    30: Why.REFUSED,
    31: Why.REFUSED,
    32: Why.NOT_SUBSCRIBED,
    33: Why.NOT_SUBSCRIBED,
    50: Why.IPV4_ONLY,
    51: Why.IPV6_ONLY,
    52: Why.IP_TYPE,
    55: Why.APN_ASKED_FOR_TWICE,
    57: Why.IP_TYPE,
    66: Why.APN,
}
"""Causes of a data connection that is refused."""

ATTACH = {
    2: Why.UNKNOWN_SIM,
    3: Why.DENIED,
    5: Why.IMEI,
    6: Why.IMEI,
    7: Why.UNKNOWN_SIM,
    8: Why.UNKNOWN_SIM,
    11: Why.DENIED,
    12: Why.DENIED,
    13: Why.DENIED,
    14: Why.DENIED,
    15: Why.DENIED,
    25: Why.DENIED,
}
"""Causes of an attach that is refused; 17 and 22, a network's trouble of a moment, are not among them."""

_INTERNAL = {
    208: Why.IPV6_ONLY,
    210: Why.IPV4_ONLY,
    219: Why.RADIO_OFF,
    230: Why.APN,
    231: Why.IP_TYPE,
    238: Why.IP_TYPE,
    239: Why.ROAMING,
    242: Why.APN,
    246: Why.ROAMING,
    247: Why.APN,
    252: Why.APN,
    253: Why.APN,
    255: Why.ROAMING,
    263: Why.APN,
    500: Why.NO_SERVICE,
    518: Why.NO_SIM,
    1004: Why.DENIED,
    1005: Why.IMEI,
    1006: Why.UNKNOWN_SIM,
    1007: Why.UNKNOWN_SIM,
    1010: Why.DENIED,
    1011: Why.DENIED,
    1012: Why.DENIED,
    1020: Why.DENIED,
    1021: Why.DENIED,
    1022: Why.DENIED,
    1023: Why.DENIED,
    2504: Why.UNKNOWN_SIM,
}
"""Call end reasons of libqmi's types `internal` and `cm`."""

_OLD_CALL_ENDS = {
    3: Why.NO_SERVICE,
    10: Why.LOGIN,
    1002: Why.NO_SERVICE,
    1012: Why.UNKNOWN_SIM,
    1013: Why.APN,
    1014: Why.IP_TYPE,
    1015: Why.REFUSED,
    1016: Why.REFUSED,
    1017: Why.NOT_SUBSCRIBED,
    1018: Why.NOT_SUBSCRIBED,
}
"""`call end reason (n)` without its type, where there is no verbose one."""

_EQUIPMENT = {
    10: Why.NO_SIM,
    11: Why.PIN,
    12: Why.PUK,
    13: Why.SIM_FAILURE,
    15: Why.SIM_FAILURE,
    30: Why.NO_SERVICE,
    32: Why.DENIED,
    103: Why.DENIED,
    106: Why.IMEI,
    107: Why.UNKNOWN_SIM,
    111: Why.DENIED,
    112: Why.DENIED,
    113: Why.DENIED,
    127: Why.APN,
    129: Why.LOGIN,
    132: Why.NOT_SUBSCRIBED,
    133: Why.NOT_SUBSCRIBED,
    134: Why.REFUSED,
    148: Why.REFUSED,
    149: Why.LOGIN,
    192: Why.IPV4_ONLY,
    193: Why.IPV6_ONLY,
    203: Why.APN_ASKED_FOR_TWICE,
}
"""+CME ERROR."""

_QMI = {
    12: Why.PIN,
    35: Why.PUK,
    34: Why.LOGIN,
    52: Why.NOT_READY,
    60: Why.LOCKED_RADIO,
    83: Why.LOCKED_RADIO,
    93: Why.RADIO_OFF,
    102: Why.NO_SIM,
    104: Why.PIN,
    106: Why.PUK,
}
"""QMI protocol errors."""

_VERBOSE = re.compile(r"call end reason \((\d+), ?(-?\d+)\)")
_PLAIN = re.compile(r"call end reason \((\d+)\)")
_CME = re.compile(r"\+CME ERROR: ?(\d+)")
_CEER = re.compile(r"\+CEER:.*?(?:cause|,)\D{0,3}(\d+)", re.IGNORECASE)
_QMI_ERROR = re.compile(r"QMI protocol error \((\d+)\)")
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=1000)
def of_error(text: str) -> Why | None:
    """What a refusal in these words is about; None where nobody knows.  A log has the same ones again and again."""
    return _of_numbers(text) or _of_words(text)


def _of_numbers(text: str) -> Why | None:
    if found := _VERBOSE.search(text):
        kind, number = int(found[1]), int(found[2])
        return (_SESSION if kind == 6 else _INTERNAL).get(number) or _of_words(text) or Why.REFUSED
    if found := _PLAIN.search(text):
        return _OLD_CALL_ENDS.get(int(found[1]))
    if found := _CME.search(text):
        return _EQUIPMENT.get(int(found[1]))
    if (found := _CEER.search(text)) and not _of_words(text):
        return _SESSION.get(int(found[1]))
    if (found := _QMI_ERROR.search(text)) and int(found[1]) in _QMI:
        return _QMI[int(found[1])]
    return None


def _of_words(text: str) -> Why | None:
    letters = _NOT_LETTERS.sub("", text.lower())
    return next((why for word, why in WORDS if word in letters), None)
