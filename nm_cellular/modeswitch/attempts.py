"""Which sticks were switched lately: one that comes back as it was must not be switched for ever.

A file for each port, below /run: a line `BUS ADDRESS SECONDS` for each attempt, the seconds since the machine started.
"""

from __future__ import annotations

import os
import time

from ..layout import Layout
from .usb import UsbDevice

_MOST = 5
_WITHIN = 60
"""Seconds.  A stick that somebody plugs in again and again, or that restarts now and then, is switched each time."""


def refusal(device: UsbDevice, layout: Layout) -> str:
    """Why udev's wish to have it switched is not followed; empty where it is."""
    tried = _tried(_path(device, layout))
    if (device.bus, device.address) in [attempt[:2] for attempt in tried]:
        return "it was tried since it was plugged in"
    lately = [attempt for attempt in tried if time.monotonic() - attempt[2] < _WITHIN]
    if len(lately) >= _MOST:
        return f"it was tried {len(lately)} times in the last {_WITHIN} seconds, and it comes back each time"
    return ""


def note(device: UsbDevice, layout: Layout) -> None:
    """Raises OSError."""
    os.makedirs(layout.run_directory, mode=0o755, exist_ok=True)
    path = _path(device, layout)
    kept = [attempt for attempt in _tried(path) if time.monotonic() - attempt[2] < _WITHIN]
    lines = [f"{bus} {address} {moment}\n" for bus, address, moment in (*kept, _now(device))]
    with open(path, "w", encoding="ascii") as stream:
        stream.writelines(lines)


def _now(device: UsbDevice) -> tuple[int, int, int]:
    return device.bus, device.address, int(time.monotonic())


def _path(device: UsbDevice, layout: Layout) -> str:
    return f"{layout.run_directory}/switch-{device.sysname}"


def _tried(path: str) -> list[tuple[int, int, int]]:
    try:
        with open(path, encoding="ascii") as stream:
            rows = [line.split() for line in stream]
    except (OSError, UnicodeDecodeError):
        return []
    return [(int(row[0]), int(row[1]), int(row[2])) for row in rows if len(row) == 3 and all(map(str.isdigit, row))]
