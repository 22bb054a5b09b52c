"""The rows by which APNs are found: our own table's and, a country at a time, the provider database's.

Both are text that takes longer to parse than all the rest of a lookup.  The index holds what was parsed and of which
files, as Python's own cache of modules does: in marshal's form, which only a cache may have that nobody else writes.
"""

from __future__ import annotations

import errno
import marshal
import os
import stat
import sys
from collections.abc import Iterable

from ..layout import Layout

TYPE_CHECKING = False  # as in report.py

if TYPE_CHECKING:
    from typing import BinaryIO

    from .apn import Row

PACKAGE = "mobile-broadband-provider-info"
DATABASE = f"/usr/share/{PACKAGE}/serviceproviders.xml"
MAX_SIZE = 16 << 20
"""Bytes; Debian's file has 0.4 million."""

_TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sim-apns.json")
_INDEX_VERSION = 1
_OURS = "ours"
"""The index's key for our table, beside the MCCs."""


class DatabaseUnusable(Exception):
    """The provider database cannot be used: why, and what the user can do about it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def rows(mcc: str, layout: Layout) -> tuple[list[Row], list[Row], DatabaseUnusable | None]:
    """Our own rows, the database's of one country, and why there are none of these if it cannot be used."""
    path = layout.path(DATABASE)
    try:
        origin = _origin(path)
        found = _from_index(_index_path(layout), origin, (_OURS, mcc)) or _from_database(layout, origin)
        return found[_OURS], found.get(mcc, []), None
    except FileNotFoundError:
        problem = DatabaseUnusable(f"the provider database {path} is not here", f"apt install {PACKAGE}")
    except OSError as exc:
        problem = DatabaseUnusable(f"{path}: {exc.strerror}", f"apt install --reinstall {PACKAGE}")
    except DatabaseUnusable as exc:
        problem = exc
    return _table(), [], problem


def _origin(database: str) -> str:
    """Of which files, and which state of them, an index is made."""
    return f"{_INDEX_VERSION} {sys.implementation.cache_tag} {_identity(database)} {_identity(_TABLE)}"


def _identity(path: str) -> tuple[object, ...]:
    status = os.stat(path)
    return path, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _index_path(layout: Layout) -> str:
    """Root trusts only an index that root wrote; others keep one of their own."""
    if os.geteuid() == 0:
        return layout.path("/var/cache/nm-cellular/providers.index")
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(home, "nm-cellular", "providers.index")


def _from_index(path: str, origin: str, keys: Iterable[str]) -> dict[str, list[Row]]:
    """Nothing where there is no index, or that of other files."""
    try:
        with open(path, "rb") as file:
            made_of, places = marshal.load(file)  # noqa: S302 (nobody but the reader can have written it)
            body = file.tell()
            if made_of == origin:
                return {key: _at(file, body, places[key]) for key in keys if key in places}
    except (OSError, ValueError, EOFError, TypeError):
        pass  # Torn, or no index at all: the next one will be better.
    return {}


def _at(file: BinaryIO, body: int, place: int) -> list[Row]:
    file.seek(body + place)
    found: list[Row] = marshal.load(file)  # noqa: S302
    return found


def _from_database(layout: Layout, origin: str) -> dict[str, list[Row]]:
    from .serviceproviders import Malformed, rows_by_mcc

    path = layout.path(DATABASE)
    try:
        found = {**rows_by_mcc(_read(path)), _OURS: _table()}
    except Malformed as exc:
        raise DatabaseUnusable(f"{path} cannot be understood: {exc}", f"apt install --reinstall {PACKAGE}") from None
    _write_index(_index_path(layout), origin, found)
    return found


def _read(path: str) -> bytes:
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file")
        if status.st_size > MAX_SIZE:
            raise OSError(errno.EFBIG, f"it has {status.st_size >> 20} MiB, and 1 would be large")
        return file.read(MAX_SIZE)


def _table() -> list[Row]:
    import json

    with open(_TABLE, encoding="utf-8") as file:
        found: list[Row] = json.load(file)
    return found


def _write_index(path: str, origin: str, found: dict[str, list[Row]]) -> None:
    """Where each key's rows are, and then the rows.  Never fails: without an index the next lookup takes longer."""
    from .. import host

    places, body = {}, b""
    for key, some in found.items():
        places[key] = len(body)
        body += marshal.dumps(some)
    index = host.NewFile(path, marshal.dumps((origin, places)) + body, 0o644)
    try:
        with host.locked(os.path.dirname(path)):
            host.change([index])
    except OSError:
        pass
