"""What the configuration wants of a modem's radio, and which of it is for which modem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from .. import initial_eps
from ..modems import bands
from ..modems.modem import Modem
from ..modems.modem_enums import IpFamily
from ..modems.radio import Auth, InitialEps, Mode, Modes, mode
from ..nm_version import Version
from ..problem import Location, Problem, error
from ..profile import CellularProfile, Secret
from .fitting import fits

_NOWHERE = Location("")


@dataclass(frozen=True, slots=True)
class WantedModes:
    """preferred NONE: any preference will do."""

    modes: Modes
    place: Location = field(default=_NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class WantedBands:
    """ModemManager's numbers; bands.ANY alone: all that the modem has."""

    bands: frozenset[int]
    place: Location = field(default=_NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class WantedInitialEps:
    """since: the NetworkManager that sets it, as (major, minor)."""

    settings: InitialEps
    password: Secret | None = None
    since: Version = (1, 44)
    place: Location = field(default=_NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class RadioSettings:
    """None: left as it is."""

    modes: WantedModes | None = None
    bands: WantedBands | None = None
    initial_eps: WantedInitialEps | None = None


_Wish = TypeVar("_Wish", WantedModes, WantedBands, WantedInitialEps)


def for_modem(profiles: Sequence[CellularProfile], modem: Modem) -> tuple[RadioSettings, tuple[Problem, ...]]:
    """What the sections that fit the modem want of it together.

    Where two disagree there is an error that names both places, and that setting is left as it is.
    """
    wishes = [of(profile) for profile in profiles if fits(profile, modem)]
    conflicts: list[Problem] = []
    found = RadioSettings(
        _agreed([wish.modes for wish in wishes], conflicts),
        _agreed([wish.bands for wish in wishes], conflicts),
        _agreed([wish.initial_eps for wish in wishes], conflicts),
    )
    return found, tuple(conflicts)


def _agreed(wishes: Sequence[_Wish | None], conflicts: list[Problem]) -> _Wish | None:
    said = [wish for wish in wishes if wish]
    for other in said[1:]:
        if other != said[0]:
            message = f"this and {said[0].place} ask for different things, and both are for the same modem"
            conflicts.append(error(other.place, message, "write modem = … or sim = … into the sections, or agree"))
            return None
    return said[0] if said else None


def of(profile: CellularProfile) -> RadioSettings:
    """What one profile wants, whoever does it."""
    return RadioSettings(_modes(profile), _bands(profile), _initial_eps(profile))


def _modes(profile: CellularProfile) -> WantedModes | None:
    if not profile.modes and not profile.preferred_mode:
        return None
    place = profile.place("modes" if profile.modes else "preferred-mode")
    preferred = mode((profile.preferred_mode,)) if profile.preferred_mode else Mode.NONE
    return WantedModes(Modes(mode(profile.modes or ("any",)), preferred), place)


def _bands(profile: CellularProfile) -> WantedBands | None:
    if not profile.bands:
        return None
    return WantedBands(frozenset(map(bands.number, profile.bands)), profile.place("bands"))


def _initial_eps(profile: CellularProfile) -> WantedInitialEps | None:
    said = {key: str(value) for key, value in initial_eps.asked_for(profile).items()}
    if "apn" not in said and not _is_true(said.get("configure", "")):
        return None
    settings = InitialEps(said.get("apn", ""), _ip_type(profile), said.get("username", ""), _auth(said))
    password = Secret(said["password"]) if "password" in said else None
    place = profile.place("gsm.initial-eps-bearer-apn" if "apn" in said else "gsm.initial-eps-bearer-configure")
    return WantedInitialEps(settings, password, initial_eps.since(profile), place)


def _ip_type(profile: CellularProfile) -> IpFamily:
    """As NetworkManager concludes it from the methods of both families."""
    if profile.ipv6 in ("disabled", "ignore"):
        return IpFamily.IPV4
    return IpFamily.IPV6 if profile.ipv4 == "disabled" else IpFamily.IPV4V6


def _auth(said: Mapping[str, str]) -> Auth:
    """As NetworkManager 1.52 concludes it, but 0, the modem's own choice, where nothing is said about it."""
    if not any(key == "noauth" or key.startswith("refuse-") for key in said):
        return Auth(0)
    methods = {"pap": Auth.PAP, "chap": Auth.CHAP, "mschap": Auth.MSCHAP, "mschapv2": Auth.MSCHAPV2, "eap": Auth.EAP}
    found = Auth.NONE if _is_true(said.get("noauth", "true")) else Auth(0)
    for name, method in methods.items():
        if not _is_true(said.get(f"refuse-{name}", "")):
            found |= method
    return found


def _is_true(text: str) -> bool:
    return text in ("true", "1")
