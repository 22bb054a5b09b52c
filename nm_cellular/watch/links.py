"""Finds in an observation what belongs to a modem, by its path below /sys, as it was seen last."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_interface

from ..modems.modem import Modem
from ..modems.nm_device import Device
from ..modems.observation import Observation
from .event import Family

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Link:
    """One family of a connection: its interface, its address (without a prefix), and the carrier's resolvers."""

    interface: str
    family: Family
    address: str
    resolvers: tuple[Address, ...] = ()


def modem(seen: Observation, path: str) -> Modem | None:
    return next((each for each in seen.modems if each.device == path), None)


def device(seen: Observation, path: str) -> Device | None:
    found = modem(seen, path)
    return seen.device(found) if found else None


def link(seen: Observation, path: str, family: Family) -> Link | None:
    """None where it is gone meanwhile."""
    of, over = modem(seen, path), device(seen, path)
    addresses = [ip_interface(each).ip for each in over.addresses] if over else []
    own = next((each for each in addresses if _is_of(family, str(each)) and not each.is_link_local), None)
    if not of or not over or not own:
        return None
    config = of.bearer and (of.bearer.ipv4 if family is Family.IPV4 else of.bearer.ipv6)
    servers = dict.fromkeys([*(config.dns if config else ()), *over.nameservers])
    resolvers = tuple(ip_address(each) for each in servers if _is_of(family, each))
    return Link(over.ip_interface, family, str(own), resolvers)


def _is_of(family: Family, address: str) -> bool:
    return (":" in address) is (family is Family.IPV6)
