"""Variants of cellular modules by region, and how a firmware's name tells which it is made for.

Regions are those for which the makers sell a variant: Quectel's LTE and 5G product overviews, SIMCom's SIM7500/SIM7600,
Telit's LE910 and LE910Cx, Sierra Wireless' MC/EM73xx to 74xx and WP76xx, Huawei's ME909 and E3372.
"""

from __future__ import annotations

import re
from typing import NamedTuple

EUROPE, NORTH_AMERICA, ASIA, OCEANIA, AFRICA, SOUTH_AMERICA = "2", "3", "4", "5", "6", "7"
"""Regions are the first digits of mobile country codes (ITU-T E.212)."""

EVERYWHERE = frozenset("234567")
_EMEA = frozenset({EUROPE, ASIA, AFRICA, OCEANIA})
_AMERICAS = frozenset({NORTH_AMERICA})
_AU = frozenset({OCEANIA, SOUTH_AMERICA, NORTH_AMERICA, ASIA, AFRICA})


class Variant(NamedTuple):
    """regions: where its bands are used; name: of these regions, for people."""

    regions: frozenset[str]
    name: str


_EC2X = {
    "E": Variant(_EMEA, "Europe, the Middle East, Africa and parts of Asia"),
    "EU": Variant(_EMEA, "Europe, the Middle East and Africa"),
    "EUX": Variant(_EMEA, "Europe, the Middle East and Africa"),
    "EC": Variant(_EMEA, "Europe, the Middle East and Africa"),
    "EM": Variant(_EMEA, "Europe, the Middle East and Africa"),
    "A": Variant(_AMERICAS, "North America"),
    "AF": Variant(_AMERICAS, "North America"),
    "AFX": Variant(_AMERICAS, "North America"),
    "AFXD": Variant(_AMERICAS, "North America"),
    "AFD": Variant(_AMERICAS, "North America"),
    "V": Variant(_AMERICAS, "Verizon in the USA"),
    "VX": Variant(_AMERICAS, "Verizon in the USA"),
    "AU": Variant(_AU, "Australia, New Zealand and Latin America"),
    "AUX": Variant(_AU, "Australia, New Zealand and Latin America"),
    "AUT": Variant(frozenset({OCEANIA}), "Telstra in Australia"),
    "AUTL": Variant(frozenset({OCEANIA}), "Telstra in Australia"),
    "J": Variant(frozenset({ASIA}), "Japan"),
    "JX": Variant(frozenset({ASIA}), "Japan"),
    "KL": Variant(frozenset({ASIA}), "Korea"),
    "CN": Variant(frozenset({ASIA}), "China"),
    "MX": Variant(frozenset({NORTH_AMERICA, SOUTH_AMERICA}), "Mexico"),
    "G": Variant(EVERYWHERE, "all regions"),
    "GL": Variant(EVERYWHERE, "all regions"),
}
_EG9X = {
    "E": Variant(_EMEA, "Europe, the Middle East and Africa"),
    "EX": Variant(_EMEA, "Europe, the Middle East and Africa"),
    "NA": Variant(_AMERICAS, "North America"),
    "NAX": Variant(_AMERICAS, "North America"),
    "NAXD": Variant(_AMERICAS, "North America"),
    "NS": Variant(_AMERICAS, "North America"),
    "V": Variant(_AMERICAS, "Verizon in the USA"),
    "AUX": Variant(_AU, "Australia, New Zealand and Latin America"),
    "AUT": Variant(frozenset({OCEANIA}), "Telstra in Australia"),
    "GL": Variant(EVERYWHERE, "all regions"),
    "G": Variant(EVERYWHERE, "all regions"),
}
_XX06 = {
    "E": Variant(_EMEA | {SOUTH_AMERICA}, "Europe, the Middle East, Africa and Asia"),
    "A": Variant(_AMERICAS, "North America"),
    "J": Variant(frozenset({ASIA}), "Japan"),
}
_RM5XX = {
    "GL": Variant(EVERYWHERE, "all regions"),
    "AE": Variant(EVERYWHERE, "all regions but China"),
    "EU": Variant(_EMEA, "Europe, the Middle East and Africa"),
    "NA": Variant(_AMERICAS, "North America"),
    "CN": Variant(frozenset({ASIA}), "China"),
}
_SIM7600 = {
    "E": Variant(_EMEA, "Europe, the Middle East, Africa and parts of Asia"),
    "A": Variant(_AMERICAS, "North America"),
    "NA": Variant(_AMERICAS, "North America"),
    "V": Variant(_AMERICAS, "Verizon in the USA"),
    "SA": Variant(_AU, "Australia, New Zealand and Latin America"),
    "CE": Variant(frozenset({ASIA}), "China"),
    "JC": Variant(frozenset({ASIA}), "Japan"),
    "G": Variant(EVERYWHERE, "all regions"),
}
_LE910 = {
    "EU": Variant(_EMEA, "Europe, the Middle East and Africa"),
    "EUX": Variant(_EMEA, "Europe, the Middle East and Africa"),
    "EU1": Variant(_EMEA, "Europe, the Middle East and Africa"),
    "NA": Variant(_AMERICAS, "North America"),
    "NF": Variant(_AMERICAS, "North America"),
    "NS": Variant(_AMERICAS, "Sprint in the USA"),
    "SV": Variant(_AMERICAS, "Verizon in the USA"),
    "AU": Variant(frozenset({OCEANIA}), "Australia"),
    "AP": Variant(frozenset({ASIA, OCEANIA}), "Asia and Oceania"),
    "LA": Variant(frozenset({SOUTH_AMERICA, NORTH_AMERICA}), "Latin America"),
    "WWX": Variant(EVERYWHERE, "all regions"),
}

FAMILIES: dict[str, dict[str, Variant]] = {
    "EC25": _EC2X,
    "EC21": _EC2X,
    "EC20": {"CE": _EC2X["CN"]},
    "EG25": _EC2X,
    "EG21": _EC2X,
    "EG91": _EG9X,
    "EG95": _EG9X,
    "EP06": _XX06,
    "EM06": _XX06,
    "EG06": _XX06,
    "RM500Q": _RM5XX,
    "RM502Q": _RM5XX,
    "RM505Q": _RM5XX,
    "RM520N": _RM5XX,
    "RG500Q": _RM5XX,
    "RG502Q": _RM5XX,
    "SIM7600": _SIM7600,
    "SIM7500": _SIM7600,
    "LE910": _LE910,
    "LE910C1": _LE910,
    "LE910C4": _LE910,
}

_MODELS: dict[str, Variant] = {
    "MC7304": Variant(_EMEA, "Europe, the Middle East and Africa"),
    "MC7354": Variant(_AMERICAS, "North America"),
    "MC7430": Variant(frozenset({ASIA, OCEANIA}), "Asia and Oceania"),
    "EM7430": Variant(frozenset({ASIA, OCEANIA}), "Asia and Oceania"),
    "EM7411": Variant(_AMERICAS, "North America"),
    "EM7421": Variant(_EMEA, "Europe, the Middle East and Africa"),
    "WP7607": Variant(_EMEA, "Europe, the Middle East and Africa"),
    "WP7610": Variant(_AMERICAS, "North America"),
    "WP7609": Variant(frozenset({ASIA, OCEANIA}), "Asia and Oceania"),
    "ME909u-521": Variant(_EMEA, "Europe, the Middle East and Africa"),
    "ME909s-120": Variant(_EMEA, "Europe, the Middle East and Africa"),
    "ME909s-821": Variant(frozenset({ASIA}), "China"),
    "E3372h-153": Variant(_EMEA, "Europe, the Middle East and Africa"),
    "E3372h-320": Variant(_EMEA, "Europe, the Middle East and Africa"),
    "E3372h-510": Variant(frozenset({NORTH_AMERICA, SOUTH_AMERICA}), "the Americas"),
    "E3372h-607": Variant(frozenset({ASIA, OCEANIA, AFRICA}), "Asia, Oceania and Africa"),
}
"""Modules whose number alone names the variant."""

_QUECTEL = re.compile(r"(?P<family>(?:EC|EG|EP|EM)\d\d|R[MG]5\d\d[A-Z])(?P<variant>[A-Z]{1,4}?)(?:[A-Z]{2})R\d\dA\d\d")
_SIMCOM = re.compile(r"(?:SIMCOM_)?(?P<family>SIM7[56]00)(?P<variant>NA|SA|CE|JC|[AEGV])")
_TELIT = re.compile(r"(?P<family>LE910(?:C[14])?)-(?P<variant>[A-Z]{2,3}\d?)\b")


class Named(NamedTuple):
    """A variant with its name: EC25, E."""

    family: str
    code: str
    variant: Variant

    def __str__(self) -> str:
        return f"{self.family}-{self.code}" if self.code else self.family


def of_firmware(name: str) -> Named | None:
    """Of a firmware's name, or of a model's where that tells the variant; None where it is not known.

    Quectel: EC25 E FA R06A11M4G: module, variant, form and flash, release.
    """
    for pattern in (_QUECTEL, _SIMCOM, _TELIT):
        found = pattern.match(name.strip())
        if found and (variant := FAMILIES.get(found["family"], {}).get(found["variant"])):
            return Named(found["family"], found["variant"], variant)
    model = next((model for model in _MODELS if model in name), "")
    return Named(model, "", _MODELS[model]) if model else None


def region(country: str) -> str:
    """Of the countries in which a mobile country code is used, for people."""
    return _REGIONS.get(country[:1], "that country")


_REGIONS = {
    EUROPE: "Europe",
    NORTH_AMERICA: "North America",
    ASIA: "Asia",
    OCEANIA: "Oceania",
    AFRICA: "Africa",
    SOUTH_AMERICA: "South America",
}
