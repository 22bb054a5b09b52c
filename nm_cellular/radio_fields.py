"""How `modes`, `preferred-mode` and `bands` of cellular.conf are read; nm-cellular setup gives them to ModemManager."""

from __future__ import annotations

import re

from .modems import bands
from .problem import ValueRefused
from .properties.suggest import nearest

MODES = ("cs", "2g", "3g", "4g", "5g")
"""In the order of their bits."""

_CALLED_TOO = {"gsm": "2g", "gprs": "2g", "edge": "2g", "umts": "3g", "wcdma": "3g", "hspa": "3g"}
_CALLED_TOO |= {"lte": "4g", "nr": "5g", "5gnr": "5g", "2": "2g", "3": "3g", "4": "4g", "5": "5g", "auto": "any"}

_LIST = re.compile(r"[^\s,;|]+")


def modes(text: str) -> tuple[str, ...]:
    """The modes that the modem may use, or `any`."""
    found = {_mode(word, at) for word, at in _words(text, "write 4g, or 3g, 4g")}
    _alone("any", found, text)
    return tuple(mode for mode in ("any", *MODES) if mode in found)


def preferred_mode(text: str) -> str:
    """One of the modes."""
    (first, at), *more = _words(text, "write 4g, or delete the line")
    if more:
        raise ValueRefused("only one mode can be preferred", f"write preferred-mode = {first}", more[0][1])
    mode = _mode(first, at)
    if mode == "any":
        raise ValueRefused("`any` is no preference", "delete the line", at)
    return mode


def band_names(text: str) -> tuple[str, ...]:
    """mmcli's names of the bands that the modem may use, or `any`."""
    found = {_band(word, at) for word, at in _words(text, "write eutran-3, eutran-20")}
    _alone("any", found, text)
    return tuple(sorted(found, key=bands.number))


def _words(text: str, hint: str) -> list[tuple[str, int]]:
    """Each with its place in the text; mmcli has | between them, people have commas."""
    found = [(match[0].lower(), match.start()) for match in _LIST.finditer(text)]
    if not found:
        raise ValueRefused("there is no value", f"{hint}; or delete the line")
    return found


def _alone(word: str, found: set[str], text: str) -> None:
    if word in found and len(found) > 1:
        at = text.lower().index(word)
        raise ValueRefused(f"`{word}` stands beside others", f"write {word}, or the others alone", at)


def _mode(word: str, at: int) -> str:
    if word in (*MODES, "any"):
        return word
    meant = _CALLED_TOO.get(word) or nearest(word, (*MODES, "any"))
    hint = f"did you mean {meant}?" if meant else f"write {', '.join(MODES[1:])} or any"
    raise ValueRefused(f"`{word}` is no mode", hint, at)


def _band(word: str, at: int) -> str:
    name = bands.in_mmclis_words(word)
    if name in bands.NUMBERS:
        return name
    raise ValueRefused(f"`{word}` is no band", _band_meant(word), at)


def _band_meant(word: str) -> str:
    if word.isdecimal() and f"eutran-{word}" in bands.NUMBERS:
        return f"write eutran-{word} (LTE), ngran-{word} (5G) or utran-{word} (3G)"
    near = nearest(word, tuple(bands.NUMBERS))
    return f"did you mean {near}?" if near else "write the names that mmcli -m any shows, such as eutran-3"
