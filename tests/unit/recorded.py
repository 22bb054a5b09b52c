"""Observations as the watch sees them, made of a few figures."""

from __future__ import annotations

from typing import Any

from nm_cellular.modems.bearer import Bearer
from nm_cellular.modems.modem import MODEM, MODEM_3GPP, Modem, Sim
from nm_cellular.modems.nm_device import Device, DeviceState, Networking
from nm_cellular.modems.observation import Observation, Traffic

DEVICE = "/sys/devices/platform/soc/usb1/1-1"
UUID = "3b8f359e-4df2-4997-99d8-04e15742d38f"
REGISTERED, CONNECTED = 8, 11
LTE = 1 << 14


def modem(
    quality: int = 60,
    *,
    state: int = REGISTERED,
    technologies: int = LTE,
    bearer: Bearer | None = None,
    device: str = DEVICE,
    iccid: str = "8944110065300000009",
) -> Modem:
    properties = {
        "State": state,
        "Device": device,
        "SignalQuality": (quality, True),
        "AccessTechnologies": technologies,
    }
    interfaces: dict[str, dict[str, Any]] = {MODEM: properties, MODEM_3GPP: {"OperatorCode": "23410"}}
    sim = Sim.from_properties("/SIM/0", {"SimIdentifier": iccid}) if iccid else None
    return Modem.from_interfaces(f"/Modem/{device[-1]}", interfaces, sim, [bearer] if bearer else [])


def bearer(received: int, sent: int, *, attempts: int = 1, path: str = "/Bearer/0", connected: bool = True) -> Bearer:
    stats = {"duration": 10, "rx-bytes": received, "tx-bytes": sent, "attempts": attempts}
    return Bearer.from_properties(path, {"Connected": connected, "Interface": "wwan0", "Stats": stats})


def connected(received: int, sent: int, quality: int = 60, **which: Any) -> Observation:
    return seen(modem(quality, state=CONNECTED, bearer=bearer(received, sent, **which)))


def by_kernel(received: int, sent: int, interface: str, *, attempts: int = 1) -> Observation:
    """A connection that ModemManager does not count."""
    found = modem(state=CONNECTED, bearer=bearer(0, 0, attempts=attempts))
    return Observation((found,), counted={found.path: Traffic(received, sent, interface)})


def seen(*modems: Modem) -> Observation:
    devices = {each.path: _device(each) for each in modems}
    return Observation(modems, Networking(wwan_enabled=True, devices=devices))


def _device(modem: Modem) -> Device:
    state = DeviceState.ACTIVATED if modem.bearer else DeviceState.DISCONNECTED
    uuid = UUID if modem.bearer else ""
    return Device("cdc-wdm0", "wwan0", state, "mobile", uuid, (), (), 1, f"/Devices{modem.path}")
