"""NetworkManager's cellular profiles on the disk, without their secrets."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from ... import keyfile, properties
from ...boot import read_file
from ...layout import Layout
from ...masking import HIDDEN
from ..facts import Fact
from ..facts.network import Profile
from ..source import Source
from . import sysfs


def look(layout: Layout) -> Iterator[Fact]:
    """Raises PermissionError: only root may read them."""
    for directory in layout.all_connections:
        for name in sysfs.entries(directory):
            if not name.startswith(".") and not name.endswith(("~", ".nmmeta")):
                yield from _profile(f"{directory}/{name}")


def _profile(path: str) -> Iterator[Profile]:
    try:
        mode = stat.S_IMODE(os.stat(path).st_mode)
        found = keyfile.parse(read_file(path).decode("utf-8", "replace"))
    except PermissionError:
        raise
    except (OSError, ValueError):
        return
    if found.get("connection", "type") in ("gsm", None):
        settings = tuple(
            (section, key, HIDDEN if _is_secret(section, key) else value)
            for section, values in found.sections.items()
            for key, value in values.items()
        )
        yield Profile(Source(path, 0, f"{path}, mode {mode:04o}"), settings, path, mode)


def _is_secret(section: str, key: str) -> bool:
    known = properties.find_in_keyfile(section, key)
    return known.secret if known else "pass" in key or "secret" in key
