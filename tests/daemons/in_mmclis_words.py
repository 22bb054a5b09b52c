"""What `status --json` says and what mmcli says, in one form that can be compared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.lab import Lab


def mmcli(lab: Lab, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(lab.run(["mmcli", "--output-json", *words]).stdout)
    return found


def told_by_mmcli(lab: Lab, number: str) -> dict[str, Any]:
    modem = mmcli(lab, "--modem", number)["modem"]
    generic, network = modem["generic"], modem["3gpp"]
    sim = generic["sim"]
    return {
        "dbus-path": modem["dbus-path"],
        "generic": {key: generic[key] for key in GENERIC},
        "3gpp": {key: network[key] for key in NETWORK},
        "initial-bearer": network["eps"]["initial-bearer"]["dbus-path"],
        "initial-eps": {key: network["eps"]["initial-bearer"]["settings"][key] for key in INITIAL_EPS},
        "rejection": {key: network.get(f"network-rejection-{key}", "--") for key in REJECTION},
        "sim": None if sim == "--" else told_of_sim(mmcli(lab, "--sim", sim)["sim"]),
        "bearers": [
            told_of_bearer(mmcli(lab, "--bearer", path)["bearer"]) for path in sorted(generic["bearers"], key=_number)
        ],
    }


GENERIC = (
    *(
        "device",
        "device-identifier",
        "equipment-identifier",
        "manufacturer",
        "model",
        "revision",
        "plugin",
        "drivers",
        "ports",
        "primary-port",
    ),
    *("own-numbers", "state", "state-failed-reason", "power-state", "unlock-required", "unlock-retries"),
    *("access-technologies", "signal-quality", "supported-ip-families", "sim-slots", "primary-sim-slot"),
    *("current-modes", "supported-modes", "current-bands", "supported-bands"),
)
NETWORK = ("registration-state", "operator-code", "operator-name", "packet-service-state")
INITIAL_EPS = ("apn", "ip-type", "user")
REJECTION = ("operator-id", "operator-name")
SIM = ("active", "iccid", "imsi", "eid", "operator-code", "operator-name", "gid1", "sim-type")
STATS = ("attempts", "failed-attempts", "bytes-rx", "bytes-tx", "duration")


def told_of_sim(sim: Mapping[str, Any]) -> dict[str, Any]:
    return {"dbus-path": sim["dbus-path"], **{key: sim["properties"][key] for key in SIM}}


def _number(path: str) -> int:
    """ModemManager has the newest first."""
    return int(path.rpartition("/")[2])


def told_of_bearer(bearer: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "dbus-path": bearer["dbus-path"],
        "ipv4": bearer["ipv4-config"],
        "ipv6": bearer["ipv6-config"],
        "apn": bearer["properties"]["apn"],
        "ip-type": bearer["properties"]["ip-type"],
        "status": {key: bearer["status"][key] for key in ("connected", "suspended", "interface", "connection-error")},
        "stats": {key: bearer["stats"][key] for key in STATS},
    }


def in_mmclis_words(modem: Mapping[str, Any]) -> dict[str, Any]:
    """A modem of `status --json`, as mmcli would say the same."""
    signal, network = modem["signal"], modem["registration"]
    return {
        "dbus-path": modem["path"],
        "generic": {
            "device": modem["device"],
            "device-identifier": modem["device_identifier"],
            "equipment-identifier": or_dashes(modem["imei"]),
            "manufacturer": or_dashes(modem["manufacturer"]),
            "model": or_dashes(modem["model"]),
            "revision": or_dashes(modem["revision"]),
            "plugin": modem["plugin"],
            "drivers": modem["drivers"],
            "ports": [f"{port['name']} ({port['type']})" for port in modem["ports"]],
            "primary-port": modem["primary_port"],
            "own-numbers": modem["own_numbers"],
            "state": modem["state"],
            "state-failed-reason": unless(modem["failed_reason"], "none"),
            "power-state": unless(modem["power"], "unknown"),
            "unlock-required": unless(modem["lock"], "none", "unknown"),
            "unlock-retries": [f"{lock} ({left})" for lock, left in modem["retries"].items()],
            "access-technologies": modem["technologies"],
            "current-modes": modes_in_mmclis_words(modem["radio"]["modes"]),
            "supported-modes": [modes_in_mmclis_words(modes) for modes in modem["radio"]["supported_modes"]],
            "current-bands": modem["radio"]["bands"],
            "supported-bands": modem["radio"]["supported_bands"],
            "signal-quality": {"value": str(signal["quality"]), "recent": yes(signal["recent"])},
            "supported-ip-families": modem["ip_families"],
            "sim-slots": [slot["path"] or "/" for slot in modem["sim_slots"]],
            "primary-sim-slot": next((str(slot["number"]) for slot in modem["sim_slots"] if slot["primary"]), "--"),
        },
        "3gpp": {
            "registration-state": unless(network["state"], "unknown"),
            "operator-code": or_dashes(network["operator_code"]),
            "operator-name": or_dashes(network["operator_name"]),
            "packet-service-state": unless(network["packet_service"], "unknown"),
        },
        "initial-bearer": modem["initial_bearer"]["path"] if modem["initial_bearer"] else "--",
        "initial-eps": initial_eps_in_mmclis_words(modem["radio"]["initial_eps"]),
        "rejection": rejection_in_mmclis_words(network["rejection"]),
        "sim": sim_in_mmclis_words(modem["sim"]) if modem["sim"] else None,
        "bearers": [bearer_in_mmclis_words(bearer) for bearer in modem["bearers"]],
    }


def modes_in_mmclis_words(modes: Mapping[str, Any] | None) -> str:
    if not modes:
        return "--"
    allowed, preferred = (", ".join(modes[key]) or "none" for key in ("allowed", "preferred"))
    return f"allowed: {allowed}; preferred: {preferred}"


def initial_eps_in_mmclis_words(settings: Mapping[str, Any] | None) -> dict[str, Any]:
    if not settings:
        return dict.fromkeys(INITIAL_EPS, "--")
    ip_type = ", ".join(settings["ip_type"])
    return {"apn": or_dashes(settings["apn"]), "ip-type": or_dashes(ip_type), "user": or_dashes(settings["username"])}


def rejection_in_mmclis_words(rejection: Mapping[str, Any] | None) -> dict[str, Any]:
    """The cause is left out: mmcli has words for it, which are not ours."""
    found = rejection or {"operator_code": "", "operator_name": ""}
    return {"operator-id": or_dashes(found["operator_code"]), "operator-name": or_dashes(found["operator_name"])}


def sim_in_mmclis_words(sim: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "dbus-path": sim["path"],
        "active": yes(sim["active"]),
        "iccid": or_dashes(sim["iccid"]),
        "imsi": or_dashes(sim["imsi"]),
        "eid": or_dashes(sim["eid"]),
        "operator-code": or_dashes(sim["operator_code"]),
        "operator-name": or_dashes(sim["operator_name"]),
        "gid1": or_dashes(sim["gid1"].upper()),
        "sim-type": unless(sim["type"], "unknown"),
    }


def bearer_in_mmclis_words(bearer: Mapping[str, Any]) -> dict[str, Any]:
    stats, error = bearer["stats"], bearer["error"] or {"name": "", "message": ""}
    return {
        "dbus-path": bearer["path"],
        "ipv4": ip_in_mmclis_words(bearer["ipv4"]),
        "ipv6": ip_in_mmclis_words(bearer["ipv6"]),
        "apn": or_dashes(bearer["apn"]),
        "ip-type": ", ".join(bearer["ip_type"]) or "--",
        "status": {
            "connected": yes(bearer["connected"]),
            "suspended": yes(bearer["suspended"]),
            "interface": or_dashes(bearer["interface"]),
            "connection-error": {key: or_dashes(text) for key, text in error.items()},
        },
        "stats": {
            "attempts": or_dashes(stats["attempts"]),
            "failed-attempts": or_dashes(stats["failed_attempts"]),
            "bytes-rx": or_dashes(stats["rx_bytes"]),
            "bytes-tx": or_dashes(stats["tx_bytes"]),
            "duration": or_dashes(stats["duration"]),
        },
    }


def ip_in_mmclis_words(config: Mapping[str, Any] | None) -> dict[str, Any]:
    if config is None:
        return {"method": "--", "address": "--", "prefix": "--", "gateway": "--", "dns": [], "mtu": "--"}
    texts = {key: or_dashes(config[key]) for key in ("method", "address", "gateway", "mtu")}
    return {**texts, "dns": config["dns"], "prefix": str(config["prefix"] or 0)}


def or_dashes(value: str | int | None) -> str:
    return str(value) if value else "--"


def unless(value: str, *unsaid: str) -> str:
    return "--" if value in unsaid else value


def yes(value: object) -> str:
    return "yes" if value else "no"
