"""What a user asks for: one cellular connection, whatever the form it was written in."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from .problem import Location, Problem

DIAL_NUMBER = "*99#"
"""3GPP TS 27.007: a packet call with the default context.  ModemManager dials by itself; older readers want it."""

_MAX_PRIORITY = 999
"""Of connection.autoconnect-priority."""

_NAMESPACE = uuid.UUID("c6505ede-392f-5641-972e-8523713c974e")


class Secret:
    """A password or PIN: shown only by reveal()."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a profile comes from: a boot file, and the section in it (empty for a keyfile, which is one profile).

    name identifies the file whatever the boot partition is mounted on; file is its full path.
    """

    file: str
    name: str
    section: str = ""

    def __str__(self) -> str:
        return f"{self.file}#{self.section}" if self.section else self.file

    def uuid(self, candidate: int = 1) -> str:
        """The same on every boot, so that a profile is never doubled."""
        return self.uuid_of(str(candidate)) if candidate > 1 else self.uuid_of()

    def uuid_of(self, *which: str) -> str:
        """That of one of several profiles, told apart by these words."""
        return str(uuid.uuid5(_NAMESPACE, "\n".join((self.name, self.section, *which))))


@dataclass(frozen=True, slots=True)
class CellularProfile:
    """One connection.  None means that NetworkManager's default holds.

    apns: to be tried in order; one empty string means the subscription's default.  auto_apn: those that the SIM wants
    (auto_apn.py); in a template what NetworkManager guesses.  roaming: whether it may connect outside the home network.
    sim_id: ICCID; sim_operator_id: MCC and MNC as 5 or 6 digits; modem: ModemManager's device identifier.
    port: of a serial line, or for pppd (ppp/port.py).  network_id: MCC and MNC of the only network to register with.
    modes, preferred_mode, bands: mmcli's names; they have no property of NetworkManager's (radio_settings.py).
    initial_eps_bearer: its APN (initial_eps.py).  metric: of the routes of both families.  data_limit: bytes in a
    month.  properties: what else NetworkManager shall set, by section, each value a string or a tuple of strings.
    origins: the place of each field and of each `section.key`.
    moved: the secrets that were moved out of the source and that the installed profile holds.
    problems: the warnings about it.
    """

    template: ClassVar[str] = "gsm.nmconnection.j2"

    source: Source
    id: str
    uuid: str
    apns: tuple[str, ...] = ("",)
    auto_apn: bool = False
    username: str | None = None
    password: Secret | None = None
    pin: Secret | None = None
    number: str = DIAL_NUMBER
    ipv4: str = "auto"
    ipv6: str = "auto"
    roaming: bool | None = None
    sim_id: str | None = None
    sim_operator_id: str | None = None
    modem: str | None = None
    port: str | None = None
    network_id: str | None = None
    modes: tuple[str, ...] = ()
    preferred_mode: str | None = None
    bands: tuple[str, ...] = ()
    initial_eps_bearer: str | None = None
    metric: int | None = None
    mtu: int | None = None
    metered: str | None = None
    data_limit: int | None = None
    data_limit_stop: bool = False
    dns4: tuple[str, ...] = ()
    dns6: tuple[str, ...] = ()
    autoconnect: bool = True
    priority: int | None = None
    retries: int | None = None
    properties: Mapping[str, tuple[tuple[str, str | tuple[str, ...]], ...]] = field(default_factory=dict, repr=False)
    origins: Mapping[str, Location] = field(default_factory=dict)
    moved: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def lost(self) -> tuple[str, ...]:
        """The moved secrets that no installed profile held."""
        return tuple(key for key in self.moved if getattr(self, key) is None)

    @property
    def apn(self) -> str:
        return self.apns[0]

    def more(self, section: str) -> tuple[tuple[str, str | tuple[str, ...]], ...]:
        """The further properties of that section, as (key, value)."""
        return self.properties.get(section, ())

    def place(self, name: str) -> Location:
        """Where a field or a `section.key` was written, or else the profile itself."""
        return self.origins.get(name) or self.origins.get("id") or Location(self.source.file)


def candidates(profile: CellularProfile) -> tuple[CellularProfile, ...]:
    """One profile for each APN, in their order."""
    return ranked([_candidate(profile, number) for number in range(1, len(profile.apns) + 1)])


def _candidate(profile: CellularProfile, number: int) -> CellularProfile:
    apn = profile.apns[number - 1]
    if number == 1:
        return replace(profile, apns=(apn,))
    name = f"{profile.id} ({apn or 'default APN'})"
    return replace(profile, id=name, uuid=profile.source.uuid(number), apns=(apn,))


def ranked(alternatives: Sequence[CellularProfile]) -> tuple[CellularProfile, ...]:
    """Alternatives to one another, with the priorities and retries by which they are tried in this order.

    NetworkManager tries the next one only when a profile's retries are used up, so none of several may be retried
    for ever; 300 s after the last has failed it begins again with the first.
    """
    if len(alternatives) == 1:
        return tuple(
            replace(each, retries=_tries(each) if each.retries is None else each.retries) for each in alternatives
        )
    patient = [replace(each, retries=1 if each.retries is None else each.retries) for each in alternatives]
    return in_order(patient, patient[0].priority or 0)


def _tries(profile: CellularProfile) -> int:
    """0, for ever, but where roaming is off: abroad that is refused at once, and would be tried without a pause."""
    return 1 if profile.roaming is False else 0


def in_order(profiles: Sequence[CellularProfile], lowest: int) -> tuple[CellularProfile, ...]:
    """The same with priorities in this order, the last of which is `lowest` where there is room above it."""
    first = min(lowest + len(profiles) - 1, _MAX_PRIORITY)
    return tuple(replace(each, priority=first - place) for place, each in enumerate(profiles))
