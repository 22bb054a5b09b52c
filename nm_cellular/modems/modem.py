"""What ModemManager knows of a modem and its SIM, as it was at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from .bearer import Bearer
from .dbus_values import Properties, is_number
from .modem_enums import AccessTechnology, FailedReason, IpFamily, LocationSource, Lock, PortType, Power, SimType, State
from .radio import Radio
from .reception import Signal
from .registration import Registration

MODEM = "org.freedesktop.ModemManager1.Modem"
LOCATION = "org.freedesktop.ModemManager1.Modem.Location"
SIM = "org.freedesktop.ModemManager1.Sim"
MODEM_3GPP = "org.freedesktop.ModemManager1.Modem.Modem3gpp"
_SIGNAL = "org.freedesktop.ModemManager1.Modem.Signal"

_UNKNOWN_RETRIES = 999
"""ModemManager's MM_UNLOCK_RETRIES_UNKNOWN, where a modem does not tell."""


class Port(NamedTuple):
    name: str
    type: PortType


@dataclass(frozen=True, slots=True)
class Sim:
    """operator_code: MCC and MNC of who issued it; gid1: hexadecimal, tells an MVNO's SIMs from its host's."""

    path: str
    active: bool
    iccid: str
    imsi: str
    eid: str
    operator_code: str
    operator_name: str
    gid1: str
    type: SimType

    @classmethod
    def from_properties(cls, path: str, values: Mapping[str, Any]) -> Sim:
        properties = Properties(values)
        return cls(
            path,
            # Before 1.16 there were no slots, and every SIM was the active one.
            active=properties.truth("Active") or "Active" not in values,
            iccid=properties.text("SimIdentifier"),
            imsi=properties.text("Imsi"),
            eid=properties.text("Eid"),
            operator_code=properties.text("OperatorIdentifier"),
            operator_name=properties.text("OperatorName"),
            gid1=properties.octets("Gid1").hex(),
            type=SimType(properties.number("SimType")),
        )


class Slot(NamedTuple):
    """A place for a SIM; number: from 1 on; path and sim are empty where it is; primary: the modem uses it."""

    number: int
    path: str
    primary: bool
    sim: Sim | None


class Location(NamedTuple):
    """What may tell where the modem is; signals: any user can read it as a property."""

    capabilities: LocationSource
    enabled: LocationSource
    signals: bool

    @classmethod
    def from_properties(cls, properties: Properties) -> Location:
        return cls(
            LocationSource(properties.number("Capabilities")),
            LocationSource(properties.number("Enabled")),
            signals=properties.truth("SignalsLocation"),
        )


@dataclass(frozen=True, slots=True)
class Modem:
    """path: on the bus; device: below /sys; retries: tries that are left, by lock, where the modem tells; sim: the
    one in use.

    sim_slots: none where the modem has one SIM and no slots to choose from; initial_bearer: that of the network's own
    choice, with which an LTE modem attaches; location: None where the modem does not offer it.
    """

    path: str
    device: str
    device_identifier: str
    manufacturer: str
    model: str
    revision: str
    plugin: str
    drivers: tuple[str, ...]
    ports: tuple[Port, ...]
    primary_port: str
    imei: str
    own_numbers: tuple[str, ...]
    state: State
    failed_reason: FailedReason
    power: Power
    lock: Lock
    retries: Mapping[Lock, int]
    sim: Sim | None
    sim_slots: tuple[Slot, ...]
    registration: Registration
    radio: Radio
    technologies: AccessTechnology
    signal: Signal
    ip_families: IpFamily
    location: Location | None
    bearers: tuple[Bearer, ...]
    initial_bearer: Bearer | None

    @classmethod
    def from_interfaces(
        cls,
        path: str,
        interfaces: Mapping[str, Mapping[str, Any]],
        sim: Sim | None,
        bearers: Sequence[Bearer],
        *,
        other_sims: Sequence[Sim] = (),
        initial_bearer: Bearer | None = None,
    ) -> Modem:
        properties = Properties(interfaces.get(MODEM, {}))
        sims = (sim, *other_sims) if sim else other_sims
        return cls(
            path,
            device=properties.text("Device"),
            device_identifier=properties.text("DeviceIdentifier"),
            manufacturer=properties.text("Manufacturer"),
            model=properties.text("Model"),
            revision=properties.text("Revision"),
            plugin=properties.text("Plugin"),
            drivers=properties.texts("Drivers"),
            ports=_ports(properties.items("Ports")),
            primary_port=properties.text("PrimaryPort"),
            imei=properties.text("EquipmentIdentifier"),
            own_numbers=properties.texts("OwnNumbers"),
            state=State(properties.number("State")),
            failed_reason=FailedReason(properties.number("StateFailedReason")),
            power=Power(properties.number("PowerState")),
            lock=Lock(properties.number("UnlockRequired")),
            retries=retries(properties),
            sim=sim,
            sim_slots=_slots(properties, {each.path: each for each in sims}),
            registration=Registration.from_properties(interfaces.get(MODEM_3GPP, {})),
            radio=Radio.from_properties(interfaces.get(MODEM, {}), interfaces.get(MODEM_3GPP, {})),
            technologies=AccessTechnology(properties.number("AccessTechnologies")),
            signal=Signal.from_properties(properties, Properties(interfaces.get(_SIGNAL, {}))),
            ip_families=IpFamily(properties.number("SupportedIpFamilies")),
            location=Location.from_properties(Properties(interfaces[LOCATION])) if LOCATION in interfaces else None,
            bearers=tuple(bearers),
            initial_bearer=initial_bearer,
        )

    @property
    def bearer(self) -> Bearer | None:
        """The one that carries data, else the one that was tried last."""
        return next((each for each in self.bearers if each.connected), self.bearers[-1] if self.bearers else None)

    @property
    def number(self) -> str:
        """What mmcli calls it by."""
        return self.path.rpartition("/")[2]


def _slots(properties: Properties, sims: Mapping[str, Sim]) -> tuple[Slot, ...]:
    primary = properties.number("PrimarySimSlot")
    paths = enumerate(properties.paths("SimSlots"), start=1)
    return tuple(Slot(number, path, number == primary, sims.get(path)) for number, path in paths)


def _ports(found: Sequence[Any]) -> tuple[Port, ...]:
    pairs = [port for port in found if isinstance(port, list) and len(port) == 2]
    return tuple(Port(str(name), PortType(type_)) for name, type_ in pairs if is_number(type_))


def retries(properties: Properties) -> dict[Lock, int]:
    """As in Modem; properties: of its interface MODEM."""
    found = properties.mapping("UnlockRetries")
    known = {lock: left for lock, left in found.items() if is_number(lock) and is_number(left)}
    return {Lock(lock): left for lock, left in known.items() if left < _UNKNOWN_RETRIES}
