"""The other kind of connection that a user asks for: by a stick that is an Ethernet card with a router behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from .problem import Location, Problem
from .profile import CellularProfile, Source

DRIVERS = ("cdc_ether", "rndis_host")
"""The kernel's, of which such a stick has one, depending on its firmware."""

LIKE_A_MODEM = 700
"""NetworkManager's metric for modems.  For Ethernet it has 100: a SIM would be used before the house's own line."""


@dataclass(frozen=True, slots=True)
class EthernetProfile:
    """One connection.  metric: of the routes of both families.  The rest is as in CellularProfile."""

    template: ClassVar[str] = "ethernet.nmconnection.j2"

    source: Source
    id: str
    uuid: str
    metric: int = LIKE_A_MODEM
    drivers: tuple[str, ...] = DRIVERS
    origins: Mapping[str, Location] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def place(self, name: str) -> Location:
        return self.origins.get(name) or self.origins.get("id") or Location(self.source.file)


AnyProfile = CellularProfile | EthernetProfile
