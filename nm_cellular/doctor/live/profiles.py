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
    """Raises PermissionError in the end, where there are some that only root may read."""
    hidden = None
    for directory in layout.all_connections:
        for name in sysfs.entries(directory):
            if name.startswith(".") or name.endswith(("~", ".nmmeta")):
                continue
            try:
                yield from _profile(f"{directory}/{name}", layout)
            except PermissionError as exc:
                hidden = exc
    if hidden:
        raise hidden


def _profile(path: str, layout: Layout) -> Iterator[Profile]:
    """Raises PermissionError."""
    try:
        status = os.stat(path)
        mode = stat.S_IMODE(status.st_mode)
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
        name = layout.logical(path)
        # As NetworkManager would say it.
        problems = (f"File owner ({status.st_uid}) is insecure",) if status.st_uid else ()
        yield Profile(Source(name, 0, f"its mode is {mode:04o}"), settings, name, mode, problems)


def _is_secret(section: str, key: str) -> bool:
    known = properties.find_in_keyfile(section, key)
    return known.secret if known else "pass" in key or "secret" in key
