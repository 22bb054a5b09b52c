"""What `apn = auto` becomes: for each SIM that is known, one profile an access point that it may want.

Until a SIM has been seen NetworkManager has to guess (gsm.auto-config), which it does by the registered network.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..problem import warning
from ..profile import CellularProfile, Secret, candidates, in_order, ranked
from .apn_memory import AccessPoint, KnownSim, Memory

MAX_TRIED = 5
"""Access points of one SIM; each that the network refuses costs some seconds, and those further down never are it."""

_PROVEN_RETRIES = 4
"""NetworkManager's own default: a failure does not tell that an access point which has worked is wrong now."""

_REFUSALS = ("refuse-eap", "refuse-pap", "refuse-chap", "refuse-mschap", "refuse-mschapv2")


def profiles(profile: CellularProfile, memory: Memory) -> tuple[CellularProfile, ...]:
    """What NetworkManager shall have for a profile, in the order in which it shall try."""
    if not profile.auto_apn:
        return candidates(profile)
    sims = [(iccid, sim) for iccid, sim in memory.items() if _fits(profile, iccid, sim)]
    if not sims:
        return candidates(_unresolved(profile))
    if len(sims) == 1:
        return ranked(_of_sim(profile, *sims[0]))
    # NetworkManager dials before it has asked which SIM is in (seen with 1.42, each time it starts): most likely the
    # last one still is.
    groups = [ranked(_of_sim(_named(profile, iccid), iccid, sim)) for iccid, sim in reversed(sims)]
    return in_order([each for group in groups for each in group], profile.priority or 0)


def _named(profile: CellularProfile, iccid: str) -> CellularProfile:
    """By the last digits, which are printed largest on the card and don't tell whose it is."""
    return replace(profile, id=f"{profile.id}, SIM {iccid.rstrip('Ff')[-4:]}")


def _fits(profile: CellularProfile, iccid: str, sim: KnownSim) -> bool:
    if profile.sim_id and profile.sim_id.rstrip("Ff") != iccid.rstrip("Ff"):
        return False
    return not (profile.sim_operator_id and sim.operator) or profile.sim_operator_id == sim.operator


def _unresolved(profile: CellularProfile) -> CellularProfile:
    """NetworkManager drops a login beside auto-config; where there is one the network's default APN gets it."""
    message = "no SIM for apn = auto is known yet; NetworkManager guesses the APN from the network, often wrongly"
    hint = "nm-cellular setup reads the SIM and finds its APN; or write the APN of the SIM's contract"
    problems = (*profile.problems, warning(profile.place("apn"), message, hint))
    return replace(profile, auto_apn=not _has_login(profile), problems=problems)


def _of_sim(profile: CellularProfile, iccid: str, sim: KnownSim) -> list[CellularProfile]:
    bound = replace(profile, auto_apn=False, sim_id=iccid)
    points = list(_different(bound, sim.in_order))[:MAX_TRIED]
    if not points:
        return [_with_default_apn(bound, iccid)]
    first, *others = (_with(bound, point, iccid) for point in points)
    proven = bool(others) and points[0].name == sim.winner and profile.retries is None
    return [replace(first, id=profile.id, retries=_PROVEN_RETRIES if proven else profile.retries), *others]


def _different(profile: CellularProfile, points: Iterable[AccessPoint]) -> Iterable[AccessPoint]:
    """Those that are still different with the user's own login."""
    first: dict[str, AccessPoint] = {}
    for point in points:
        first.setdefault(_name(profile, point), point)
    return first.values()


def _name(profile: CellularProfile, point: AccessPoint) -> str:
    return point.apn if _has_login(profile) else ", ".join(filter(None, point.name))


def _with_default_apn(profile: CellularProfile, iccid: str) -> CellularProfile:
    """As NetworkManager would block the modem where its database does not know the network."""
    message = "no APN is known for this SIM; the network's default is tried"
    complaint = warning(profile.place("apn"), message, "write the APN of the SIM's contract")
    return replace(profile, uuid=profile.source.uuid_of(iccid), problems=(*profile.problems, complaint))


def uuid_of(profile: CellularProfile, iccid: str, point: AccessPoint) -> str:
    """The same whatever the order of the access points."""
    return profile.source.uuid_of(iccid, *point.name)


def _with(profile: CellularProfile, point: AccessPoint, iccid: str) -> CellularProfile:
    """The user's own login goes before that of the provider's list."""
    name = f"{profile.id} ({_name(profile, point)})"
    one = replace(profile, id=name, uuid=uuid_of(profile, iccid, point), apns=(point.apn,))
    if _has_login(profile):
        return one
    return replace(
        one,
        username=point.username or None,
        password=Secret(point.password) if point.password else None,
        properties=_authenticating(profile, point.authentication),
    )


def _has_login(profile: CellularProfile) -> bool:
    return bool(profile.username or profile.password or "password" in profile.moved)


def _authenticating(profile: CellularProfile, method: str) -> dict[str, tuple[tuple[str, str | tuple[str, ...]], ...]]:
    """NetworkManager has no word for a method but refuses the others; what the user says of it stays."""
    said = profile.more("ppp")
    if method not in ("pap", "chap") or any(key in (*_REFUSALS, "noauth") for key, _ in said):
        return dict(profile.properties)
    refused = tuple((key, "true") for key in _REFUSALS if key != f"refuse-{method}")
    return {**profile.properties, "ppp": (*said, *refused)}


def winner(asked: Iterable[CellularProfile], memory: Memory, uuid: str) -> tuple[str, AccessPoint] | None:
    """Of which SIM (its ICCID) and access point the profile of that uuid is; None where it is none of `profiles`.

    asked: the profiles as their sources have them.  That SIM may be another than the one in the modem: then
    NetworkManager dialled before it had asked, and the right profile has to be activated.
    """
    automatic = [profile for profile in asked if profile.auto_apn]
    known = [(iccid, point) for iccid, sim in memory.items() for point in sim.access_points]
    return next((each for each in known for profile in automatic if uuid_of(profile, *each) == uuid), None)
