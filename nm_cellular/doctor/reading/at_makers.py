"""What answers to the makers' own AT commands say.

Sources: the AT command manuals of Quectel EC2x and BG96, SIMCom SIM7500/SIM7600 and SIM7000, and Huawei ME909.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ..source import Source
from .answer import Answer

Teller = Callable[[Answer, Sequence[str], Source], None]
"""Of the values of one answer."""


def _no_service(answer: Answer, values: Sequence[str], source: Source) -> None:
    said = values[0].upper()
    if said in ("NO SERVICE", "NOSERVICE", "SEARCH"):
        answer.say("registration", "searching", source)
    elif len(values) > 1 and re.fullmatch(r"\d{5,6}|\d{3}-\d{2,3}", values[1]):
        answer.say("operator_code", values[1].replace("-", ""), source)


def _system(answer: Answer, values: Sequence[str], source: Source) -> None:
    """+CPSI of SIMCom: `NO SERVICE,Online`, `LTE,Online,460-01,…`, `GSM,Low Power Mode`."""
    if len(values) > 1:
        mode = {"online": "online", "offline": "offline", "low power mode": "low-power"}.get(values[1].lower())
        answer.say("operating_mode", mode, source)
    if values[0].upper() == "NO SERVICE":
        answer.say("registration", "searching", source)
    elif len(values) > 2:
        _no_service(answer, [values[0], values[2]], source)


def _serving_cell(answer: Answer, values: Sequence[str], source: Source) -> None:
    """+QENG of Quectel: `servingcell`,`SEARCH` | `LIMSRV` | `NOCONN` | `CONNECT`, …"""
    state = values[1].upper() if len(values) > 1 else ""
    registration = {"SEARCH": "searching", "LIMSRV": "emergency-only"}.get(state)
    if registration and "registration" not in answer:
        answer.say("registration", registration, source)


_SCAN_MODES = {"1": ("2g",), "2": ("3g",), "3": ("4g",), "4": ("td-scdma",), "5": ("3g",), "6": ("cdma",)}
_IOT_MODES = {"0": ("cat-m",), "1": ("nb-iot",)}


def _configuration(answer: Answer, values: Sequence[str], source: Source) -> None:
    """+QCFG of Quectel."""
    key, value = values[0].lower(), values[1] if len(values) > 1 else ""
    if key == "band" and len(values) > 2:
        answer.say("bands", _lte_bands(values[2]), source)
    elif key == "nwscanmode":
        answer.say("allowed_modes", _SCAN_MODES.get(value), source)
    elif key == "iotopmode" and "allowed_modes" not in answer:
        answer.say("allowed_modes", _IOT_MODES.get(value), source)
    elif key == "roamservice":
        answer.say("roaming_allowed", {"1": False, "2": True, "255": True}.get(value), source)


def _lte_bands(mask: str) -> tuple[str, ...]:
    """Of a hexadecimal mask, bit 0 for band 1; none where it allows many."""
    digits = mask.lower().removeprefix("0x")
    if not re.fullmatch(r"[0-9a-f]{1,32}", digits):
        return ()
    bits = int(digits, 16)
    return tuple(f"eutran-{bit + 1}" for bit in range(bits.bit_length()) if bits >> bit & 1)


def _network_mode(answer: Answer, values: Sequence[str], source: Source) -> None:
    """+CNMP of SIMCom."""
    answer.say("allowed_modes", {"13": ("2g",), "14": ("3g",), "38": ("4g",)}.get(values[0]), source)


_GENERATIONS = {"01": ("2g",), "02": ("3g",), "03": ("4g",), "13": ("2g",), "14": ("3g",)}
"""^SYSCFGEX of Huawei, and ^SYSCFG of older ones."""


def _huaweis_mode(answer: Answer, values: Sequence[str], source: Source) -> None:
    answer.say("allowed_modes", _GENERATIONS.get(values[0]), source)


def _side(answer: Answer, values: Sequence[str], source: Source) -> None:
    """+WS46 of 3GPP TS 27.007."""
    answer.say("allowed_modes", {"12": ("2g",), "22": ("3g",), "28": ("4g",)}.get(values[0]), source)


def _preferred_iot(answer: Answer, values: Sequence[str], source: Source) -> None:
    """+CMNB of SIMCom."""
    if "allowed_modes" not in answer:
        answer.say("allowed_modes", {"1": ("cat-m",), "2": ("nb-iot",)}.get(values[0]), source)


def _sysinfo(answer: Answer, values: Sequence[str], source: Source) -> None:
    """^SYSINFO of Huawei: service, domain, roaming, mode, SIM."""
    if len(values) < 5:
        return
    answer.say("sim", {"0": "error", "1": "ready", "240": "error", "255": "missing"}.get(values[4]), source)
    roaming = "roaming" if values[2] == "1" else "home"
    state = {"0": "searching", "1": "emergency-only", "2": roaming}.get(values[0])
    answer.say("registration", state, source)


def _sim_detection(answer: Answer, values: Sequence[str], source: Source) -> None:
    """+QSIMSTAT of Quectel: enabled, inserted; only where detection by the socket's switch is on."""
    if len(values) > 1 and values[0] == "1" and values[1] == "0":
        answer.say("sim", "missing", source)


def _radio_switch(answer: Answer, values: Sequence[str], source: Source) -> None:
    if values[0] == "0":
        answer.say("operating_mode", "low-power", source)


TELLERS: dict[str, Teller] = {
    "+QNWINFO": _no_service,
    "+QCSQ": _no_service,
    "+CPSI": _system,
    "+QENG": _serving_cell,
    "+QCFG": _configuration,
    "^SYSCFGEX": _huaweis_mode,
    "^SYSCFG": _huaweis_mode,
    "+WS46": _side,
    "+CNMP": _network_mode,
    "+CMNB": _preferred_iot,
    "^SYSINFO": _sysinfo,
    "^SYSINFOEX": _sysinfo,
    "^RFSWITCH": _radio_switch,
    "+QSIMSTAT": _sim_detection,
}
