"""Hologram's Python SDK: `hologram network connect` dials its own APN."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .draft import Draft
from .page import Page
from .recipe import Found
from .shell import commands

FORM = "hologram"

_PROGRAM = re.compile(r"hologram(?=[ \t]+(?:network[ \t]+connect|send|modem[ \t]+connect)\b)")
_APN = "hologram"


def find(page: Page) -> Iterator[Found]:
    for command in commands(page, _PROGRAM):
        draft = Draft(FORM, command.first, "Hologram")
        draft.value("apn", _APN, command.first)
        draft.value("roaming", "yes", command.first)
        yield draft.found(command.last)
