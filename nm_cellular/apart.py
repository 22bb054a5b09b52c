"""Does in a process of its own what loads much and is needed for a moment, so that a service stays small."""

from __future__ import annotations

import os
from collections.abc import Callable

_DONE, _FAILED = b"+", b"-"


def apart(work: Callable[[], bytes]) -> bytes:
    """What `work` returns; raises the OSError that it raises, and one where it did not come to its end.

    A copy of this process does it, which must neither use the event loop nor wait for another thread.
    """
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        os.close(ours)
        _end_after(work, theirs)
    os.close(theirs)
    with open(ours, "rb") as stream:
        said = stream.read()
    os.waitpid(child, 0)
    if said[:1] == _DONE:
        return said[1:]
    raise _error(said[1:].decode()) if said else OSError(0, "the process that did it ended before its time")


def _end_after(work: Callable[[], bytes], result: int) -> None:
    """Without what Python would do at its end, which is the parent's to do."""
    try:
        try:
            said = _DONE + work()
        except OSError as exc:
            said = _FAILED + f"{exc.errno or 0}\n{exc.filename or ''}\n{exc.strerror or exc}".encode()
        with open(result, "wb") as stream:
            stream.write(said)
    finally:
        os._exit(0)


def _error(said: str) -> OSError:
    number, file, why = said.split("\n", 2)
    return OSError(int(number), why, file or None)
