"""Where somebody says that he is: a country, or an operator that only one part of the world has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..facts import Fact
from ..facts.modem import Place
from ..firmware_variants import AFRICA, ASIA, EUROPE, NORTH_AMERICA, OCEANIA, SOUTH_AMERICA
from .lines import Line

_COUNTRIES = {
    NORTH_AMERICA: "USA|US|U\\.S\\.|United States|America|Canada|Mexico|Texas|California|Florida|Ontario|Colorado|Ohio",
    EUROPE: "Germany|France|Italy|Spain|UK|United Kingdom|England|Poland|Netherlands|Sweden|Norway|Finland|Denmark"
    "|Austria|Switzerland|Belgium|Portugal|Greece|Ireland|Czechia|Hungary|Romania|Ukraine|Europe|Deutschland",
    OCEANIA: "Australia|New Zealand|NZ|Indonesia|Philippines|Malaysia|Singapore|Thailand",
    ASIA: "India|Japan|China|Taiwan|Korea|Vietnam|Pakistan|Turkey|Israel|UAE|Saudi Arabia|Dubai|Bangladesh",
    AFRICA: "South Africa|Kenya|Nigeria|Egypt|Morocco|Ghana|Tanzania|Uganda",
    SOUTH_AMERICA: "Brazil|Brasil|Argentina|Chile|Colombia|Peru|Ecuador|Uruguay|Bolivia|Paraguay|South America",
}
_OPERATORS = {
    NORTH_AMERICA: "AT&T|Verizon|T-Mobile USA?|US Mobile|Sprint|Rogers|Telus|Bell Mobility|Google Fi|Ting|Mint Mobile",
    EUROPE: "Swisscom|Proximus|Telenor|Vodafone DE|Free Mobile|Bouygues|Telekom\\.de|giffgaff|KPN",
    OCEANIA: "Telstra|Optus|Spark NZ|2degrees|Telkomsel",
    ASIA: "Jio|NTT Docomo|Docomo|SoftBank|KDDI|China Mobile|China Unicom",
    AFRICA: "Safaricom|Vodacom",
    SOUTH_AMERICA: "Vivo|Claro|Entel|Personal Argentina|TIM Brasil",
}
_IN = "|".join(f"(?P<r{region}>{names})" for region, names in _COUNTRIES.items())
_OF = "|".join(f"(?P<o{region}>{names})" for region, names in _OPERATORS.items())
_PLACE = re.compile(rf"\b(?:in|from|here in|within|across) (?:the )?(?:\w+, )?(?:{_IN})(?!\w)")
_OPERATOR = re.compile(rf"(?<![\w@./-])(?:{_OF})(?![\w./-])")


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    for line in lines:
        if not line.program and " " in line.text:
            yield from _places(line)


def _places(line: Line) -> Iterator[Fact]:
    text = line.text[:400]
    for found in (*_PLACE.finditer(text), *_OPERATOR.finditer(text)):
        if found.lastgroup:
            yield Place(line.source, found.lastgroup[1:])
