"""Which limit holds for which of NetworkManager's profiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..apns import auto_apn
from ..apns.apn_memory import Memory
from ..profile import CellularProfile
from .limit import Limit


def by_uuid(asked: Sequence[CellularProfile], memory: Memory) -> Mapping[str, Limit]:
    """asked: the profiles as their sources have them; each of several access points has a uuid of its own."""
    return {
        one.uuid: Limit(profile.data_limit, profile.data_limit_stop)
        for profile in asked
        if profile.data_limit is not None
        for one in auto_apn.profiles(profile, memory)
    }
