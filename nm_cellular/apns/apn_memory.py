"""What is remembered of SIMs: the access points that each may want, and the one that has worked.

A Memory is never changed: each function returns the next one, equal to the last where there is nothing new, so that
whoever keeps it knows when to write.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

LIMIT = 16
"""SIMs; the one that was not seen for longest goes."""

_APN = re.compile(r"[A-Za-z0-9._-]{1,64}")
"""What NetworkManager takes."""

_LONGEST = 256
"""Characters of a text, which are some sentences."""


@dataclass(frozen=True, slots=True)
class AccessPoint:
    """As Candidate in apn.py."""

    apn: str
    username: str = ""
    password: str = field(default="", repr=False)
    authentication: str = ""
    provider: str = ""
    reason: str = ""
    source: str = ""

    @property
    def name(self) -> tuple[str, str]:
        """Tells the access points of one SIM apart, and stays when the provider changes a password."""
        return self.apn, self.username


@dataclass(frozen=True, slots=True)
class KnownSim:
    """operator: MCC and MNC, empty where the SIM has not said; access_points: the likeliest first, none where nobody
    knows one; winner: the name of the one that worked; since: the day on which it first did, as 2026-11-20.
    """

    operator: str
    access_points: tuple[AccessPoint, ...] = ()
    winner: tuple[str, str] | None = None
    since: str = ""

    @property
    def in_order(self) -> tuple[AccessPoint, ...]:
        """The access points to try: what has worked, then the likeliest."""
        return tuple(sorted(self.access_points, key=lambda each: each.name != self.winner))


Memory = Mapping[str, KnownSim]
"""By ICCID as ModemManager shows it, the one that was seen last at the end."""

NOTHING: Memory = {}


def seen(
    memory: Memory, iccid: str, operator: str, access_points: Sequence[AccessPoint], *, present: int = 1
) -> Memory:
    """A SIM was read, and that is what it may want; what has worked with it stays, even where no list has it.

    present: how many SIMs the machine has now.  Those stay in whatever order they are, and are not written for it.
    """
    others = [each for each in memory.items() if not _is_same(each[0], iccid)]
    known = memory.get(iccid) or next((sim for each, sim in memory.items() if _is_same(each, iccid)), KnownSim(""))
    listed = {each.name for each in access_points}
    proven = [each for each in known.access_points if each.name == known.winner and each.name not in listed]
    now = replace(known, operator=operator or known.operator, access_points=(*access_points, *proven))
    if iccid in list(memory)[-present:] and len(others) == len(memory) - 1:
        return {**memory, iccid: now}
    return dict([*others[1 - LIMIT :], (iccid, now)])


def _is_same(iccid: str, other: str) -> bool:
    """One modem leaves the F that another takes off, and NetworkManager compares them as they are."""
    return iccid.rstrip("Ff") == other.rstrip("Ff")


def won(memory: Memory, iccid: str, name: tuple[str, str], day: str) -> Memory:
    """The access point of that name carried data; day: as 2026-11-20."""
    known = memory.get(iccid)
    if not known or known.winner == name or name not in {each.name for each in known.access_points}:
        return memory
    return {**memory, iccid: replace(known, winner=name, since=day)}


def explain(memory: Memory, iccid: str, used: str | None = None) -> str:
    """Why that SIM's profile has the APN that it has, as a sentence; empty where the SIM is not known.

    used: the APN in use; where it is none of those that are known somebody has written it, and needs no reason.
    """
    known = memory.get(iccid)
    if not known or (used and used not in {each.apn for each in known.access_points}):
        return ""
    if not known.access_points:
        return "no APN is known for this SIM; the network's default is used"
    first, *more = known.in_order
    if first.name == known.winner:
        return f"{first.apn}, chosen because {first.reason}; works since {known.since}"
    further = f"; {_told_from(first, more[0])} is next" if more else ""
    return f"{first.apn} is tried first because {first.reason}{further}"


def _told_from(first: AccessPoint, other: AccessPoint) -> str:
    """A provider may have several logins for one APN."""
    return other.apn if other.apn != first.apn else f"{other.apn} with the user name {other.username or 'empty'}"


def is_iccid(iccid: str) -> bool:
    """Some modems leave the F by which a SIM fills up an odd number of digits."""
    return iccid.isascii() and iccid.rstrip("Ff").isdigit() and len(iccid) <= 20


def serialise(memory: Memory) -> str:
    return json.dumps({"sims": {iccid: asdict(sim) for iccid, sim in memory.items()}}, indent=1)


def parse(text: str | bytes) -> Memory:
    """The inverse; never raises, and leaves out what it does not understand: the SIM will be seen again."""
    try:
        sims = _mapping(_mapping(json.loads(text)).get("sims"))
    except (ValueError, RecursionError):
        return {}
    found = {iccid: _known_sim(_mapping(value)) for iccid, value in sims.items() if is_iccid(iccid)}
    return dict(list(found.items())[-LIMIT:])


def _known_sim(value: Mapping[str, Any]) -> KnownSim:
    items = value.get("access_points")
    points = tuple(_access_points(items if isinstance(items, list) else []))
    winner = next((each.name for each in points if [*each.name] == value.get("winner")), None)
    return KnownSim(_text(value.get("operator")), points, winner, _text(value.get("since")) if winner else "")


def _access_points(items: Sequence[object]) -> Iterator[AccessPoint]:
    for item in map(_mapping, items):
        point = AccessPoint(**{name: _text(item.get(name)) for name in AccessPoint.__slots__})
        if _APN.fullmatch(point.apn):
            yield point


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) and value.isprintable() and len(value) <= _LONGEST else ""
