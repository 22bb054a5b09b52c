"""Talks to NetworkManager: its version, and the request to read profiles.

For one call without signals busctl, which is part of systemd, starts in a twentieth of the time that a Python D-Bus
library takes to import.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from .layout import Layout

_TIMEOUT = 60
"""Seconds; NetworkManager reads a thousand profiles in one."""

_SETTINGS = (
    "org.freedesktop.NetworkManager",
    "/org/freedesktop/NetworkManager/Settings",
    "org.freedesktop.NetworkManager.Settings",
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """NetworkManager's answer.  running: it was there; refused: the files that it did not take; why: its failure."""

    running: bool = False
    refused: tuple[str, ...] = ()
    why: str = ""


def load(paths: Sequence[str], *, reload: bool) -> Loaded:
    """Has NetworkManager read these files; reload: read all, because some are gone.

    Where it or the bus is not running nothing is wrong: it reads all files when it starts.
    """
    try:
        answer = _call("LoadConnections", "as", str(len(paths)), *paths) if paths else []
        if reload:
            _call("ReloadConnections")
    except FileNotFoundError:
        return Loaded()
    except subprocess.TimeoutExpired:
        return Loaded(running=True, why=f"NetworkManager did not answer in {_TIMEOUT} s")
    except _CallFailed as exc:
        return Loaded() if exc.nobody_there else Loaded(running=True, why=str(exc))
    return Loaded(running=True, refused=_refused(answer))


def _refused(answer: object) -> tuple[str, ...]:
    """LoadConnections answers (b status, as failures)."""
    match answer:
        case [bool(), list(failures)]:
            return tuple(str(path) for path in failures)
    return ()


_NOBODY_THERE = (
    "connect to bus",
    "connect to system bus",
    "not provided by any",
    "Could not activate",
    "not activatable",
    "was not found",
    "disconnected",
    "No such file or directory",
)
"""What busctl says where the bus or NetworkManager is not running, or has just gone."""


class _CallFailed(Exception):
    """busctl's sentence about a call that failed."""

    @property
    def nobody_there(self) -> bool:
        return any(part in str(self) for part in _NOBODY_THERE)


def _call(method: str, *arguments: str) -> object:
    options = ["--system", "--json=short", f"--timeout={_TIMEOUT}", "--auto-start=no"]
    done = subprocess.run(
        ["busctl", *options, "call", *_SETTINGS, method, *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=_TIMEOUT + 5,
        check=False,
    )
    if done.returncode:
        raise _CallFailed(done.stderr.strip().removeprefix("Call failed: "))
    return json.loads(done.stdout)["data"] if done.stdout.strip() else []


Version = tuple[int, int]


def version(layout: Layout) -> Version | None:
    """The installed NetworkManager's (major, minor): from dpkg's records, else from the program if it can be run."""
    found = _packaged_version(layout.dpkg_status)
    if not found and layout.is_live and os.access(layout.networkmanager, os.X_OK):
        found = _program_version(layout.networkmanager)
    return found


def parse_version(text: str) -> Version | None:
    found = re.match(r"(?:\d+:)?(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else None


def _packaged_version(status: str) -> Version | None:
    try:
        with open(status, encoding="utf-8", errors="replace") as stream:
            records = stream.read()
    except OSError:
        return None
    start = records.find("\nPackage: network-manager\n")
    record = records[start + 1 : records.find("\n\n", start + 1)] if start >= 0 else ""
    found = re.search(r"^Version: (\S+)$", record, re.MULTILINE)
    installed = "\nStatus: install ok installed\n" in record
    return parse_version(found[1]) if found and installed else None


def _program_version(program: str) -> Version | None:
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return parse_version(done.stdout)
