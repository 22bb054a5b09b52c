"""What the kernel and the daemons wrote since the machine was started."""

from __future__ import annotations

import subprocess

_LINES = 20_000
_UNITS = ("ModemManager", "NetworkManager", "nm-cellular-apply", "nm-cellular-setup", "nm-cellular-watch")
_DIALERS = ("pppd", "chat", "wvdial", "quectel-CM", "usb_modeswitch")
_MATCHES = (
    "_TRANSPORT=kernel",
    *(f"_SYSTEMD_UNIT={unit}.service" for unit in _UNITS),
    *(f"SYSLOG_IDENTIFIER={name}" for name in _DIALERS),
)
_JOURNAL = ("journalctl", "--boot", "--no-pager", "--quiet", "--output=short-monotonic", f"--lines={_LINES}")


def journal() -> str:
    """Empty where there is no journal, or this user may not read it."""
    either = [word for match in _MATCHES for word in (match, "+")][:-1]
    return _said(*_JOURNAL, *either)


def kernel() -> str:
    """Its messages by themselves, where nobody keeps a journal."""
    return _said("dmesg")


def _said(*argv: str) -> str:
    try:
        done = subprocess.run(argv, capture_output=True, timeout=10, check=True)
        return done.stdout.decode("utf-8", "replace")
    except (OSError, subprocess.SubprocessError):
        return ""
