"""Ethernet sticks beside one another: out of the box all of a maker's have one network, and often one MAC address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from ..problem import Location, Problem, warning


@dataclass(frozen=True, slots=True)
class Card:
    """A network interface of the USB device at a port.  networks: the IPv4 networks that it is in."""

    port: str
    interface: str
    mac: str
    networks: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.interface} at {self.port}"


def clashes(cards: Sequence[Card]) -> tuple[Problem, ...]:
    return tuple(problem for pair in combinations(cards, 2) for problem in _clashes(*pair))


def _clashes(one: Card, other: Card) -> Iterator[Problem]:
    if one.mac == other.mac:
        message = f"it has the same MAC address as {one}, {one.mac}"
        hint = "in a profile for one of the two write match.path or connection.interface-name, not the MAC address"
        yield warning(Location(str(other)), message, hint)
    for network in sorted({*one.networks} & {*other.networks}):
        message = f"it is in the same network as {one}, {network}; what is sent there goes by one of the two"
        yield warning(Location(str(other)), message, "unplug one, and give the other another network on its web page")


def networks(routes: str) -> dict[str, tuple[str, ...]]:
    """The networks that can be reached directly, by interface; routes: the kernel's /proc/net/route.

    Addresses stand there as eight hexadecimal digits, the first byte last.
    """
    found: dict[str, tuple[str, ...]] = {}
    for interface, network, gateway, *_, mask in (line.split()[:8] for line in routes.splitlines()[1:]):
        if int(gateway, 16) == 0 and int(network, 16):
            shown = f"{_address(network)}/{int(mask, 16).bit_count()}"
            found[interface] = (*found.get(interface, ()), shown)
    return found


def _address(digits: str) -> str:
    return ".".join(map(str, reversed(bytes.fromhex(digits))))
