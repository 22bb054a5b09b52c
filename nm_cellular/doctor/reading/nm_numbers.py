"""Numbers that NetworkManager before 0.9.4 wrote for a device's state and the reason of its change.

Source: NetworkManager.h of 0.8 and 0.9, NMDeviceState and NMDeviceStateReason.
"""

from __future__ import annotations

STATES = {
    **dict.fromkeys(("1", "10"), "unmanaged"),
    **dict.fromkeys(("2", "20"), "unavailable"),
    **dict.fromkeys(("3", "30"), "disconnected"),
    **dict.fromkeys(("4", "5", "6", "7", "40", "50", "60", "70"), "connecting"),
    **dict.fromkeys(("8", "100"), "connected"),
    **dict.fromkeys(("9", "120"), "failed"),
}

REASONS = {
    "5": "ip-config-unavailable",
    "7": "no-secrets",
    "12": "ppp-start-failed",
    "13": "ppp-disconnect",
    "14": "ppp-failed",
    "17": "dhcp-failed",
    "23": "modem-busy",
    "25": "modem-no-carrier",
    "26": "modem-dial-timeout",
    "27": "modem-dial-failed",
    "28": "modem-init-failed",
    "29": "gsm-apn-failed",
    "30": "gsm-registration-not-searching",
    "31": "gsm-registration-denied",
    "32": "gsm-registration-timeout",
    "33": "gsm-registration-failed",
    "34": "gsm-pin-check-failed",
    "36": "removed",
    "39": "user-requested",
    "45": "gsm-sim-not-inserted",
    "46": "gsm-sim-pin-required",
    "47": "gsm-sim-puk-required",
    "48": "gsm-sim-wrong",
}
