"""What an observation says of each modem, in the words of the watch."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from ipaddress import ip_interface

from ..modems.bearer import Bearer
from ..modems.modem import Modem
from ..modems.modem_enums import FailedReason, Lock, RegistrationState, State
from ..modems.nm_device import Device, DeviceState, Networking
from ..modems.observation import Observation
from ..status import trouble
from .event import Condition, Counted, Family, Need, Sight

_FOR_GOOD = ("serviceoptionnotsubscribed", "operatordeterminedbarring", "userauthenticationfailed", "pdpauthfailure")
"""ModemManager's errors for refusals that only the operator, or another login, ends."""

_UNTOLD = {
    Condition.HELD: "it is connected, and not by NetworkManager",
    Condition.STARTING: "NetworkManager ends a connection",
}
"""Reasons that are no trouble."""

_USB_PORT = re.compile(r"/usb\d+/(?:.*/)?(\d+-\d+(?:\.\d+)*)(?:/|$)")

Packets = Mapping[str, Mapping[Family, Counted]]
"""By network interface."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the kernel says: packets; usb: the ports at which there is a device, such as 1-1.3; holders: by path of a
    modem that is not listed, the program that has its ports open.
    """

    packets: Packets
    usb: Collection[str] = ()
    holders: Mapping[str, str] | None = None


def usb_port(device: str) -> str:
    """Such as 1-1.3, of a modem's path below /sys; empty where it is not on USB."""
    found = _USB_PORT.search(device)
    return found[1] if found else ""


def of_all(seen: Observation, known: Collection[str], around: Surroundings) -> dict[str, Sight]:
    """By path below /sys, of the modems that are there and of those that were."""
    listed = {modem.device: _listed(modem, seen, around) for modem in seen.modems}
    return {device: _unlisted(device, seen, around) for device in known if device not in listed} | listed


def _unlisted(device: str, seen: Observation, around: Surroundings) -> Sight:
    if seen.failure:
        return Sight(Condition.HELD, seen.failure.message)
    if holder := (around.holders or {}).get(device):
        return Sight(Condition.HELD, f"{holder} has the modem's ports open")
    port = usb_port(device)
    if port in around.usb:
        return Sight(Condition.ABSENT, "ModemManager does not list the modem", needs=frozenset({Need.USB, Need.PORT}))
    needs = frozenset({Need.PORT} if port else ())
    return Sight(Condition.ABSENT, "the modem is not plugged in", needs=needs)


def _listed(modem: Modem, seen: Observation, around: Surroundings) -> Sight:
    device = seen.device(modem)
    wrong = trouble.of(modem, seen.networking)
    condition = _condition(modem, seen.networking, device)
    return Sight(
        condition,
        wrong.summary if wrong else _UNTOLD.get(condition, ""),
        _families(device, around.packets) if device and condition is Condition.UP else {},
        connection=_connection(modem.bearer, device),
        is_dialling=device is not None and _is_activating(device),
        dial=device.activation if device else "",
        by_user=device is not None and device.is_taken_down,
        needs=_needs(modem, device, around),
    )


def _condition(modem: Modem, networking: Networking | None, device: Device | None) -> Condition:
    if networking is None or networking.failure or not networking.wwan_enabled:
        return Condition.HELD
    match modem.state:
        case State.FAILED:
            return _of_failed(modem)
        case State.LOCKED:
            return Condition.STARTING if modem.lock in (Lock.SIM_PIN2, Lock.SIM_PUK2) else Condition.HELD
        case State.UNKNOWN | State.INITIALIZING | State.DISABLING | State.ENABLING | State.DISCONNECTING:
            return Condition.STARTING
    if device and (device.state is DeviceState.UNMANAGED or not device.profiles):
        return Condition.HELD
    return _of_ready(modem, device)


def _of_failed(modem: Modem) -> Condition:
    """What only somebody with hands can mend, and the rest, where a reset may."""
    by_hand = (FailedReason.SIM_MISSING, FailedReason.ESIM_WITHOUT_PROFILES)
    return Condition.HELD if modem.failed_reason in by_hand else Condition.SEARCHING


def _of_ready(modem: Modem, device: Device | None) -> Condition:
    if modem.state is State.CONNECTED:
        return _of_connected(modem, device)
    if modem.state is State.CONNECTING or (device and _is_changing(device)):
        return Condition.STARTING
    if _is_refused(modem):
        return Condition.REFUSED
    if modem.state in (State.ENABLED, State.SEARCHING):
        return Condition.SEARCHING
    if modem.state is State.REGISTERED and _may_not_roam(modem):
        return Condition.HELD
    return Condition.DOWN


def _of_connected(modem: Modem, device: Device | None) -> Condition:
    if modem.bearer and modem.bearer.suspended:
        return Condition.HELD
    if device and device.state is DeviceState.ACTIVATED:
        return Condition.UP
    return Condition.STARTING if device and _is_changing(device) else Condition.HELD


def _is_refused(modem: Modem) -> bool:
    registration = modem.registration
    if registration.state is RegistrationState.DENIED or registration.rejection:
        return True
    error = modem.bearer.error.rpartition(".")[2].lower().removeprefix("gprs") if modem.bearer else ""
    return error in _FOR_GOOD


def _may_not_roam(modem: Modem) -> bool:
    return modem.registration.state.is_roaming and modem.bearer is not None and not modem.bearer.may_roam


def _is_changing(device: Device) -> bool:
    return _is_activating(device) or device.state >= DeviceState.DEACTIVATING


def _is_activating(device: Device) -> bool:
    return DeviceState.PREPARE <= device.state < DeviceState.ACTIVATED


def _connection(bearer: Bearer | None, device: Device | None) -> str:
    """NetworkManager's active connection may stay while the network gives another address."""
    return f"{bearer.path if bearer else ''} {device.ip_interface if device else ''}"


def _families(device: Device, packets: Packets) -> dict[Family, Counted]:
    counted = packets.get(device.ip_interface, {})
    families = {_family(address) for address in device.addresses if not ip_interface(address).is_link_local}
    return {family: counted.get(family, Counted()) for family in sorted(families)}


def _family(address: str) -> Family:
    return Family.IPV6 if ":" in address else Family.IPV4


def _needs(modem: Modem, device: Device | None, around: Surroundings) -> frozenset[Need]:
    port = usb_port(modem.device)
    registered = modem.state >= State.REGISTERED and device is not None
    found = {
        Need.LISTED: True,
        Need.DIALABLE: registered,
        Need.CHOICE: registered and device is not None and device.profiles > 1,
        Need.USB: port in around.usb,
        Need.PORT: bool(port),
    }
    return frozenset(need for need, there in found.items() if there)
