"""The JSON of `nm-cellular status --json`, which docs/status.schema.json describes."""

from __future__ import annotations

from typing import Any

from ..modems.bearer import Bearer, IpConfig
from ..modems.modem import Location, Modem, Sim, Slot
from ..modems.nm_device import Device
from ..modems.observation import Observation, Traffic
from ..modems.reception import Signal
from ..modems.registration import Registration, Rejection
from . import radio, verdict
from .ids import ShowId

TYPE_CHECKING = False  # as in report.py

if TYPE_CHECKING:
    from ..data_limits.counting import Account


def make(observation: Observation, show_id: ShowId) -> dict[str, Any]:
    return {
        "verdict": _verdict(verdict.of(observation)),
        "networkmanager_runs": observation.networking is not None,
        "modems": [_modem(modem, observation, show_id) for modem in observation.modems],
    }


def _verdict(found: verdict.Verdict) -> dict[str, Any]:
    return {"works": found.works, "summary": found.summary, "hint": found.hint}


def _modem(modem: Modem, observation: Observation, show_id: ShowId) -> dict[str, Any]:
    return {
        "path": modem.path,
        "verdict": _verdict(verdict.of_modem(modem, observation.networking, observation.accounts.get(modem.device))),
        **_equipment(modem, show_id),
        "state": modem.state.label,
        "failed_reason": modem.failed_reason.label,
        "power": modem.power.label,
        "lock": modem.lock.label,
        "retries": {lock.label: left for lock, left in modem.retries.items()},
        "sim": _sim(modem.sim, show_id) if modem.sim else None,
        "sim_slots": [_slot(slot, show_id) for slot in modem.sim_slots],
        "registration": _registration(modem.registration),
        "technologies": list(modem.technologies.labels()),
        "signal": _signal(modem.signal),
        "radio": radio.document(modem.radio),
        "ip_families": list(modem.ip_families.labels()),
        "location": _location(modem.location) if modem.location else None,
        "bearers": [_bearer(bearer) for bearer in modem.bearers],
        "initial_bearer": _bearer(modem.initial_bearer) if modem.initial_bearer else None,
        "networkmanager": _device(device) if (device := observation.device(modem)) else None,
        "traffic": _traffic(traffic) if (traffic := observation.traffic(modem)) else None,
        "apn_chosen": observation.chosen.get(modem.sim.iccid, "") if modem.sim else "",
        "data": _month(account) if (account := observation.accounts.get(modem.device)) else None,
        "watch": watched.document() if (watched := observation.watched.get(modem.device)) else None,
        **_whereabouts(modem, observation, show_id),
    }


def _whereabouts(modem: Modem, observation: Observation, show_id: ShowId) -> dict[str, Any]:
    """Keys that are there where somebody asked for them."""
    found = observation.whereabouts.get(modem.path)
    if not found:
        return {}
    from . import places

    return {"whereabouts": places.document(found, show_id)}


def _equipment(modem: Modem, show_id: ShowId) -> dict[str, Any]:
    return {
        "device": modem.device,
        "device_identifier": modem.device_identifier,
        "manufacturer": modem.manufacturer,
        "model": modem.model,
        "revision": modem.revision,
        "plugin": modem.plugin,
        "drivers": list(modem.drivers),
        "ports": [{"name": port.name, "type": port.type.label} for port in modem.ports],
        "primary_port": modem.primary_port,
        "imei": show_id(modem.imei),
        "own_numbers": [show_id(number) for number in modem.own_numbers],
    }


def _sim(sim: Sim, show_id: ShowId) -> dict[str, Any]:
    return {
        "path": sim.path,
        "active": sim.active,
        "iccid": show_id(sim.iccid),
        "imsi": show_id(sim.imsi),
        "eid": show_id(sim.eid),
        "operator_code": sim.operator_code,
        "operator_name": sim.operator_name,
        "gid1": sim.gid1,
        "type": sim.type.label,
    }


def _slot(slot: Slot, show_id: ShowId) -> dict[str, Any]:
    return {
        "number": slot.number,
        "primary": slot.primary,
        "path": slot.path,
        "sim": _sim(slot.sim, show_id) if slot.sim else None,
    }


def _registration(registration: Registration) -> dict[str, Any]:
    return {
        "state": registration.state.label,
        "operator_code": registration.operator_code,
        "operator_name": registration.operator_name,
        "packet_service": registration.packet_service.label,
        "rejection": _rejection(registration.rejection) if registration.rejection else None,
    }


def _rejection(rejection: Rejection) -> dict[str, Any]:
    return {
        "cause": rejection.cause,
        "operator_code": rejection.operator_code,
        "operator_name": rejection.operator_name,
        "technologies": list(rejection.technologies.labels()),
    }


def _signal(signal: Signal) -> dict[str, Any]:
    return {
        "quality": signal.quality,
        "recent": signal.recent,
        "rate": signal.rate,
        "measured": {technology: dict(values) for technology, values in signal.measured.items()},
    }


def _location(location: Location) -> dict[str, Any]:
    return {
        "capabilities": list(location.capabilities.labels()),
        "enabled": list(location.enabled.labels()),
        "signals": location.signals,
    }


def _bearer(bearer: Bearer) -> dict[str, Any]:
    stats = bearer.stats
    return {
        "path": bearer.path,
        "connected": bearer.connected,
        "suspended": bearer.suspended,
        "interface": bearer.interface,
        "apn": bearer.apn,
        "ip_type": list(bearer.ip_type.labels()),
        "ipv4": _ip_config(bearer.ipv4) if bearer.ipv4 else None,
        "ipv6": _ip_config(bearer.ipv6) if bearer.ipv6 else None,
        "error": {"name": bearer.error, "message": bearer.error_text} if bearer.error else None,
        "stats": {
            "duration": stats.duration,
            "rx_bytes": stats.received,
            "tx_bytes": stats.sent,
            "attempts": stats.attempts,
            "failed_attempts": stats.failed_attempts,
        },
    }


def _ip_config(config: IpConfig) -> dict[str, Any]:
    return {
        "method": config.method.label,
        "address": config.address,
        "prefix": config.prefix or None,
        "gateway": config.gateway,
        "dns": list(config.dns),
        "mtu": config.mtu or None,
    }


def _device(device: Device) -> dict[str, Any]:
    return {
        "interface": device.interface,
        "ip_interface": device.ip_interface,
        "state": device.state.label,
        "profile": device.profile,
        "uuid": device.uuid,
        "addresses": list(device.addresses),
        "gateways": list(device.gateways),
        "profiles": device.profiles,
    }


def _month(account: Account) -> dict[str, Any]:
    from ..data_limits import document

    return document.of(account)


def _traffic(traffic: Traffic) -> dict[str, Any]:
    return {
        "rx_bytes": traffic.received,
        "tx_bytes": traffic.sent,
        "source": "kernel" if traffic.interface else "modemmanager",
        "interface": traffic.interface,
    }
