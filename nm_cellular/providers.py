"""The rows by which APNs are found: our own table's and, a country at a time, the provider database's.

The database is one file of XML that takes longer to parse than all the rest of a lookup; its index has one line for
each MCC below a line that tells which file it was made of.
"""

from __future__ import annotations

import errno
import json
import os
import stat
from contextlib import suppress

from .layout import Layout

TYPE_CHECKING = False  # as in report.py

if TYPE_CHECKING:
    from .apn import Row

DATABASE = "/usr/share/mobile-broadband-provider-info/serviceproviders.xml"
PACKAGE = "mobile-broadband-provider-info"
MAX_SIZE = 16 << 20
"""Bytes; the file has 0.4 million since years."""

_TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sim-apns.json")
_INDEX_VERSION = 1


class DatabaseUnusable(Exception):
    """The provider database cannot be used: why, and what the user can do about it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def table() -> list[Row]:
    """Our own rows: SIMs that the database lacks or has wrong."""
    with open(_TABLE, encoding="utf-8") as file:
        rows: list[Row] = json.load(file)
    return rows


def database(mcc: str, layout: Layout) -> list[Row]:
    """The database's rows of one country; raises DatabaseUnusable."""
    path = layout.path(DATABASE)
    try:
        identity = _identity(path)
        rows = _from_index(_index_path(layout), identity, mcc)
        return _from_database(path, identity, layout).get(mcc, []) if rows is None else rows
    except FileNotFoundError:
        raise DatabaseUnusable(f"the provider database {path} is not here", f"apt install {PACKAGE}") from None
    except OSError as exc:
        raise DatabaseUnusable(f"{path}: {exc.strerror}", f"apt reinstall {PACKAGE}") from None


def _identity(path: str) -> bytes:
    """Of which file, and which state of it, an index was made."""
    status = os.stat(path)
    times = [status.st_mtime_ns, status.st_ctime_ns]
    return json.dumps([_INDEX_VERSION, path, status.st_ino, status.st_size, *times]).encode()


def _index_path(layout: Layout) -> str:
    """Root trusts only an index that root wrote; others keep one of their own."""
    if os.geteuid() == 0:
        return layout.path("/var/cache/nm-cellular/providers.index")
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(home, "nm-cellular", "providers.index")


def _from_index(path: str, identity: bytes, mcc: str) -> list[Row] | None:
    """None where there is no index, or that of another file."""
    with suppress(OSError, ValueError), open(path, "rb") as file:
        index = file.read(2 * MAX_SIZE)
        if index.startswith(identity + b"\n"):
            _, _, line = index.partition(f"\n{mcc} ".encode())
            rows: list[Row] = json.loads(line.partition(b"\n")[0]) if line else []
            return rows
    return None


def _from_database(path: str, identity: bytes, layout: Layout) -> dict[str, list[Row]]:
    from .serviceproviders import Malformed, rows_by_mcc

    try:
        found = rows_by_mcc(_read(path))
    except Malformed as exc:
        raise DatabaseUnusable(f"{path} cannot be understood: {exc}", f"apt reinstall {PACKAGE}") from None
    _write_index(_index_path(layout), identity, found)
    return found


def _read(path: str) -> bytes:
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file")
        if status.st_size > MAX_SIZE:
            raise OSError(errno.EFBIG, f"it has {status.st_size >> 20} MiB, and 1 would be large")
        return file.read(MAX_SIZE)


def _write_index(path: str, identity: bytes, found: dict[str, list[Row]]) -> None:
    """Never fails: without an index the next lookup only takes longer."""
    from . import host

    lines = [identity, *(f"{mcc} {json.dumps(rows)}".encode() for mcc, rows in sorted(found.items()))]
    directory = os.path.dirname(path)
    with suppress(OSError), host.locked(directory):
        host.change([host.NewFile(path, b"\n".join(lines) + b"\n", 0o644)])
