"""What the files of new profiles are called."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import count

from .ethernet_profile import AnyProfile


def chosen(profiles: Iterable[AnyProfile], taken: Collection[str]) -> dict[str, str]:
    """A readable name by uuid; one whose name is taken, or goes to another, has the uuid in it."""
    names: dict[str, str] = {}
    used = set(taken)
    for profile in profiles:
        names[profile.uuid] = next(name for name in _possible_names(profile) if name not in used)
        used.add(names[profile.uuid])
    return names


def _possible_names(profile: AnyProfile) -> Iterator[str]:
    stem = _stem(profile.id)
    yield f"{stem}.nmconnection"
    yield f"{stem}-{profile.uuid[:8]}.nmconnection"
    yield from (f"{stem}-{profile.uuid}-{number}.nmconnection" for number in count(1))


def _stem(name: str) -> str:
    """Letters, digits, dot, dash and underscore are safe in every file system and shell."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip(".-")[:64] or "cellular"
