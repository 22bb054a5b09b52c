"""Takes a USB device off the bus and back, or switches its port off and on; path: of the device below /sys."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from ..errors import CommandError
from . import programs
from .sighting import usb_port

_DEVICES = "/sys/bus/usb/devices"

_OFF = 3.0
"""Seconds that a device stays off: some modems need two to forget what they were."""


async def replug(path: str) -> None:
    """Raises CommandError."""
    switch = _switch(path)
    try:
        _write(switch, "0")
        await asyncio.sleep(_OFF)
    finally:
        # Whatever stops us: a device that stays off would need somebody who unplugs it.  The kernel asks it what it is
        # before the write ends, for which one that hangs has some seconds.
        await asyncio.to_thread(_write, switch, "1")


def finish_replug(path: str) -> None:
    """Where the one who began was killed, the device is off."""
    switch = _switch(path)
    with suppress(OSError, CommandError), open(switch, encoding="ascii") as stream:
        if stream.read().strip() == "0":
            _write(switch, "1")


async def cycle_port(path: str) -> None:
    """By uhubctl; raises CommandError."""
    await programs.run(["uhubctl", *_port_of_hub(usb_port(path)), "--action", "cycle", "--delay", "5"])


def _switch(path: str) -> str:
    return f"{_DEVICES}/{usb_port(path)}/authorized"


def _port_of_hub(port: str) -> list[str]:
    """1-1.3 is port 3 of hub 1-1, and 1-1 port 1 of the root hub, which uhubctl calls 1."""
    hub, _, number = port.rpartition("." if "." in port else "-")
    return ["--location", hub, "--ports", number]


def _write(path: str, text: str) -> None:
    try:
        with open(path, "w", encoding="ascii") as stream:
            stream.write(text)
    except OSError as exc:
        raise CommandError(f"{path}: {exc.strerror}") from None
