"""The machine's life since its last boot: which one it is, and how long it has lasted."""

from __future__ import annotations

import time


def name() -> str:
    """The kernel's id of it, another one each time."""
    with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as stream:
        return stream.read().strip()


def age() -> float:
    """Seconds since boot, those of suspends too; nobody sets this clock."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)
