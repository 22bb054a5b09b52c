"""Which access points a SIM may want that ModemManager has read."""

from __future__ import annotations

from collections.abc import Sequence

from ..modems.modem import Sim
from .apn import candidates
from .apn_memory import AccessPoint
from .sim_identity import SimIdentity

TYPE_CHECKING = False  # as in report.py

if TYPE_CHECKING:
    from .apn import Candidate, Row


def identity(sim: Sim) -> SimIdentity:
    return SimIdentity(
        mccmnc=sim.operator_code,
        imsi=sim.imsi,
        iccid=sim.iccid.rstrip("Ff"),
        gid1=sim.gid1.upper(),
        spn=sim.operator_name,
    )


def resolve(sim: SimIdentity, table: Sequence[Row], database: Sequence[Row]) -> tuple[AccessPoint, ...] | None:
    """Those for the internet, the likeliest first; empty where nobody knows one.

    None where it is too early to say: a locked SIM shows its ICCID at most, and few ICCIDs tell whose they are.
    table, database: what providers.rows has for the SIM's MCC.
    """
    if sim.mcc:
        return _for_the_internet(candidates(sim, table, database))
    return _for_the_internet(candidates(SimIdentity(iccid=sim.iccid), table, ())) or None


def _for_the_internet(found: Sequence[Candidate]) -> tuple[AccessPoint, ...]:
    """Those whose usage the database does not say mostly are for the internet too."""
    points: dict[tuple[str, str], AccessPoint] = {}
    for each in found:
        if "internet" in each["usage"] or not each["usage"]:
            points.setdefault((each["apn"].lower(), each["username"]), _access_point(each))
    return tuple(points.values())


def _access_point(found: Candidate) -> AccessPoint:
    return AccessPoint(
        found["apn"],
        found["username"],
        found["password"],
        found["authentication"],
        found["provider"],
        found["reason"],
        found["source"],
    )
