"""AT!PCINFO? of Sierra Wireless: who wants the radio to stay off (`LPM voters - Temp:0, …, W_DISABLE:1, …`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact
from ..facts.modem import RadioVoters
from .paste import Paste

_VOTER = re.compile(r"(\w+):1\b")


def read(lines: Paste) -> Iterator[Fact]:
    for line in lines.having("LPM voters"):
        text = line.text.strip(" \t>")
        if text.startswith("LPM voters") and (voters := _VOTER.findall(text)):
            yield RadioVoters(line.source, tuple(voters))
