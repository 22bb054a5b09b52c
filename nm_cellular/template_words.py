"""What a template for another system may use beside the profile."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count

from .ppp import port
from .profile import CellularProfile, ranked
from .systems import WITHOUT, Bare

_SOME_PORT = "/dev/ttyUSB2"
"""Where the profile names no port: that of AT commands of many."""

_METHODS = ("pap", "chap")


def _allowed(profile: CellularProfile) -> tuple[str, ...]:
    """The methods of authentication that the profile does not refuse."""
    said = dict(profile.more("ppp"))
    return tuple(method for method in _METHODS if said.get(f"refuse-{method}") not in ("true", "yes", "1"))


def _families(profile: CellularProfile) -> tuple[bool, bool]:
    """Whether it wants IPv4, and IPv6."""
    return profile.ipv4 not in WITHOUT, profile.ipv6 not in WITHOUT


def file_name(profile: CellularProfile) -> str:
    """The profile's name for a file, a section or an interface: letters, digits and dashes."""
    return re.sub(r"[^A-Za-z0-9]+", "-", profile.id).strip("-").lower()[:30] or "cellular"


def unique_names(profiles: Iterable[CellularProfile]) -> list[str]:
    """The file_name of each, with its number where two profiles differ in nothing that such a name has."""
    names: list[str] = []
    for place, name in enumerate(map(file_name, profiles), 1):
        numbered = (name + f"-{place}" * times for times in count())
        names.append(next(each for each in numbered if each not in names))
    return names


def words(profile: CellularProfile, name: str, *, first: bool) -> dict[str, object]:
    """By their names in templates.

    name: as unique_names gives it.  first: whether no other profile stands above.
    family: as AT+CGDCONT has it.  device, baud, rule: the modem's port, its speed, and what udev is told of it.
    """
    ipv4, ipv6 = _families(profile)
    return {
        "profile": profile,
        "name": Bare(name),
        "first": first,
        "retries": str(ranked((profile,))[0].retries),
        "ipv4": ipv4,
        "ipv6": ipv6,
        "family": Bare("IPV4V6" if ipv4 and ipv6 else "IPV6" if ipv6 else "IP"),
        "iptype": Bare("ipv4v6" if ipv4 and ipv6 else "ipv6" if ipv6 else "ipv4"),
        "allowed": _allowed(profile),
        "ppp": dict(profile.more("ppp")),
        "properties": tuple(_properties(profile)),
        "baud": Bare(baud(profile)),
        "device": Bare(port.node(name) if profile.port else _SOME_PORT),
        "rule": Bare(rule(profile, name).strip()),
    }


def baud(profile: CellularProfile) -> str:
    """Of its port, in bits a second."""
    return str(dict(profile.more("serial")).get("baud", port.USUAL_BAUD))


def rule(profile: CellularProfile, name: str) -> str:
    """Of udev, for its port; empty where it names none."""
    return port.rule_for_pppd(profile.port, name, starts=profile.autoconnect) if profile.port else ""


def _properties(profile: CellularProfile) -> Iterator[tuple[Bare, str]]:
    """Each by NetworkManager's name and as a keyfile has it."""
    for section, entries in profile.properties.items():
        for key, value in entries:
            yield Bare(f"{section}.{key}"), value if isinstance(value, str) else "".join(f"{part};" for part in value)
