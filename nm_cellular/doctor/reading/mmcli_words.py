"""How mmcli calls the fields of a modem, a bearer and a SIM, and which of a report's they are."""

from __future__ import annotations

TEXTS = {
    "manufacturer": "manufacturer",
    "model": "model",
    "firmware revision": "revision",
    "revision": "revision",
    "device": "device",
    "plugin": "plugin",
    "primary port": "primary_port",
    "operator name": "operator_name",
    "initial bearer apn": "initial_apn",
    "apn": "bearer.apn",
    "interface": "bearer.interface",
}
WORDS = {
    "lock": "lock",
    "state": "state",
    "failed reason": "failed_reason",
    "power state": "power",
    "registration": "registration",
    "packet service state": "packet_service",
    "network rejection error": "rejection",
    "ip type": "bearer.ip_type",
    "method": "bearer.method",
}
LISTS = {"drivers": "drivers", "access tech": "technologies"}
_OTHERS = (
    *("path", "dbus path", "paths", "device id", "ports", "ignored ports", "unlock retries", "signal quality", "mode"),
    *("supported", "current", "operator id", "equipment id", "imei", "own", "h/w revision", "physdev", "subscription"),
    *("enabled locks", "connected", "suspended", "roaming", "address", "dns", "mtu", "rssi", "imsi", "iccid", "active"),
    *(
        "carrier config",
        "carrier config revision",
        "initial bearer path",
        "ue mode of operation",
        "networks",
        "gateway",
    ),
    *("ip timeout", "prefix", "rsrp", "rsrq", "s/n", "emergency numbers", "primary sim path", "sim slot paths", "slot"),
    *(
        "bearer type",
        "type",
        "multiplexed",
        "profile id",
        "user",
        "password",
        "allowed-auth",
        "bearer path",
        "duration",
    ),
    *("connection error name", "connection error message", "network rejection operator id"),
    *("network rejection operator name", "network rejection access technology", "initial bearer ip type"),
)
KEYS = (*TEXTS, *WORDS, *LISTS, *_OTHERS)
"""As mmcli prints them; source: cli/mmcli-output.c of 1.10 to 1.24, and cli/mmcli-modem.c before."""
