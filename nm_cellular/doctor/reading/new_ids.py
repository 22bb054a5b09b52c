"""`echo 2c7c 0125 > …/drivers/option1/new_id`: where that can be written, the driver is loaded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..facts import Fact
from ..facts.system import KernelModule
from .lines import Line, mentions

_WRITTEN = re.compile(r"echo .*(?:>|tee) ?\S*/drivers/(\w+)/new_id")
_REFUSED = ("an't create", "o such file", "nonexistent", "does not exist")


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    for index, line in enumerate(lines):
        if "/new_id" in line.text and (found := _WRITTEN.search(line.text)):
            after = " ".join(each.text for each in lines[index : index + 3])
            if not mentions(after, _REFUSED):
                yield KernelModule(line.source, "option" if found[1] == "option1" else found[1], "loaded")
