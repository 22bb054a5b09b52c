"""Runs a program of the user's, or uhubctl, and says how it ended."""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio import create_subprocess_exec
from asyncio.subprocess import Process
from collections.abc import Sequence
from contextlib import suppress
from subprocess import DEVNULL, PIPE, STDOUT

from ..errors import CommandError

_LASTS = 240.0
"""Seconds that one may take."""

_LAST_WORDS = 200
"""Bytes."""


async def run(argv: Sequence[str], **told: str) -> None:
    """Until nobody writes any more; raises CommandError with what it said last.

    told: for its environment, such as NM_CELLULAR_MODEM.
    """
    environment = os.environ | {f"NM_CELLULAR_{name.upper()}": value for name, value in told.items()}
    try:
        process = await create_subprocess_exec(
            *argv, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT, env=environment, start_new_session=True
        )
    except OSError as exc:
        raise CommandError(f"{argv[0]}: {exc.strerror}") from None
    said, status = await _outcome(process, argv[0])
    if status:
        raise CommandError(f"{argv[0]} {_ending(status)}" + (f": {said}" if said else ""))


async def _outcome(process: Process, name: str) -> tuple[str, int]:
    try:
        async with asyncio.timeout(_LASTS):
            return await _last_words(process), await process.wait()
    except TimeoutError:
        await _end(process)
        raise CommandError(f"{name} did not end in {_LASTS:g} s") from None
    except asyncio.CancelledError:
        await _end(process)
        raise


async def _end(process: Process) -> None:
    """With what it has begun, such as a shell's sleep."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


async def _last_words(process: Process) -> str:
    """In one line, of all that it writes, which may be much: uhubctl says what is wrong, and then where help is."""
    kept = b""
    while process.stdout and (more := await process.stdout.read(_LAST_WORDS)):
        kept = (kept + more)[-_LAST_WORDS:]
    return " ".join(kept.decode("utf-8", "replace").split())


def _ending(status: int) -> str:
    return f"ended with status {status}" if status > 0 else f"was ended by signal {-status}"
