"""What ModemManager knows of a modem and its SIM, as it was at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .bearer import Bearer
from .dbus_values import Properties
from .modem_enums import (
    AccessTechnology,
    FailedReason,
    IpFamily,
    Lock,
    PacketService,
    PortType,
    Power,
    RegistrationState,
    SimType,
    State,
)

MODEM = "org.freedesktop.ModemManager1.Modem"
SIM = "org.freedesktop.ModemManager1.Sim"
_3GPP = "org.freedesktop.ModemManager1.Modem.Modem3gpp"
_SIGNAL = "org.freedesktop.ModemManager1.Modem.Signal"

_MEASURED = {"Cdma": "cdma", "Evdo": "evdo", "Gsm": "gsm", "Umts": "umts", "Lte": "lte", "Nr5g": "5g"}
_MEASURES = ("rssi", "rsrp", "rsrq", "snr", "rscp", "ecio", "sinr", "io")


@dataclass(frozen=True, slots=True)
class Port:
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


@dataclass(frozen=True, slots=True)
class Registration:
    """With the network; rejection: the number of an MMNetworkError, from 1.24 on, 0 where there was none."""

    state: RegistrationState
    operator_code: str
    operator_name: str
    packet_service: PacketService
    rejection: int

    @classmethod
    def from_properties(cls, values: Mapping[str, Any]) -> Registration:
        properties = Properties(values)
        known = "RegistrationState" in values
        return cls(
            RegistrationState(properties.number("RegistrationState")) if known else RegistrationState.UNKNOWN,
            operator_code=properties.text("OperatorCode"),
            operator_name=properties.text("OperatorName"),
            packet_service=PacketService(properties.number("PacketServiceState")),
            rejection=properties.below("NetworkRejection").number("error"),
        )


@dataclass(frozen=True, slots=True)
class Signal:
    """quality: percent; recent: not of an earlier time.

    measured: dBm (rssi, rsrp, rscp) and dB (rsrq, snr, sinr, ecio) by technology, empty until somebody has asked
    ModemManager to poll (`mmcli --signal-setup`).
    """

    quality: int
    recent: bool
    measured: Mapping[str, Mapping[str, float]]

    @classmethod
    def from_properties(cls, modem: Properties, measured: Properties) -> Signal:
        quality, recent = (*modem.items("SignalQuality"), 0, False)[:2]
        found = {label: _measures(measured.below(key)) for key, label in _MEASURED.items()}
        return cls(
            quality if isinstance(quality, int) else 0,
            recent is True,
            {label: values for label, values in found.items() if values},
        )


def _measures(properties: Properties) -> dict[str, float]:
    found = {name: properties.measure(name) for name in _MEASURES}
    return {name: value for name, value in found.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Modem:
    """path: on the bus; device: below /sys; retries: tries that are left, by lock; sim: the one in use."""

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
    sim_slots: tuple[str, ...]
    registration: Registration
    technologies: AccessTechnology
    signal: Signal
    ip_families: IpFamily
    bearers: tuple[Bearer, ...]

    @classmethod
    def from_interfaces(
        cls,
        path: str,
        interfaces: Mapping[str, Mapping[str, Any]],
        sim: Sim | None,
        bearers: Sequence[Bearer],
    ) -> Modem:
        properties = Properties(interfaces.get(MODEM, {}))
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
            retries=_retries(properties.mapping("UnlockRetries")),
            sim=sim,
            sim_slots=properties.texts("SimSlots"),
            registration=Registration.from_properties(interfaces.get(_3GPP, {})),
            technologies=AccessTechnology(properties.number("AccessTechnologies")),
            signal=Signal.from_properties(properties, Properties(interfaces.get(_SIGNAL, {}))),
            ip_families=IpFamily(properties.number("SupportedIpFamilies")),
            bearers=tuple(bearers),
        )

    @property
    def bearer(self) -> Bearer | None:
        """The one that carries data, else the one that was tried last."""
        return next((each for each in self.bearers if each.connected), self.bearers[-1] if self.bearers else None)

    @property
    def number(self) -> str:
        """What mmcli calls it by."""
        return self.path.rpartition("/")[2]


def _ports(found: Sequence[Any]) -> tuple[Port, ...]:
    pairs = [port for port in found if isinstance(port, list) and len(port) == 2]
    return tuple(Port(str(name), PortType(type_)) for name, type_ in pairs if isinstance(type_, int))


def _retries(found: Mapping[Any, Any]) -> dict[Lock, int]:
    return {Lock(lock): left for lock, left in found.items() if isinstance(lock, int) and isinstance(left, int)}


def modem_paths(objects: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The modems among ModemManager's objects, in the order of their numbers."""
    return sorted((path for path in objects if MODEM in objects[path]), key=_number)


def _number(path: str) -> tuple[int, str]:
    number = path.rpartition("/")[2]
    return (int(number) if number.isdecimal() else 0), path


def sim_path(interfaces: Mapping[str, Mapping[str, Any]]) -> str:
    return Properties(interfaces.get(MODEM, {})).path("Sim")


def bearer_paths(interfaces: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    return Properties(interfaces.get(MODEM, {})).texts("Bearers")
