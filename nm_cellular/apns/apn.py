"""Which access points a SIM may want, the likeliest first: from what the SIM says, not from where it is registered.

A Row is an access point of one provider and how to know that provider's SIMs.  codes: MCC and MNC that make it its
own; shared: those that others use too, where GID1, ICCID or name must decide.  gid1, iccid: hexadecimal and decimal
digits that the SIM's begin with.  names: what the SIM (EF_SPN) or its seller calls it, beside provider.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .sim_identity import SimIdentity

TYPE_CHECKING = False  # as in report.py

if TYPE_CHECKING:
    from typing import NotRequired, TypedDict

    class Row(TypedDict):
        """A row of sim-apns.json or of the provider database; usage, plans: as serviceproviders.2.dtd has them."""

        provider: str
        apn: str
        source: str
        username: NotRequired[str]
        password: NotRequired[str]
        authentication: NotRequired[str]
        usage: NotRequired[str]
        plans: NotRequired[list[str]]
        codes: NotRequired[list[str]]
        shared: NotRequired[list[str]]
        gid1: NotRequired[list[str]]
        iccid: NotRequired[list[str]]
        names: NotRequired[list[str]]
        primary: NotRequired[bool]
        note: NotRequired[str]

    class Candidate(TypedDict):
        """What `--json` prints.  authentication: "pap", "chap" or ""; usage: "internet", "mms", "wap", … or ""."""

        apn: str
        username: str
        password: str
        authentication: str
        provider: str
        plans: list[str]
        usage: str
        reason: str
        source: str


class Evidence:
    """How well a SIM is known to be a provider's, the best first."""

    # Not an IntEnum: making one takes longer than finding the access points.
    ICCID, GID1, NAME, CODE, PERHAPS = range(5)


def candidates(sim: SimIdentity, table: Sequence[Row], database: Sequence[Row]) -> list[Candidate]:
    """The access points to try in this order; table goes before database, internet before all other uses."""
    owners_first = sorted(database, key=lambda row: not row.get("primary"))
    rows = [*table, *owners_first]
    found = [
        (evidence, reason, row)
        for code in home_codes(sim, rows) or ("",)
        for row in rows
        for evidence, reason in _evidence(row, sim, code)
    ]
    recognised = {row["provider"] for evidence, _, row in found if evidence < Evidence.CODE}
    # The database tells no GID1 and no ICCID, but may have more of a provider whom our table tells by them.
    found.sort(key=lambda each: (_distance_from_internet(each[2]), each[2]["provider"] not in recognised, each[0]))
    return list(_without_repeats(_candidate(row, reason) for _, reason, row in found))


def home_codes(sim: SimIdentity, rows: Iterable[Row]) -> tuple[str, ...]:
    """MCC and MNC; where only the rows can tell whether an IMSI's MNC has three digits or two, all that they know.

    A few countries have both, such as 722-34 and 722-341; the longer one is first.
    """
    if sim.mccmnc:
        return (sim.mccmnc,)
    known = {code for row in rows for code in _codes(row)}
    return tuple(code for code in (sim.imsi[:6], sim.imsi[:5]) if code in known)


def _evidence(row: Row, sim: SimIdentity, code: str) -> Iterator[tuple[int, str]]:
    """At most one, the best; code is "" where the SIM's home is not known."""
    provider = row["provider"]
    at_home = code in _codes(row)
    if prefix := _prefix(sim.iccid, row.get("iccid", ())):
        yield Evidence.ICCID, f"{provider}'s ICCIDs begin with {prefix}"
    elif at_home and (prefix := _prefix(sim.gid1, row.get("gid1", ()))):
        yield Evidence.GID1, f"GID1 {prefix} on {dashed(code)} is {provider}'s"
    elif (at_home or not code or not _codes(row)) and _is_called(row, sim.spn):
        yield Evidence.NAME, f"the SIM's name is {provider}'s"
    elif code in row.get("codes", ()):
        yield Evidence.CODE, f"{provider} {'owns' if row.get('primary') else 'uses'} {dashed(code)}"
    elif at_home and not (sim.gid1 and row.get("gid1")):
        yield Evidence.PERHAPS, f"{provider} is one of those that use {dashed(code)}; {_what_decides(row)}"


def _codes(row: Row) -> list[str]:
    return [*row.get("codes", ()), *row.get("shared", ())]


def _prefix(digits: str, prefixes: Iterable[str]) -> str:
    return next((prefix for prefix in prefixes if digits.upper().startswith(prefix)), "")


def _is_called(row: Row, spn: str) -> bool:
    """Operators append to their names: O2 - UK, Virgin Mobile CL."""
    name = _plain(spn)
    known = map(_plain, (row["provider"], *row.get("names", ())))
    return any(len(each) > 1 and name.startswith(each) for each in known)


def _plain(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def _what_decides(row: Row) -> str:
    signs = {"ICCID": row.get("iccid"), "GID1": row.get("gid1"), "name": row.get("names")}
    said = [f"{sign} {' or '.join(values)}…" for sign, values in signs.items() if values]
    return f"its SIMs have {' or '.join(said)}" if said else "nothing is known to tell its SIMs"


def _distance_from_internet(row: Row) -> int:
    """AT&T's are mms-internet-hipri; a few have no usage and mostly are internet plans."""
    usage = row.get("usage", "")
    return 0 if "internet" in usage else 2 if usage else 1


def _candidate(row: Row, reason: str) -> Candidate:
    return {
        "apn": row["apn"],
        "username": row.get("username", ""),
        "password": row.get("password", ""),
        "authentication": row.get("authentication", ""),
        "provider": row["provider"],
        "plans": list(row.get("plans", ())),
        "usage": row.get("usage", ""),
        "reason": "; ".join(part for part in (reason, row.get("note", "")) if part),
        "source": row["source"],
    }


def _without_repeats(found: Iterable[Candidate]) -> Iterator[Candidate]:
    """The same access point is often listed for several plans, or for an operator and those that resell it."""
    seen = set()
    for each in found:
        what = (each["apn"].lower(), each["username"], each["password"])
        if what not in seen:
            seen.add(what)
            yield each


def dashed(code: str) -> str:
    """MCC and MNC as people write them."""
    return f"{code[:3]}-{code[3:]}"
