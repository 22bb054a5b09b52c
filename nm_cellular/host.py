"""Changes files so that whatever stops us leaves each one old or new, and no other trace."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_TEMPORARY = ".nm-cellular-"
"""NetworkManager reads no dotfiles."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file's content to be; repr shows no content, which may be secret.

    mode: None is 0600, but on vfat, which has no modes and refuses to set one.  owner: uid and gid, if not ours.
    """

    path: str
    data: bytes = field(repr=False)
    mode: int | None = 0o600
    owner: tuple[int, int] | None = None


@contextmanager
def locked(directory: str) -> Iterator[None]:
    """Holds the directory against other runs of ours, and ends what one that was killed left undone there.

    Its temporary files go; its renames reach the disk before anybody builds on them.
    """
    os.makedirs(directory, mode=0o755, exist_ok=True)
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        for name in os.listdir(directory):
            if name.startswith(_TEMPORARY):
                os.unlink(os.path.join(directory, name))
        os.fsync(handle)
        yield
    finally:
        os.close(handle)


def change(write: Sequence[NewFile], remove: Sequence[str] = ()) -> None:
    """Writes all or, where one cannot be written, none; then removes.  All files are in locked directories.

    A file to remove may be gone already.  Raises OSError.
    """
    staged: list[str] = []
    try:
        for file in write:
            staged.append(_stage(file, len(staged)))
        for temporary, file in zip(staged, write, strict=True):
            _put(temporary, file.path)
    finally:
        for temporary in staged:
            with suppress(FileNotFoundError):
                os.unlink(temporary)
    for path in remove:
        with suppress(FileNotFoundError):
            os.unlink(path)
    settle([file.path for file in write], remove)


def settle(written: Sequence[str], removed: Sequence[str] = ()) -> None:
    """Has files that took their places, and the places of removed ones, reach the disk; raises OSError.

    On vfat a directory knows where a file begins only once that file is written out under its new name.  A directory
    that is written before names the place of the old one, which is free by then.
    """
    for path in written:
        with suppress(FileNotFoundError):
            _sync(path)
    for directory in sorted({os.path.dirname(path) for path in (*written, *removed)}):
        _sync(directory)


def _put(temporary: str, path: str) -> None:
    try:
        os.replace(temporary, path)
    except OSError as exc:
        exc.filename = path
        raise


def _stage(file: NewFile, number: int) -> str:
    temporary = os.path.join(os.path.dirname(file.path), f"{_TEMPORARY}{os.getpid()}-{number}")
    try:
        handle = os.open(
            temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, file.mode or 0o600
        )
        with os.fdopen(handle, "wb") as stream:
            _give(handle, file)
            stream.write(file.data)
            stream.flush()
            os.fsync(handle)
    except BaseException as exc:
        with suppress(OSError):
            os.unlink(temporary)
        if isinstance(exc, OSError):
            exc.filename = file.path
        raise
    return temporary


def _give(handle: int, file: NewFile) -> None:
    """Its owner, and its mode whatever the umask; vfat refuses to set even what it shows already."""
    status = os.fstat(handle)
    if file.owner and file.owner != (status.st_uid, status.st_gid):
        os.fchown(handle, *file.owner)
    if file.mode is not None and stat.S_IMODE(status.st_mode) != file.mode:
        os.fchmod(handle, file.mode)


def _sync(path: str) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
