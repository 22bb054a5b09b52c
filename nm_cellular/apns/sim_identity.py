"""What a SIM says of itself, and how users write that down."""

from __future__ import annotations

from collections.abc import Sequence


class SimIdentity:
    """What a SIM says of itself, "" where it is not known.

    mccmnc: home network, with as many digits of MNC as the SIM (EF_AD) says; gid1: hexadecimal; spn: its name.
    """

    # Not a dataclass: these load inspect, which takes half as long as all the rest of a lookup.
    __slots__ = ("gid1", "iccid", "imsi", "mccmnc", "spn")

    def __init__(self, *, mccmnc: str = "", imsi: str = "", iccid: str = "", gid1: str = "", spn: str = "") -> None:
        self.mccmnc = mccmnc
        self.imsi = imsi
        self.iccid = iccid
        self.gid1 = gid1
        self.spn = spn

    @property
    def mcc(self) -> str:
        return (self.mccmnc or self.imsi)[:3]


def identity(words: Sequence[str], gid1: str = "") -> SimIdentity:
    """The SIM that a user describes by MCC and MNC, IMSI, ICCID or a name; raises ValueError with a sentence."""
    found: dict[str, str] = {"gid1": gid1.upper()} if gid1 else {}
    for word in words:
        digits = _digits(word)
        kind = _kind(digits) if digits else "spn"
        if kind != "spn" and kind in found:
            raise ValueError(f"{masked(digits)} is a second {kind.upper()}, and a SIM has one")
        found[kind] = digits or f"{found.get('spn', '')} {word}".strip()
    return SimIdentity(**found)


def _digits(word: str) -> str:
    """Nothing for a name.  302-720 and 302/720 are understood; modems pad an ICCID of 19 digits with an F."""
    bare = word.translate({ord(character): None for character in " -/"})
    bare = bare.rstrip("Ff") if len(bare) > 18 else bare
    return bare if bare.isascii() and bare.isdigit() else ""


def _kind(digits: str) -> str:
    """ITU-T E.212 has no MCC that begins with 8, E.118 no ICCID that doesn't begin with 89."""
    if len(digits) in (5, 6):
        return "mccmnc"
    if len(digits) in (14, 15) and not digits.startswith("8"):
        return "imsi"
    if 18 <= len(digits) <= 20 and digits.startswith("89"):
        return "iccid"
    raise ValueError(
        f"a number of {len(digits)} digits is no MCC and MNC (5 or 6 digits), no IMSI (14 or 15) and no ICCID (18 to"
        " 20, beginning with 89)"
    )


def masked(identifier: str) -> str:
    """Its first six digits, which say of whom it is and not whose."""
    return identifier[:6] + "*" * len(identifier[6:])
