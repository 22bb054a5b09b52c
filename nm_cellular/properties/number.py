"""Numbers as a keyfile holds them and libnm reads them."""

from __future__ import annotations

import re

from .table import Property

_NUMBER = "[+-]?(?:0[xX][0-9a-fA-F]{1,16}|0[0-7]{0,20}|[1-9][0-9]{0,19})"
_OCTAL = "[+-]?0[0-7]+"
_PARITY = {"e": 1, "o": 2, "n": 0, "69": 1, "101": 1, "79": 2, "111": 2, "78": 0, "110": 0}
"""Besides the numbers of today: letters, and the ASCII codes that old versions wrote."""


def read_number(prop: Property, text: str) -> int | None:
    """What strtoll makes of it: hexadecimal after 0x, octal after 0; None for what is no number."""
    if prop.grammar == "parity" and text.lower() in _PARITY:
        return _PARITY[text.lower()]
    if not re.fullmatch(_NUMBER, text):
        return None
    return int(text, 8 if is_octal(text) else 0)


def is_octal(text: str) -> bool:
    """Whether libnm reads another number than a person does."""
    return re.fullmatch(_OCTAL, text) is not None
