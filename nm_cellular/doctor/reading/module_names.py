"""What the writer calls the module: `EC25-A`, `SIM7600E-H`: the variant that is printed on it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact
from ..facts.modem import ModemReport, ModuleName
from ..firmware_variants import FAMILIES
from .paste import Paste

_NAME = re.compile(rf"\b({'|'.join(sorted(FAMILIES, key=len, reverse=True))})-?([A-Z]{{1,4}}\d?)\b(?!-?\d{{3}})")
_CARD = re.compile(r"Wireless controller \[0d40\]: (.{4,120})")
"""A modem on the PCI bus, as `lspci -nn` has it."""

_FIRMWARE_NEAR = re.compile(r"\W*(?:firmware|image|fw\b)", re.IGNORECASE)


def read(lines: Paste) -> Iterator[Fact]:
    for line in lines.having("[0d40]", *FAMILIES):
        if "[0d40]" in line.text and (card := _CARD.search(line.text)):
            yield ModemReport(line.source, program="lspci", model=card[1])
        for found in _NAME.finditer(line.text) if not line.program else ():
            # `flashed with EC25E firmware` names what is in it, and not what it is.
            if found[2] in FAMILIES[found[1]] and not _FIRMWARE_NEAR.match(line.text, found.end()):
                yield ModuleName(line.source, found[1], found[2])
