"""Tells udev of the sticks that the user describes, so that they are switched when they are plugged in."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Sequence
from contextlib import suppress

from .. import host
from ..layout import Layout
from . import sources, udev_rules
from .known import profiles
from .usb import UsbId

_PATIENCE = 30
"""Seconds for udevadm."""


def tell(boots: Sequence[str], layout: Layout) -> None:
    """Writes, changes or deletes the file of rules, and has udev look at such sticks anew; raises OSError.

    Where something is wrong with what the user wrote, the file stays: `nm-cellular apply` has said so.
    """
    known, shipped = sources.all_profiles(layout, boots), profiles(sources.shipped())
    if any(problem.is_error for problem in known.problems):
        return
    wanted = udev_rules.rules(known.profiles, shipped.profiles)
    if wanted == _current(layout.stick_rules):
        return
    _write(layout.stick_rules, wanted)
    if layout.is_live:
        _look_again(udev_rules.claimed(known.profiles, shipped.profiles))


def _current(path: str) -> str:
    with suppress(FileNotFoundError), open(path, encoding="utf-8", errors="replace") as stream:
        return stream.read()
    return ""


def _write(path: str, content: str) -> None:
    with host.locked(os.path.dirname(path)):
        if content:
            host.change([host.NewFile(path, content.encode(), 0o644)])
        else:
            host.change([], [path])


def _look_again(sticks: Iterable[UsbId]) -> None:
    """It reads changed rules by itself, but not within three seconds of the last time."""
    _run("udevadm", "control", "--reload")
    for stick in sticks:
        ids = (f"--attr-match=idVendor={stick.vendor:04x}", f"--attr-match=idProduct={stick.product:04x}")
        _run("udevadm", "trigger", "--action=change", "--subsystem-match=usb", *ids)


def _run(*argv: str) -> None:
    """Where udev is not running the rules are read when it starts."""
    with suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(argv, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=_PATIENCE)
