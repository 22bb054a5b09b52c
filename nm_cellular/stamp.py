"""Remembers what the last apply read and wrote, so that a boot at which nothing has changed costs next to nothing.

As with make: the stamp only ever says that there is nothing to do; all else is decided by reading everything.  It
holds digests, file times and the last report, no secret.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress

from .layout import Layout

_CONFIG_FILES = ("cellular", "celular")
"""How the names begin of cellular.conf, and of those that are told of as misspelt."""


def contents(boots: list[str]) -> list[object] | None:
    """The boot files' digests; None where something cannot be read.

    To be taken before and after they are read for use: only where both are equal is it they that were read.
    """
    try:
        return [[boot, _contents(boot)] for boot in boots]
    except OSError:
        return None


def fingerprint(found: list[object] | None, layout: Layout, options: dict[str, object]) -> str | None:
    """A digest of all that decides what apply does: boot files, profiles, templates, SIMs, PINs, sticks, versions."""
    if found is None:
        return None
    try:
        state = [
            options,
            found,
            [_listing(directory) for directory in (*layout.all_connections, *layout.template_directories)],
            [_identity(path) for path in (layout.networkmanager, layout.dpkg_status, *layout.unread_boot_files())],
            [_identity(path) for path in (layout.apn_memory, layout.kept_pins, layout.stick_rules, layout.failover)],
            [_listing(directory) for directory in (layout.stick_files, layout.udev_rules)],
        ]
    except OSError:
        return None
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()


def _contents(boot: str) -> list[object]:
    """Boot files by content: vfat's clock has steps of two seconds, and a board without a battery has no clock."""
    names = sorted(os.listdir(boot))
    paths = [os.path.join(boot, name) for name in names if name.lower().startswith(_CONFIG_FILES)]
    folders = [os.path.join(boot, name) for name in names if name.lower() == "system-connections"]
    for folder in filter(os.path.isdir, folders):
        paths += [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
    return [bool(names), [[path, _digest(path)] for path in paths]]


def _digest(path: str) -> str:
    if not os.path.isfile(path):
        return ""
    with open(path, "rb") as stream:
        return hashlib.sha256(stream.read(1 << 21)).hexdigest()


def _listing(directory: str) -> list[list[object]]:
    """The files of a directory by identity; a file that is written anew gets another inode or time."""
    with suppress(FileNotFoundError), os.scandir(directory) as entries:
        return sorted([entry.name, *_identity(entry.path)] for entry in entries)
    return []


def _identity(path: str) -> list[int]:
    """Of the file itself and, where it is a link, of what it leads to."""
    seen = []
    for look in (os.lstat, os.stat):
        with suppress(FileNotFoundError):
            status = look(path)
            seen += [status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns]
    return seen


def read(layout: Layout, current: str | None) -> dict[str, object] | None:
    """The report of the last apply if nothing has changed since, else None."""
    with suppress(OSError, ValueError, KeyError, TypeError), open(layout.stamp, encoding="utf-8") as stream:
        stamp = json.load(stream)
        if current and stamp["fingerprint"] == current:
            report: dict[str, object] = stamp["report"]
            return report
    return None


def write(layout: Layout, current: str | None, report: dict[str, object]) -> None:
    """Never fails: without a stamp the next run only takes longer."""
    if current is None:
        return
    temporary = _temporary(layout)
    try:
        os.makedirs(os.path.dirname(layout.stamp), mode=0o700, exist_ok=True)
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
            stream.write(json.dumps({"fingerprint": current, "report": report}))  # dump does it in Python, not in C
        os.replace(temporary, layout.stamp)
    except OSError:
        forget(layout)


def forget(layout: Layout) -> None:
    for path in (layout.stamp, _temporary(layout)):
        with suppress(OSError):
            os.unlink(path)


def _temporary(layout: Layout) -> str:
    """One name for all runs: the next one replaces what a killed one left."""
    return f"{layout.stamp}.new"
