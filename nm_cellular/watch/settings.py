"""What `[watch]` of cellular.conf may say."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

from . import ladder
from .event import Family


@dataclass(frozen=True, slots=True)
class Target:
    """A machine that answers; port: of TCP, 0 for an echo (ping)."""

    address: IPv4Address | IPv6Address
    port: int = 0

    @property
    def family(self) -> Family:
        return Family.IPV4 if self.address.version == 4 else Family.IPV6


_TARGETS = ("1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "2001:4860:4860::8888")


@dataclass(frozen=True, slots=True)
class Settings:
    """data_budget: bytes that probes may cost in a day, for each modem; 0: there are none.

    probe_every: the most seconds that a link goes unasked while nothing comes in; first_wait: seconds between two
    repairs, which double after each up to longest_wait; stable: seconds after which a link that works counts as mended.
    """

    data_budget: int = 100_000
    probe_every: float = 56
    targets: tuple[Target, ...] = tuple(
        Target(IPv6Address(each) if ":" in each else IPv4Address(each)) for each in _TARGETS
    )
    rungs: tuple[str, ...] = ladder.DEFAULT
    command: tuple[str, ...] = ()
    first_wait: float = 20
    longest_wait: float = 3600
    stable: float = 600

    def targets_of(self, family: Family) -> tuple[Target, ...]:
        return tuple(each for each in self.targets if each.family is family)
