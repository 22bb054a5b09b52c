"""`nm-cellular watch`: keeps links up, and says what it does."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys

from ..bookkeeping import Books
from ..errors import CommandError, ExitCode
from ..layout import Layout
from ..printable import printable
from ..watch import sources
from ..watch.remembering import Memory, alone, now
from ..watch.runner import Watching
from . import options

EXAMPLES = """\
examples:
  nm-cellular watch                     until it is stopped; nm-cellular-watch.service does this
  nm-cellular status                    also says what the watch does, and when it tries next

exit status: 0 it was stopped, 1 the bus is gone
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    options.add_boot(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    layout = Layout()
    boots = arguments.boot or list(filter(None, [layout.default_boot()]))
    read = sources.settings(boots)
    for problem in read.problems:
        _tell(f"{problem.where}: {problem.message}; {problem.hint}")
    try:
        with alone(layout):
            books = Books(boots, layout, _tell, now())
            try:
                asyncio.run(_until_stopped(Watching(read.settings, Memory(layout), books, _tell)))
            finally:
                books.close(now())
    except OSError as exc:
        raise CommandError(f"{exc.filename}: {exc.strerror}", "run it as root, with sudo") from None
    return ExitCode.DONE


async def _until_stopped(watching: Watching) -> None:
    """systemd stops it with SIGTERM, of which Python by itself would die without ending what has begun."""
    task = asyncio.create_task(watching.run())
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        if not task.cancelled():
            raise


def _tell(line: str) -> None:
    print(printable(line), file=sys.stderr, flush=True)
