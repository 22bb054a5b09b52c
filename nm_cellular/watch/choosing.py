"""Which profile's turn it is, of those that fit a modem: each has another access point, or login."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Profile(NamedTuple):
    """path: on the bus; priority: connection.autoconnect-priority."""

    path: str
    uuid: str
    priority: int


def ordered(profiles: Sequence[Profile]) -> tuple[Profile, ...]:
    """As NetworkManager takes them, the first first."""
    return tuple(sorted(profiles, key=lambda each: (-each.priority, each.uuid)))


def turn(profiles: Sequence[Profile], running: str, number: int) -> Profile:
    """running: the uuid of what runs, empty where nothing does; number: how many turns there were before."""
    uuids = [each.uuid for each in profiles]
    first = uuids.index(running) + 1 if running in uuids else 1 + number
    return profiles[first % len(profiles)]
