"""The initial EPS bearer that a profile asks for, and whether NetworkManager sets it.

NetworkManager takes the APN since 1.44, the login since 1.52, and ignores in silence what it does not know.  A bearer
is left to it as a whole or not at all: half a bearer would be changed back and forth by the two of us.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from .keyfile import Value
from .nm_version import Version
from .profile import CellularProfile

_PREFIX = "initial-eps-bearer-"
_APN_SINCE = (1, 44)
_LOGIN_SINCE = (1, 52)


def asked_for(profile: CellularProfile) -> Mapping[str, Value]:
    """The properties of the bearer by their names without the prefix; none where the profile leaves it alone."""
    apn = {"apn": profile.initial_eps_bearer} if profile.initial_eps_bearer else {}
    return apn | {key.removeprefix(_PREFIX): value for key, value in profile.more("gsm") if key.startswith(_PREFIX)}


def since(profile: CellularProfile) -> Version:
    """The NetworkManager that sets all of what the profile asks for."""
    login = asked_for(profile).keys() - {"apn", "configure"}
    return _LOGIN_SINCE if login else _APN_SINCE


def for_version(profile: CellularProfile, version: Version) -> CellularProfile:
    """The profile without the bearer, where that NetworkManager does not set it."""
    if not asked_for(profile) or version >= since(profile):
        return profile
    kept = tuple((key, value) for key, value in profile.more("gsm") if not key.startswith(_PREFIX))
    sections = {**profile.properties, "gsm": kept}
    return replace(profile, initial_eps_bearer=None, properties={name: each for name, each in sections.items() if each})
