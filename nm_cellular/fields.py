"""The keys of cellular.conf that have a meaning of their own, and how their values are read.

Each parser takes the text of a value and returns the fields of CellularProfile that it sets; it raises ValueRefused
with what to write instead.  What is a NetworkManager property by another name is checked as that property.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from . import properties, radio_fields
from .ppp import port
from .problem import ValueRefused
from .profile import DIAL_NUMBER, Secret

Values = dict[str, object]


@dataclass(frozen=True, slots=True)
class Field:
    """A key of cellular.conf: its parser, and the NetworkManager properties that it decides."""

    parse: Callable[[str], Values]
    decides: tuple[str, ...]


def _apn(text: str) -> Values:
    names = [part.strip() for part in text.split(",")]
    if text.lower() == "auto":
        return {"apns": ("",), "auto_apn": True}
    if "auto" in names:
        raise ValueRefused("`auto` stands beside other APNs", "write apn = auto, or the APNs alone", text.index("auto"))
    if len(names) > 1 and "" in names:
        raise ValueRefused("an APN between the commas is empty", "write apn = first, second")
    for name in names:
        _check("gsm.apn", name, text.find(name))
    if len(set(names)) < len(names):
        raise ValueRefused("the same APN is named twice", "name each APN once")
    return {"apns": tuple(names)}


def _check(name: str, text: str, offset: int = 0) -> str:
    """The text as the keyfile holds that property, which is one with a single value."""
    if not text:
        return text
    try:
        return str(properties.parse(_property(name), text))
    except ValueRefused as refused:
        raise ValueRefused(refused.message, refused.hint, refused.offset + offset) from None


def _property(name: str) -> properties.Property:
    found = properties.find(*name.split(".", 1))
    if not found:
        raise KeyError(name)
    return found


def _text(field: str, name: str) -> Callable[[str], Values]:
    return lambda text: {field: _check(name, text) or None}


def _secret(field: str, name: str) -> Callable[[str], Values]:
    return lambda text: {field: Secret(_check(name, text)) if text else None}


def _number(field: str, name: str) -> Callable[[str], Values]:
    return lambda text: {field: int(_check(name, _filled(text)))}


def _flag(field: str, name: str) -> Callable[[str], Values]:
    return lambda text: {field: _check(name, _filled(text)) == "true"}


def _required(field: str, name: str) -> Callable[[str], Values]:
    return lambda text: {field: _check(name, _filled(text))}


def _filled(text: str) -> str:
    if not text:
        raise ValueRefused("there is no value", "write one, or delete the line")
    return text


def _roaming(text: str) -> Values:
    # The property that it decides has the opposite sense, and would be misleading to name.
    word = _filled(text)
    try:
        return {"roaming": _check("gsm.home-only", word) == "true"}
    except ValueRefused:
        raise ValueRefused("this is neither yes nor no", "write yes, or no to stay in the home network") from None


def _network(text: str) -> Values:
    return {"network_id": _check("gsm.network-id", _filled(_digits(text)))}


def _digits(text: str) -> str:
    """People group them by blanks and dashes."""
    return text.replace(" ", "").replace("-", "")


def _sim(text: str) -> Values:
    digits = _digits(text)
    if re.fullmatch(r"[0-9]{5,6}", digits):
        return {"sim_operator_id": digits}
    # ITU-T E.118 allows 19 digits; some makers print a 20th, ModemManager may show a filler F.
    if re.fullmatch(r"89[0-9]{16,18}F?", digits, re.IGNORECASE):
        return {"sim_id": digits}
    raise ValueRefused(
        "this is neither an ICCID nor MCC and MNC",
        "write the 19 or 20 digits on the card, which begin with 89, or the 5 or 6 digits of MCC and MNC",
    )


def _data_limit(text: str) -> Values:
    from .data_limits import limit

    return {"data_limit": limit.parse(_filled(text))}


def _data_limit_stop(text: str) -> Values:
    if _filled(text).lower() not in ("yes", "no", "true", "false"):
        raise ValueRefused("this is neither yes nor no", "write yes, or no to be warned only")
    return {"data_limit_stop": text.lower() in ("yes", "true")}


def _dns(text: str) -> Values:
    addresses = [part for part in re.split(r"[\s,;]+", text) if part]
    four = tuple(address for address in addresses if ":" not in address)
    six = tuple(address for address in addresses if ":" in address)
    for name, some in (("ipv4.dns", four), ("ipv6.dns", six)):
        for address in some:
            _check_element(name, address, text.index(address))
    return {"dns4": four, "dns6": six}


def _check_element(name: str, text: str, offset: int) -> None:
    try:
        properties.entries(_property(name), text)
    except ValueRefused as refused:
        raise ValueRefused(refused.message, refused.hint, offset) from None


FIELDS: Mapping[str, Field] = {
    "apn": Field(_apn, ("gsm.apn", "gsm.auto-config")),
    "username": Field(_text("username", "gsm.username"), ("gsm.username",)),
    "password": Field(_secret("password", "gsm.password"), ("gsm.password",)),
    "pin": Field(_secret("pin", "gsm.pin"), ("gsm.pin",)),
    "ipv4": Field(_required("ipv4", "ipv4.method"), ("ipv4.method",)),
    "ipv6": Field(_required("ipv6", "ipv6.method"), ("ipv6.method",)),
    "number": Field(lambda text: {"number": dial_number(text)[0]}, ("gsm.number",)),
    "roaming": Field(_roaming, ("gsm.home-only",)),
    "network": Field(_network, ("gsm.network-id",)),
    "modes": Field(lambda text: {"modes": radio_fields.modes(text)}, ()),
    "preferred-mode": Field(lambda text: {"preferred_mode": radio_fields.preferred_mode(text)}, ()),
    "bands": Field(lambda text: {"bands": radio_fields.band_names(text)}, ()),
    "initial-eps-bearer": Field(
        _required("initial_eps_bearer", "gsm.initial-eps-bearer-apn"), ("gsm.initial-eps-bearer-apn",)
    ),
    "sim": Field(_sim, ("gsm.sim-id", "gsm.sim-operator-id")),
    "modem": Field(_required("modem", "gsm.device-id"), ("gsm.device-id",)),
    "port": Field(lambda text: {"port": port.parse(_filled(text))}, ()),
    "metric": Field(_number("metric", "ipv4.route-metric"), ("ipv4.route-metric", "ipv6.route-metric")),
    "mtu": Field(_number("mtu", "gsm.mtu"), ("gsm.mtu",)),
    "metered": Field(_required("metered", "connection.metered"), ("connection.metered",)),
    "data-limit": Field(_data_limit, ()),
    "data-limit-stop": Field(_data_limit_stop, ()),
    "dns": Field(_dns, ("ipv4.dns", "ipv6.dns")),
    "autoconnect": Field(_flag("autoconnect", "connection.autoconnect"), ("connection.autoconnect",)),
    "priority": Field(_number("priority", "connection.autoconnect-priority"), ("connection.autoconnect-priority",)),
    "retries": Field(_number("retries", "connection.autoconnect-retries"), ("connection.autoconnect-retries",)),
    "id": Field(_required("id", "connection.id"), ("connection.id",)),
    "uuid": Field(lambda text: {"uuid": _check("connection.uuid", _filled(text)).lower()}, ("connection.uuid",)),
}

SAME_AS: Mapping[str, str] = {
    "gsm.apn": "apn",
    "gsm.username": "username",
    "gsm.password": "password",
    "gsm.pin": "pin",
    "gsm.number": "number",
    "gsm.device-id": "modem",
    "gsm.mtu": "mtu",
    "gsm.network-id": "network",
    "gsm.initial-eps-bearer-apn": "initial-eps-bearer",
    "ipv4.method": "ipv4",
    "ipv6.method": "ipv6",
    "connection.id": "id",
    "connection.uuid": "uuid",
    "connection.autoconnect": "autoconnect",
    "connection.autoconnect-priority": "priority",
    "connection.autoconnect-retries": "retries",
    "connection.metered": "metered",
}
"""Properties that are one of our keys under NetworkManager's name, in the same notation."""

_VALID_NUMBER = re.compile(r"\*99(\*\*\*[0-9]{1,2})?#")
_MANGLED_NUMBER = re.compile(r"[\\*＊ ]*99(?:[\\*＊ ]*[0-9]{1,2})?[\\*＊ ]*[#＃]?")


def dial_number(text: str) -> tuple[str, str]:
    """The number to dial, and, where it was repaired, what was wrong with it.

    Forums take the asterisks of `*99***1#` for emphasis and swallow them: `99**1#` is what remains.
    """
    if not text or _VALID_NUMBER.fullmatch(text):
        return text or DIAL_NUMBER, ""
    if _MANGLED_NUMBER.fullmatch(text):
        return DIAL_NUMBER, "the number has lost characters"
    if "777" in text:
        raise ValueRefused(
            "#777 is the number of CDMA networks", f"GSM, UMTS and LTE want {DIAL_NUMBER}; delete the line"
        )
    if not re.fullmatch(r"[0-9*#+,A-Da-dWwPpTt]{1,32}", text):
        raise ValueRefused("this is no number to dial", f"delete the line; {DIAL_NUMBER} is the default")
    return text, ""
