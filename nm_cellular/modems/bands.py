"""Frequency bands: ModemManager's numbers and the names that mmcli has for them.

Source: MMModemBand of ModemManager-enums.h, 1.20 to 1.26.  Bands of LTE and 5G have the numbers of 3GPP TS 36.101 and
38.101 with an offset, which holds for those too that a later ModemManager adds.
"""

from __future__ import annotations

from itertools import chain

UNKNOWN = 0
ANY = 256

_RUNS = (
    ("utran-", 200, range(10, 33)),
    ("eutran-", 30, range(1, 98)),
    ("eutran-", 1030, range(98, 257)),
    ("ngran-", 300, range(1, 262)),
    ("cdma-bc", 128, range(5)),
    ("cdma-bc", 129, range(5, 20)),
)
"""Prefix, offset, and the bands that have it."""

_SINGLE = {
    1: "egsm",
    2: "dcs",
    3: "pcs",
    4: "g850",
    5: "utran-1",
    6: "utran-3",
    7: "utran-4",
    8: "utran-6",
    9: "utran-5",
    10: "utran-8",
    11: "utran-9",
    12: "utran-2",
    13: "utran-7",
    14: "g450",
    15: "g480",
    16: "g750",
    17: "g380",
    18: "g410",
    19: "g710",
    20: "g810",
    ANY: "any",
}

_IN_RUNS = chain.from_iterable(((offset + n, f"{prefix}{n}") for n in band) for prefix, offset, band in _RUNS)
NAMES = _SINGLE | dict(_IN_RUNS)
NUMBERS = {name: number for number, name in NAMES.items()}


def name(number: int) -> str:
    """The number itself where it is not known."""
    return NAMES.get(number, str(number))


def number(text: str) -> int:
    """Of a name, or of a number that name() gave back; raises KeyError."""
    return NUMBERS[text]


def in_mmclis_words(text: str) -> str:
    """B3 is what most call eutran-3, and n78 ngran-78."""
    prefix, digits = text[:1], text[1:]
    family = {"b": "eutran", "n": "ngran"}.get(prefix)
    return f"{family}-{digits}" if family and digits.isdecimal() else text
