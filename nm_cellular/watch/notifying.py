"""Tells systemd how it goes, with one datagram each (sd_notify(3)); where nobody wants to know, nothing happens."""

from __future__ import annotations

import os
import socket
from contextlib import suppress

READY, ALIVE = "READY=1", "WATCHDOG=1"


def status(text: str) -> str:
    return f"STATUS={text}"


def notify(*messages: str) -> None:
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as teller:
        # A name that begins with @ is in the abstract namespace.
        teller.connect("\0" + address[1:] if address.startswith("@") else address)
        teller.sendall("\n".join(messages).encode())


def interval() -> float | None:
    """Seconds from one ALIVE to the next, half of those after which systemd restarts us; None: it never does."""
    microseconds = os.environ.get("WATCHDOG_USEC", "")
    return int(microseconds) / 2e6 if microseconds.isdigit() and int(microseconds) else None
