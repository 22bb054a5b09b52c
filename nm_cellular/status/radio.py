"""A modem's radio in `nm-cellular status`: modes, bands, and the bearer with which it attaches to LTE."""

from __future__ import annotations

from typing import Any

from ..modems import bands
from ..modems.radio import InitialEps, Mode, Modes, Radio


def document(radio: Radio) -> dict[str, Any]:
    return {
        "modes": _modes(radio.modes) if radio.modes else None,
        "supported_modes": [_modes(modes) for modes in radio.supported_modes],
        "bands": list(map(bands.name, radio.bands)),
        "supported_bands": list(map(bands.name, radio.supported_bands)),
        "initial_eps": _initial_eps(radio.initial_eps) if radio.initial_eps else None,
    }


def rows(radio: Radio) -> tuple[tuple[str, str], ...]:
    """What is restricted: a modem that may not use what a place has finds no network."""
    return ("modes", _restricted_modes(radio)), ("bands", _restricted_bands(radio))


def _modes(modes: Modes) -> dict[str, list[str]]:
    return {"allowed": list(modes.allowed.labels()), "preferred": list(modes.preferred.labels())}


def _initial_eps(settings: InitialEps) -> dict[str, Any]:
    return {"apn": settings.apn, "ip_type": list(settings.ip_type.labels()), "username": settings.username}


def _restricted_modes(radio: Radio) -> str:
    offered = Mode.NONE
    for each in radio.supported_modes:
        offered |= each.allowed
    allowed = radio.modes.allowed if radio.modes else Mode.ANY
    return f"{radio.modes}, of {offered.label}" if allowed & offered != offered else ""


def _restricted_bands(radio: Radio) -> str:
    unused = set(radio.supported_bands) - set(radio.bands) - {bands.ANY}
    if not radio.bands or bands.ANY in radio.bands or not unused:
        return ""
    return f"{', '.join(map(bands.name, radio.bands))}, of {len(radio.supported_bands)}"
