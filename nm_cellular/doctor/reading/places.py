"""Where somebody says that he is: a country, or an operator that only one part of the world has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ..facts import Fact
from ..facts.modem import Place
from ..firmware_variants import AFRICA, ASIA, EUROPE, NORTH_AMERICA, OCEANIA, SOUTH_AMERICA
from .lines import Line, mentions

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
_BEFORE_A_COUNTRY = ("in ", "from ", "across ")
_PLACE = re.compile(rf"\b(?:in|from|here in|within|across) (?:the )?(?:\w+, )?(?:{_IN})(?!\w)")
_NAME = re.compile("|".join(_OPERATORS.values()))
_OPERATOR = re.compile(rf"(?<![\w@./-])(?:{_OF})(?![\w./-])")


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    for line in lines:
        if not line.program and " " in line.text:
            yield from _places(line)


def _places(line: Line) -> Iterator[Fact]:
    text = line.text[:400]
    if mentions(text, _BEFORE_A_COUNTRY):
        yield from _named(line, _PLACE.finditer(text))
    if _NAME.search(text):  # by its first letter, which is much faster than by what may not stand before it
        yield from _named(line, _OPERATOR.finditer(text))


def _named(line: Line, names: Iterable[re.Match[str]]) -> Iterator[Fact]:
    for name in names:
        if name.lastgroup:
            yield Place(line.source, name.lastgroup[1:])
