"""Keeps what is remembered of tried PINs, on the disk before anything is sent to a SIM."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .. import seal_key, state_files
from ..errors import CommandError
from ..layout import Layout
from . import pin_tries, sending
from .pin_tries import Tries, Unreadable


def read(layout: Layout) -> Tries:
    """Raises CommandError where it cannot be read: then nobody knows whether a PIN has failed before."""
    key = seal_key.read_or_make(layout)
    if not key:
        message = f"{layout.seal_key} can neither be read nor made, so no failed PIN could be remembered"
        raise CommandError(message, "run it as root, on a /var/lib that can be written")
    try:
        with open(layout.pin_tries, "rb") as stream:
            found = pin_tries.parse(stream.read(), key)
    except FileNotFoundError:
        found = Tries(key)
    except Unreadable as exc:
        hint = f"make sure that the PIN in cellular.conf is right, delete {layout.pin_tries}, and run this again"
        raise CommandError(f"{layout.pin_tries} says which PINs were wrong, and {exc}", hint) from None
    except OSError as exc:
        raise _no_memory(exc, layout) from None
    return replace(found, busy=sending.busy(layout))


def update(layout: Layout, change: Callable[[Tries], Tries]) -> Tries:
    """The tries before that change, which is on the disk now; raises CommandError."""
    read(layout)  # makes the key, under the lock that is taken here
    try:
        with state_files.held(layout.pin_tries):
            before = read(layout)
            after = change(before)
            if after != before:
                state_files.replace(layout.pin_tries, pin_tries.serialise(after).encode())
    except OSError as exc:
        raise _no_memory(exc, layout) from None
    return before


def _no_memory(exc: OSError, layout: Layout) -> CommandError:
    """No PIN is sent that could not be remembered."""
    message = f"{layout.pin_tries}: {exc.strerror}; no PIN is sent that could not be remembered"
    return CommandError(message, "run it as root, on a /var/lib that can be written")
