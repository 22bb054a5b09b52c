"""What NetworkManager knows of the modems, as it was at one moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address
from typing import Any

from ..errors import CommandError
from .dbus_values import Properties, is_number
from .tolerant import Tolerant

_MANAGER = "org.freedesktop.NetworkManager"
_MANAGER_PATH = "/org/freedesktop/NetworkManager"
_DEVICE = "org.freedesktop.NetworkManager.Device"
_ACTIVE = "org.freedesktop.NetworkManager.Connection.Active"
_IP_CONFIGS = {
    "Ip4Config": "org.freedesktop.NetworkManager.IP4Config",
    "Ip6Config": "org.freedesktop.NetworkManager.IP6Config",
}
_MODEM = 8
_USER_REQUESTED = 39
"""NMDeviceStateReason."""

_IPV6_BYTES = 16

Objects = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""As GetManagedObjects has them: properties by interface, by object path."""


class DeviceState(Tolerant):
    UNKNOWN = 0
    UNMANAGED = 10
    UNAVAILABLE = 20
    DISCONNECTED = 30
    PREPARE = 40
    CONFIG = 50
    NEED_AUTH = 60
    IP_CONFIG = 70
    IP_CHECK = 80
    SECONDARIES = 90
    ACTIVATED = 100
    DEACTIVATING = 110
    FAILED = 120


@dataclass(frozen=True, slots=True)
class Device:
    """A modem as a device: profile and uuid of what runs on it, empty where nothing does.

    addresses: with their prefixes; profiles: how many of them fit the device, whether they run or not; path: of the
    device on the bus; reason: of its state, an NMDeviceStateReason; activation: path of what runs on it, or is about
    to, another one each time.
    """

    interface: str
    ip_interface: str
    state: DeviceState
    profile: str
    uuid: str
    addresses: tuple[str, ...]
    gateways: tuple[str, ...]
    profiles: int
    path: str = ""
    reason: int = 0
    nameservers: tuple[str, ...] = ()
    activation: str = ""

    @property
    def is_taken_down(self) -> bool:
        """By hand, and NetworkManager leaves it so."""
        is_down = self.state in (DeviceState.DEACTIVATING, DeviceState.DISCONNECTED)
        return is_down and self.reason == _USER_REQUESTED


@dataclass(frozen=True, slots=True)
class Networking:
    """wwan_enabled: False after `nmcli radio wwan off`; devices: by ModemManager's path of the modem.

    failure: why nothing is known of these, though NetworkManager runs.
    """

    wwan_enabled: bool
    devices: Mapping[str, Device]
    failure: CommandError | None = None

    @classmethod
    def from_objects(cls, objects: Objects) -> Networking:
        manager = Properties(objects.get(_MANAGER_PATH, {}).get(_MANAGER, {}))
        devices = {path: Properties(found[_DEVICE]) for path, found in objects.items() if _DEVICE in found}
        return cls(
            wwan_enabled=manager.truth("WwanEnabled"),
            # For a modem the "unique device identifier" is ModemManager's object path.
            devices={
                each.text("Udi"): _device(path, each, objects) for path, each in devices.items() if _is_modem(each)
            },
        )

    @classmethod
    def unknown(cls, failure: CommandError) -> Networking:
        return cls(wwan_enabled=False, devices={}, failure=failure)


def _is_modem(device: Properties) -> bool:
    return device.number("DeviceType") == _MODEM


def _device(path: str, device: Properties, objects: Objects) -> Device:
    active = Properties(objects.get(device.path("ActiveConnection"), {}).get(_ACTIVE, {}))
    configs = [
        Properties(objects.get(device.path(key), {}).get(interface, {})) for key, interface in _IP_CONFIGS.items()
    ]
    return Device(
        interface=device.text("Interface"),
        ip_interface=device.text("IpInterface"),
        state=DeviceState(device.number("State")),
        profile=active.text("Id"),
        uuid=active.text("Uuid"),
        addresses=tuple(address for config in configs for address in _addresses(config)),
        gateways=tuple(filter(None, (config.text("Gateway") for config in configs))),
        profiles=len(device.items("AvailableConnections")),
        path=path,
        reason=_reason(device),
        nameservers=tuple(server for config in configs for server in _nameservers(config)),
        activation=device.path("ActiveConnection"),
    )


def _reason(device: Properties) -> int:
    """StateReason is (state, reason)."""
    found = device.items("StateReason")
    return found[1] if len(found) == 2 and is_number(found[1]) else 0


def _nameservers(config: Properties) -> Iterator[str]:
    """IPv4's are texts, IPv6's are bytes."""
    for entry in config.all_below("NameserverData"):
        yield entry.text("address")
    for octets in config.items("Nameservers"):
        if isinstance(octets, bytes) and len(octets) == _IPV6_BYTES:
            yield str(IPv6Address(octets))


def _addresses(config: Properties) -> Iterator[str]:
    for entry in config.all_below("AddressData"):
        yield f"{entry.text('address')}/{entry.number('prefix')}"
