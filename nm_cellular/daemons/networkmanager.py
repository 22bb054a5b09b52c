"""Talks to NetworkManager: its version, and the request to read profiles.

For one call without signals busctl, which is part of systemd, starts in a twentieth of the time that a Python D-Bus
library takes to import.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass

from .. import nm_version
from ..layout import Layout
from ..nm_version import Version

_TIMEOUT = 60
"""Seconds; NetworkManager reads a thousand profiles in one."""

_NAME = "org.freedesktop.NetworkManager"
_BUS = "org.freedesktop.DBus"


@dataclass(frozen=True, slots=True)
class Loaded:
    """NetworkManager's answer.  running: it was there; refused: the files that it did not take; why: its failure."""

    running: bool = False
    refused: tuple[str, ...] = ()
    why: str = ""


_PATIENCE = 5.0
"""Seconds: a NetworkManager that is starting has its name on the bus before it answers calls."""


def load(paths: Sequence[str], *, reload: bool = False) -> Loaded:
    """Has NetworkManager read these files, and forget those of them that are gone; reload: and look for all others.

    Where it or the bus is not running nothing is wrong: it reads all files when it starts.
    """
    deadline = time.monotonic() + _PATIENCE
    while (answer := _load(paths, reload=reload)).why and time.monotonic() < deadline:
        time.sleep(0.2)
    return answer


def _load(paths: Sequence[str], *, reload: bool) -> Loaded:
    try:
        if reload:
            _settings("ReloadConnections")
        answer = _settings("LoadConnections", "as", str(len(paths)), *paths) if paths else []
    except FileNotFoundError:
        return Loaded()
    except subprocess.TimeoutExpired:
        return Loaded(running=True, why=f"NetworkManager did not answer in {_TIMEOUT} s")
    except _CallFailed as exc:
        return Loaded(running=True, why=str(exc)) if _is_running() else Loaded()
    return Loaded(running=True, refused=_refused(answer))


def _refused(answer: object) -> tuple[str, ...]:
    """LoadConnections answers (b status, as failures)."""
    match answer:
        case [bool(), list(failures)]:
            return tuple(str(path) for path in failures)
    return ()


def reload_configuration() -> str:
    """Has a running NetworkManager read its configuration again, but no profiles; why it did not, else empty."""
    try:
        _call(_NAME, "/org/freedesktop/NetworkManager", _NAME, "Reload", "u", "1")
    except FileNotFoundError:
        return ""
    except subprocess.TimeoutExpired:
        return f"NetworkManager did not answer in {_TIMEOUT} s"
    except _CallFailed as exc:
        return str(exc) if _is_running() else ""
    return ""


class _CallFailed(Exception):
    """busctl's sentence about a call that failed."""


def _settings(method: str, *arguments: str) -> object:
    return _call(_NAME, "/org/freedesktop/NetworkManager/Settings", f"{_NAME}.Settings", method, *arguments)


def _is_running() -> bool:
    """Whether anybody owns the name; asked only when a call has failed, because busctl's words for it vary."""
    try:
        return _call(_BUS, "/org/freedesktop/DBus", _BUS, "NameHasOwner", "s", _NAME) == [True]
    except (_CallFailed, FileNotFoundError, subprocess.TimeoutExpired):
        return False


def _call(*call: str) -> object:
    options = ["--system", "--json=short", f"--timeout={_TIMEOUT}", "--auto-start=no"]
    done = subprocess.run(
        ["busctl", *options, "call", *call],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=_TIMEOUT + 5,
        check=False,
    )
    if done.returncode:
        raise _CallFailed(done.stderr.strip().removeprefix("Call failed: ") or f"busctl ended with {done.returncode}")
    return json.loads(done.stdout)["data"] if done.stdout.strip() else []


def version(layout: Layout) -> Version | None:
    """The installed NetworkManager's (major, minor): from dpkg's records, else from the program if it can be run."""
    found = _packaged_version(layout.dpkg_status)
    if not found and layout.is_live and os.access(layout.networkmanager, os.X_OK):
        found = _program_version(layout.networkmanager)
    return found


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
    return nm_version.parse(found[1]) if found and installed else None


def _program_version(program: str) -> Version | None:
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return nm_version.parse(done.stdout)
