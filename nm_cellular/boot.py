"""Reads the boot partition's files, and takes secrets out of them."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field

from . import host
from .formats import CONFIG_FILE, KEYFILE_DIRECTORY
from .layout import Layout
from .problem import Location, Problem, error, warning
from .text import MAX_SIZE

_NOT_PROFILES = (".ignore", ".md", ".txt", ".pem", ".der", ".nmmeta", "~")
"""Names in system-connections/ that balena's samples, people and NetworkManager use for other things."""

_MISNAMED = {
    f"{name}{ending}"
    for name in ("cellular", "celular", CONFIG_FILE)
    for ending in (".txt", ".cfg", ".ini", ".conf", ".rtf", ".doc", ".docx", ".odt", "")
} - {CONFIG_FILE}
"""What editors, and people, make of that name: Windows hides the ending of `cellular.conf.txt`."""


@dataclass(frozen=True, slots=True)
class BootFile:
    """path: to open it; name: as the running system calls it."""

    path: str
    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class BootPartition:
    """What a boot directory holds.  usable: it is there and not empty, so that what it lacks may be removed."""

    name: str
    files: tuple[BootFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    unread: frozenset[str] = frozenset()
    usable: bool = False


def read(directory: str, layout: Layout) -> BootPartition:
    """Never raises: what cannot be read is an error among the problems."""
    name = layout.logical(directory)
    try:
        entries = sorted(os.listdir(directory))
        paths = [*_config_files(directory, entries), *_keyfiles(directory, entries)]
    except OSError as exc:
        return BootPartition(name, problems=(_unreadable(name, exc),))
    files, problems = [], list(_misnamed(name, entries))
    for path in paths:
        logical = layout.logical(path)
        try:
            files.append(BootFile(path, logical, read_file(path)))
        except OSError as exc:
            problems.append(_unreadable(logical, exc))
    unread = frozenset(problem.where.file for problem in problems if problem.is_error)
    return BootPartition(name, tuple(files), tuple(problems), unread, usable=bool(entries))


def read_file(path: str) -> bytes:
    """At most a little more than text.MAX_SIZE bytes of a regular file; raises OSError."""
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file")
        return stream.read(MAX_SIZE + 1)


def read_named(path: str) -> bytes:
    """The same of a file that somebody named, which may be a pipe; `-` is standard input."""
    with open(0 if path == "-" else path, "rb", closefd=path != "-") as stream:
        return stream.read(MAX_SIZE + 1)


def _config_files(directory: str, entries: list[str]) -> list[str]:
    """vfat tells no upper from lower case, but shows what was typed."""
    named = [entry for entry in entries if entry.lower() == CONFIG_FILE]
    return [os.path.join(directory, entry) for entry in named]


def _keyfiles(directory: str, entries: list[str]) -> list[str]:
    named = [os.path.join(directory, entry) for entry in entries if entry.lower() == KEYFILE_DIRECTORY]
    found = [(folder, name) for folder in named for name in sorted(os.listdir(folder))]
    return [os.path.join(*each) for each in found if not _is_no_profile(each[1].lower())]


def _is_no_profile(name: str) -> bool:
    return name.startswith(".") or name.endswith(_NOT_PROFILES)


def _misnamed(directory: str, entries: list[str]) -> list[Problem]:
    where = [Location(f"{directory}/{entry}") for entry in entries if entry.lower() in _MISNAMED]
    return [warning(at, "this file is not read", f"rename it to {CONFIG_FILE}") for at in where]


def _unreadable(name: str, exc: OSError) -> Problem:
    return error(
        Location(name),
        f"it cannot be read: {exc.strerror or exc}",
        "is the boot partition mounted and sound?",
    )


def unread(directories: Sequence[str], layout: Layout) -> tuple[Problem, ...]:
    """Raspberry Pi OS has moved its boot partition from /boot to /boot/firmware, and guides have not followed."""
    first = layout.default_boot()
    if first is None or list(directories) != [first]:
        return ()
    hint = f"move it to {layout.logical(first)}, which is the boot directory here, or name its own with --boot"
    read = os.path.join(first, CONFIG_FILE)
    found = (path for path in layout.unread_boot_files() if os.path.isfile(path) and not _is_same(path, read))
    return tuple(warning(Location(layout.logical(path)), "this file is not read", hint) for path in found)


def _is_same(path: str, other: str) -> bool:
    return os.path.realpath(path) == os.path.realpath(other)


def rewrite(file: BootFile, data: bytes) -> None:
    """Replaces a boot file as carefully as any other, where it still holds what was read; raises OSError."""
    path = os.path.realpath(file.path)
    with host.locked(os.path.dirname(path)):
        if read_file(path) != file.data:
            raise OSError(errno.EAGAIN, "somebody has changed it meanwhile")
        status = os.stat(path)
        owner = (status.st_uid, status.st_gid)
        host.change([host.NewFile(path, data, stat.S_IMODE(status.st_mode), owner)])
