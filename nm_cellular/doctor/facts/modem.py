"""The modem, its SIM and the network, as ModemManager, qmicli, mbimcli, uqmi, a dialer or the modem itself said it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ..source import Source
from .fact import Fact


class Told(NamedTuple):
    """The line that said one field of a report, where the report came of several."""

    field: str
    source: Source


class BearerReport(NamedTuple):
    """ip_type: ipv4, ipv6, ipv4v6; addresses: with their prefixes; error: as ModemManager or the modem names it;
    roaming: whether it may be connected while roaming.
    """

    connected: bool | None = None
    apn: str | None = None
    ip_type: str = ""
    interface: str = ""
    method: str = ""
    addresses: tuple[str, ...] = ()
    dns: tuple[str, ...] = ()
    mtu: int = 0
    error: str = ""
    roaming: bool | None = None


@dataclass(frozen=True, slots=True)
class ModemReport(Fact):
    """What one answer of `program` (mmcli, qmicli, a dialer, …) said; whatever it did not say is None or empty.

    device: below /sys, or the port; power: on, low, off; operating_mode: as QMI names it (online, offline,
    low-power), and minimum, in which the SIM is off too; registration: idle, home, roaming, searching, denied,
    unknown, emergency-only; packet_service: attached, detached; operator_code: MCC and MNC; signal: percent; rssi:
    dBm; lock: none, sim-pin, sim-puk, …; sim: ready, missing, error, locked; technologies: gsm, umts, lte, 5gnr, …;
    initial_apn: of the initial EPS bearer; allowed_modes: 2g, 3g, 4g, 5g, empty where all are; roaming_allowed: a
    setting of the modem; told: by field, where `source` is only the first line.
    """

    program: str = ""
    device: str = ""
    manufacturer: str = ""
    model: str = ""
    revision: str = ""
    plugin: str = ""
    drivers: tuple[str, ...] = ()
    ports: tuple[tuple[str, str], ...] = ()
    primary_port: str = ""
    state: str = ""
    failed_reason: str = ""
    power: str = ""
    operating_mode: str = ""
    lock: str = ""
    retries: tuple[tuple[str, int], ...] = ()
    sim: str = ""
    sim_operator_code: str = ""
    registration: str = ""
    packet_service: str = ""
    rejection: str = ""
    operator_code: str = ""
    operator_name: str = ""
    technologies: tuple[str, ...] = ()
    allowed_modes: tuple[str, ...] = ()
    supported_modes: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    supported_bands: tuple[str, ...] = ()
    ip_families: tuple[str, ...] = ()
    signal: int | None = None
    rssi: float | None = None
    initial_apn: str | None = None
    bearers: tuple[BearerReport, ...] = ()
    roaming_allowed: bool | None = None
    told: tuple[Told, ...] = ()

    def where(self, field: str) -> Source:
        """The line that said it."""
        return next((each.source for each in self.told if each.field == field), self.source)


@dataclass(frozen=True, slots=True)
class NoModems(Fact):
    """A list of modems that was empty (`mmcli -L`: No modems were found)."""


@dataclass(frozen=True, slots=True)
class Refusal(Fact):
    """A request that failed.

    program: who asked; request: what for: connect, register, enable, online (radio on), offline, open (a port), unlock,
    sim, create (ModemManager's modem), status, empty where it was not said; error: as it was said, with its number.
    """

    program: str
    request: str
    error: str


@dataclass(frozen=True, slots=True)
class AtExchange(Fact):
    """command: upper case, without AT where it has more (`+CPIN?`), `AT` alone; answers: lines without the result;
    result: OK, ERROR, +CME ERROR: 10, NO CARRIER, CONNECT, …; empty where none was seen.
    """

    command: str
    answers: tuple[str, ...] = ()
    result: str = ""


@dataclass(frozen=True, slots=True)
class RadioVoters(Fact):
    """Who keeps the radio of a Sierra Wireless module in low power: User, W_DISABLE, IMSWITCH, BIOS, Volt, Temp, …"""

    voters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModuleName(Fact):
    """What a writer calls the module, with its variant: `EC25-A`, `SIM7600E-H`; family: EC25; variant: A."""

    family: str
    variant: str


@dataclass(frozen=True, slots=True)
class Place(Fact):
    """Where a writer says that he is; region: the first digit of the mobile country codes there."""

    region: str


@dataclass(frozen=True, slots=True)
class DaemonMissing(Fact):
    """A tool did not find the daemon that it talks to; program: ModemManager."""

    program: str


@dataclass(frozen=True, slots=True)
class PortLeftOut(Fact):
    """ModemManager's filter dropped a port; why: as it said it."""

    port: str
    why: str


@dataclass(frozen=True, slots=True)
class LatePort(Fact):
    """A port that came when ModemManager had ended its probing of the device."""

    port: str


@dataclass(frozen=True, slots=True)
class NoAnswer(Fact):
    """A port or modem that did not answer; times: how often in a row, where it was said."""

    port: str
    program: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class PortBusy(Fact):
    """A port that another process has; by: its name or number where it was said."""

    port: str
    program: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class ScannedNetwork(Fact):
    """A network that the modem heard; availability: available, current, forbidden, unknown."""

    operator_code: str
    availability: str
    technology: str = ""
