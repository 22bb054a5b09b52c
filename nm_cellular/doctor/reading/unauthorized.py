"""What any program says that ModemManager or NetworkManager did not allow it, over D-Bus."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact
from ..facts.modem import Refusal
from .paste import Paste

_ERROR = "GDBus.Error:org.freedesktop."
_TOLD_BY_ITSELF = ("", "nmcli", "mmcli")
"""Those on a terminal have readers of their own."""

_DENIED = re.compile(r"GDBus\.Error:org\.freedesktop\.(?:ModemManager1|NetworkManager)\.(\S+: .*)")


def read(lines: Paste) -> Iterator[Fact]:
    for line in lines.having(_ERROR):
        if _ERROR not in line.text or line.program in _TOLD_BY_ITSELF:
            continue
        if "uthoriz" in line.text and (found := _DENIED.search(line.text)):
            yield Refusal(line.source, line.program, "authorize", found[1])
