"""What can be wrong, one small file each, in the order of a packet's path from the power supply to the profile.

A check is a module with `find(evidence)`, which yields Findings, and SLUGS, which names those it may yield.
"""

from __future__ import annotations

ORDER = (
    "container",
    "power",
    "usb_gadget_mode",
    "usb_not_enumerating",
    "not_switched",
    "wrong_switch_message",
    "already_switched",
    "hilink_is_ethernet",
    "wrong_usb_composition",
    "kernel_bug",
    "kernel_module_missing",
    "driver_id_missing",
    "rfkill",
    "stale_port",
    "usb_stall",
    "mm_not_running",
    "mm_ignores_device",
    "mm_too_old",
    "boot_race",
    "another_dialer",
    "port_held",
    "modem_silent",
    "firmware_variant",
    "fcc_locked",
    "sim_missing",
    "sim_locked",
    "modem_offline",
    "band_unsupported",
    "no_signal",
    "roaming_blocked",
    "registration_denied",
    "connection_refused",
    "not_attached",
    "recipe_mistakes",
    "dial_number",
    "dialled",
    "ppp",
    "nm_reasons",
    "ip_families",
    "dhcp_failed",
    "route_metric",
    "dns",
    "mtu",
    "nm_device",
    "keyfiles",
    "duplicate_profile",
    "not_set_up",
)
"""The modules, along the path; of two causes that are as certain the earlier one is reported first."""

WHERE_NOTHING_ELSE = ("told_causes",)
"""Those that are asked where the others find nothing to be alarmed at."""

_NO_DATA = frozenset({"dhcp-failed", "dns", "mtu"})
"""What everything looks like that lies before it on the path."""

_NO_NETWORK = (
    frozenset({"no-signal", "registration-denied", "apn-wrong", "apn-missing", "apn-auth", "dial-script"}) | _NO_DATA
)
"""What may follow where the modem finds no network."""

CONSEQUENCES = {
    "container": frozenset({"kernel-module-missing", "mm-not-running", "polkit", "modem-hang", "wrong-switch-message"}),
    "power": frozenset({"not-switched", "usb-not-enumerating", "stale-port", "modem-hang", "kernel-bug", "boot-race"}),
    "usb-gadget-mode": frozenset({"usb-not-enumerating", "mm-not-running"}),
    "usb-not-enumerating": frozenset({"mm-ignores-device", "stale-port"}),
    "not-switched": frozenset(
        {"mm-ignores-device", "driver-id-missing", "kernel-module-missing", "usb-not-enumerating"}
    ),
    "wrong-switch-message": frozenset({"not-switched", "mm-ignores-device"}),
    "already-switched": frozenset({"not-switched"}),
    "hilink-is-ethernet": frozenset({"mm-ignores-device", "driver-id-missing", "kernel-module-missing", "dial-number"}),
    "wrong-usb-composition": frozenset({"kernel-module-missing", "driver-id-missing", "mm-ignores-device"}),
    "kernel-bug": frozenset({"power", "stale-port", "modem-hang", "boot-race", "usb-not-enumerating"}),
    "kernel-module-missing": frozenset({"mm-ignores-device", "dial-script", "port-busy", "modem-hang"}),
    "driver-id-missing": frozenset({"kernel-module-missing", "mm-ignores-device"}),
    "mm-not-running": frozenset({"nm-unmanaged", "boot-race"}),
    "mm-ignores-device": frozenset({"nm-unmanaged"}),
    "mm-too-old": frozenset({"modem-hang", "boot-race", "sim-missing", "mm-ignores-device"}),
    "boot-race": frozenset({"apn-wrong", "ip-type", "dhcp-failed", "modem-hang"}),
    "firmware-variant": frozenset({"modem-offline", "band-unsupported", "sim-not-provisioned"}) | _NO_NETWORK,
    "fcc-locked": frozenset({"sim-missing", "modem-offline", "modem-hang", "rfkill"}) | _NO_NETWORK,
    "sim-missing": frozenset({"modem-offline", "sim-pin", "sim-not-provisioned", "modem-hang"}) | _NO_NETWORK,
    "sim-pin": frozenset({"sim-missing", "modem-offline"}) | _NO_NETWORK,
    "sim-puk": frozenset({"sim-missing", "sim-pin", "modem-offline"}) | _NO_NETWORK,
    "modem-offline": frozenset({"sim-missing", "ip-type"}) | _NO_NETWORK,
    "band-unsupported": _NO_NETWORK,
    "no-signal": _NO_NETWORK - {"no-signal"},
    "roaming-blocked": frozenset({"sim-not-provisioned", "ip-type"}) | _NO_NETWORK,
    "registration-denied": _NO_NETWORK - {"registration-denied"},
    "sim-not-provisioned": frozenset({"ip-type"}) | _NO_NETWORK,
    "rfkill": frozenset({"modem-offline", "no-signal", "fcc-locked", "nm-unmanaged"}),
    "stale-port": frozenset({"modem-hang", "port-busy", "dial-script"}),
    "another-dialer": frozenset({"port-busy", "modem-hang", "apn-wrong", "dial-script"}) | _NO_DATA,
    "port-busy": frozenset({"modem-hang", "dial-script"}),
    "dial-number": frozenset({"apn-wrong", "modem-hang"}) | _NO_DATA,
    "dial-script": frozenset({"apn-wrong", "modem-hang"}) | _NO_DATA,
    "apn-missing": frozenset({"apn-wrong", "apn-auth"}) | _NO_DATA,
    "apn-wrong": _NO_DATA,
    "apn-auth": frozenset({"apn-wrong"}) | _NO_DATA,
    "ip-type": frozenset({"apn-wrong", "route-metric"}) | _NO_DATA,
    "keyfile-permissions": frozenset({"apn-missing", "keyfile-invalid", "no-profile"}),
    "keyfile-invalid": frozenset({"no-profile"}),
    "boot-file": frozenset({"no-profile"}),
    "nm-no-wwan": frozenset({"nm-unmanaged"}),
}
"""What may be only a consequence: found beside the cause on the left, it is folded under it."""

SHOWN_BY_ONE_PASTE = frozenset(
    {"not-switched", "usb-gadget-mode", "dns", "rfkill", "firmware-variant", "ip-type", "mtu", "power"}
)
"""Beside those that a later success takes back, what a part of a thread shows even where the rest speaks against it."""
