"""Reads `[watch]` from the boot directories."""

from __future__ import annotations

from collections.abc import Iterable

from .. import boot, ini, text
from ..formats import CONFIG_FILE
from ..layout import Layout
from .reading import Read, is_ours, read


def settings(boots: Iterable[str]) -> Read:
    """Those of the first directory that has some, else the defaults; what else is wrong there `check` tells."""
    found = [file for directory in boots for file in boot.read(directory, Layout()).files]
    for file in found:
        if not file.name.lower().endswith(CONFIG_FILE):
            continue
        content, _ = text.decode(file.name, file.data)
        document = ini.parse(content) if content else None
        if document and any(map(is_ours, document.sections)):
            return read(document)
    return Read()
