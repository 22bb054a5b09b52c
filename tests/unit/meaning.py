"""What libnm has to read from a keyfile of ours, made from the profile that was meant."""

from __future__ import annotations

from typing import Any

from nm_cellular import keyfile, ownership, properties
from nm_cellular.plan import Wanted
from nm_cellular.profile import CellularProfile

from .. import oracle

_METERED = {"unknown": 0, "yes": 1, "no": 2}


def assert_read_as_meant(wanted: Wanted) -> None:
    """libnm takes it without a word, has every value, and what it saves is still what we wrote."""
    reading = oracle.read(wanted.text)
    assert (reading.error, reading.warnings) == (None, ()), wanted.text
    for setting, values in _expected(wanted.profile).items():
        read = reading.settings[setting]
        assert {key: read[key] for key in values} == values
    for setting, entries in wanted.profile.properties.items():
        for key, value in entries:
            _assert_property(setting, key, value, reading.settings)
    assert not ownership.is_changed(keyfile.parse(oracle.write(wanted.text)))
    assert reading.settings["user"]["nm-cellular.source"] == str(wanted.profile.source)


def _expected(profile: CellularProfile) -> dict[str, dict[str, Any]]:
    metered = profile.metered or "0"
    return {
        "connection": {
            "id": profile.id,
            "uuid": profile.uuid,
            "type": "gsm",
            "autoconnect": profile.autoconnect,
            "autoconnect-priority": profile.priority or 0,
            "autoconnect-retries": -1 if profile.retries is None else profile.retries,
            "metered": _METERED.get(metered) if metered in _METERED else int(metered),
        },
        "gsm": _gsm(profile),
        "ipv4": _ip(profile.ipv4, profile, profile.dns4, "ipv4"),
        "ipv6": _ip(profile.ipv6, profile, profile.dns6, "ipv6"),
    }


def _gsm(profile: CellularProfile) -> dict[str, Any]:
    values = {
        "auto-config": profile.auto_apn,
        "username": profile.username,
        "password": profile.password.reveal() if profile.password else None,
        "number": profile.number,
        "pin": None,  # goes to the SIM through pin_guard.py
        "home-only": profile.roaming is False,
        "sim-id": profile.sim_id,
        "sim-operator-id": profile.sim_operator_id,
        "device-id": profile.modem,
        "mtu": profile.mtu or 0,
        "apn": profile.apn,
    }
    more = {key for key, _ in profile.more("gsm")}
    no_apn = {"apn"} if profile.apn == "" else set()
    return {key: value for key, value in values.items() if key not in more | no_apn}


def _ip(method: str, profile: CellularProfile, dns: tuple[str, ...], setting: str) -> dict[str, Any]:
    values = {"method": method, "route-metric": -1 if profile.metric is None else profile.metric, "dns": dns}
    more = {key for key, _ in profile.more(setting)}
    return {key: value for key, value in values.items() if key not in more}


def _assert_property(setting: str, key: str, value: Any, settings: dict[str, dict[str, Any]]) -> None:
    """Numbered keys (addresses, routes, rules) are counted; test_properties_against_libnm compares them."""
    prop = properties.find(setting, key)
    if prop is None:
        name = str(properties.find_in_keyfile(setting, key)).partition(".")[2]
        assert settings[setting][name]
        return
    read = settings[setting][key]
    words = {"true": True, "false": False}
    match prop.type:
        case "boolean":
            assert read is words.get(value, value == "1")
        case "integer" | "enum" | "flags":
            assert read == int(value, 0)
        case "nick":
            assert read in (dict(prop.nicks).get(value), _number(value))
        case "strings":
            assert len(read) == len(dict.fromkeys(value))
        case _:
            assert read == _text(prop, value)


def _number(text: str) -> int | None:
    return int(text) if text.lstrip("-").isdigit() else None


def _text(prop: properties.Property, value: str) -> str | None:
    """libnm trims an APN, and has nothing for an empty text."""
    return value.strip() or None if "apn" in prop.grammar else value or None
