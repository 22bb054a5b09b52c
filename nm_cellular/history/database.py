"""The history on disk: SQLite, written once an hour, opened for that time only.

A power cut leaves the old content or the new one (SQLite's rollback journal, synced).  A database that is damaged all
the same is put aside, and a new one begun.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import astuple, fields
from urllib.parse import quote

from . import thinning
from .dating import Boot
from .sample import Sample
from .sampling import Finished
from .thinning import Kept

_VERSION = 1
_PAGES = 4096
"""Of 4 KiB: what it may never exceed, whatever goes wrong with thinning."""

_COLUMNS = tuple(each.name for each in fields(Sample))

_SCHEMA = f"""
CREATE TABLE boots (number INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, began REAL NOT NULL);
CREATE TABLE modems (number INTEGER PRIMARY KEY, device TEXT UNIQUE NOT NULL);
CREATE TABLE samples (
    modem INTEGER NOT NULL, level INTEGER NOT NULL, boot INTEGER NOT NULL, {", ".join(_COLUMNS)},
    PRIMARY KEY (modem, level, boot, at)
) WITHOUT ROWID;
PRAGMA user_version = {_VERSION};
"""
_PUT = f"INSERT OR REPLACE INTO samples VALUES ({', '.join('?' * (3 + len(_COLUMNS)))})"  # noqa: S608  no input
_GET = f"SELECT boot, {', '.join(_COLUMNS)} FROM samples WHERE modem = ? AND level = ?"  # noqa: S608

Unusable = sqlite3.Error
"""Raised where the file cannot be opened or written, or is damaged."""


def store(path: str, boot: str, began: float, finished: Finished) -> None:
    """Adds the samples of that boot, and thins out what is old; raises OSError or Unusable, and has then done nothing.

    boot: the kernel's id of it; began: when that was, as believed now.
    """
    try:
        _store(path, boot, began, finished)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        os.replace(path, f"{path}.damaged")
        _store(path, boot, began, finished)


def _store(path: str, boot: str, began: float, finished: Finished) -> None:
    with _written(path) as database:
        database.execute("INSERT OR IGNORE INTO boots (id, began) VALUES (?, ?)", (boot, began))
        database.execute("UPDATE boots SET began = ? WHERE id = ?", (began, boot))
        (number,) = database.execute("SELECT number FROM boots WHERE id = ?", (boot,)).fetchone()
        for device, sample in finished:
            _put(database, _modem(database, device), 0, Kept(number, sample))
        _thin_all(database)
        database.execute("DELETE FROM boots WHERE number NOT IN (SELECT boot FROM samples) AND number != ?", (number,))


@contextmanager
def _written(path: str) -> Iterator[sqlite3.Connection]:
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))  # cells say where its owner is
    with closing(sqlite3.connect(path, timeout=5, isolation_level=None)) as database:
        database.execute("PRAGMA synchronous = FULL")
        database.execute(f"PRAGMA max_page_count = {_PAGES}")
        database.execute("BEGIN IMMEDIATE")
        try:
            if not database.execute("PRAGMA user_version").fetchone()[0]:
                _make(database)
            yield database
        except BaseException:
            with suppress(sqlite3.Error):
                database.execute("ROLLBACK")
            raise
        database.execute("COMMIT")


def _make(database: sqlite3.Connection) -> None:
    for statement in filter(str.strip, _SCHEMA.split(";")):
        database.execute(statement)


def _modem(database: sqlite3.Connection, device: str) -> int:
    database.execute("INSERT OR IGNORE INTO modems (device) VALUES (?)", (device,))
    (number,) = database.execute("SELECT number FROM modems WHERE device = ?", (device,)).fetchone()
    return int(number)


def _put(database: sqlite3.Connection, modem: int, level: int, kept: Kept) -> None:
    database.execute(_PUT, (modem, level, kept.boot, *astuple(kept.sample)))


def _thin_all(database: sqlite3.Connection) -> None:
    modems = [number for (number,) in database.execute("SELECT number FROM modems")]
    for modem in modems:
        for level in range(len(thinning.WIDTHS)):
            _thin(database, modem, level, thinning.kept(level, len(modems)))


def _thin(database: sqlite3.Connection, modem: int, level: int, kept: int) -> None:
    (there,) = database.execute("SELECT count(*) FROM samples WHERE modem = ? AND level = ?", (modem, level)).fetchone()
    if there <= kept:
        return
    is_last = level + 1 == len(thinning.WIDTHS)
    more = there - kept if is_last else there - kept + thinning.WIDTHS[level + 1] // thinning.WIDTHS[level]
    oldest = _read(database, modem, level, f"ORDER BY boot, at LIMIT {more}")
    going = oldest[: there - kept if is_last else thinning.whole(oldest, level, there - kept)]
    database.executemany(
        "DELETE FROM samples WHERE modem = ? AND level = ? AND boot = ? AND at = ?",
        [(modem, level, each.boot, each.sample.at) for each in going],
    )
    if not is_last:
        for each in thinning.coarser(going, level):
            _put(database, modem, level + 1, each)


def _read(database: sqlite3.Connection, modem: int, level: int, rest: str, *values: float) -> list[Kept]:
    return [Kept(boot, Sample(*row)) for boot, *row in database.execute(f"{_GET} {rest}", (modem, level, *values))]


def boots(path: str) -> tuple[tuple[str, Boot], ...]:
    """The machine's lives, by the kernel's ids of them; none where there is no history."""
    query = "SELECT id, number, began, max(at + span) FROM boots LEFT JOIN samples ON boot = number GROUP BY number"
    with _opened(path) as database:
        rows = database.execute(query).fetchall() if database else []
    return tuple((name, Boot(number, began, lasted or 0.0)) for name, number, began, lasted in rows)


def samples(path: str, since: Mapping[int, float]) -> dict[str, list[Kept]]:
    """By modem's path below /sys, in their order; since: for each boot, the seconds of it after which."""
    with _opened(path) as database:
        modems = database.execute("SELECT number, device FROM modems").fetchall() if database else []
        return {device: _since(database, number, since) for number, device in modems} if database else {}


def _since(database: sqlite3.Connection, modem: int, since: Mapping[int, float]) -> list[Kept]:
    found = [
        each
        for level in range(len(thinning.WIDTHS))
        for boot, after in since.items()
        for each in _read(database, modem, level, "AND boot = ? AND at + span > ?", boot, after)
    ]
    return sorted(found, key=lambda each: (each.boot, each.sample.at))


@contextmanager
def _opened(path: str) -> Iterator[sqlite3.Connection | None]:
    """To read; a file is never made by looking.  What a power cut has left half done can only a writer undo."""
    if not os.path.exists(path):
        yield None
        return
    mode = "rw" if os.access(path, os.W_OK) else "ro"
    with closing(sqlite3.connect(f"file:{quote(path)}?mode={mode}", uri=True, timeout=5)) as database:
        yield database
