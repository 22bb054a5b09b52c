"""`nm-cellular watch`: keeps links up, and says what it does."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence

from ..bookkeeping import Books
from ..errors import CommandError, ExitCode
from ..layout import Layout
from ..printable import printable
from ..this_boot import age
from ..watch import loading
from ..watch.remembering import Memory, alone
from ..watch.runner import Watching
from ..watch.settings import Settings
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
    try:
        with alone(layout):
            books = Books(boots, layout, _tell, age())
            try:
                asyncio.run(_until_stopped(Watching(_settings(boots), Memory(layout), books, _tell), books, boots))
            finally:
                books.close(age())
    except OSError as exc:
        raise CommandError(f"{exc.filename}: {exc.strerror}", "run it as root, with sudo") from None
    return ExitCode.DONE


def _settings(boots: Sequence[str]) -> Settings:
    loaded = loading.load(boots)
    for line in loaded.told:
        _tell(line)
    return loaded.settings


async def _until_stopped(watching: Watching, books: Books, boots: Sequence[str]) -> None:
    """systemd stops it with SIGTERM, of which Python by itself would die without ending what has begun."""

    def reload() -> None:
        try:
            settings = _settings(boots)
        except OSError as exc:
            _tell(f"{exc.filename}: {exc.strerror}; it goes on by what was read before")
            return
        _tell("[watch] was read again")
        books.reload()
        watching.change(settings)

    task = asyncio.create_task(watching.run())
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, reload)
    try:
        await task
    except asyncio.CancelledError:
        if not task.cancelled():
            raise


def _tell(line: str) -> None:
    print(printable(line), file=sys.stderr, flush=True)
