"""`nm-cellular setup`: does to the modems what NetworkManager does not, once or whenever one comes."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence

from ..daemons.observing import Daemons, Nudges, attend
from ..errors import CommandError, ExitCode
from ..layout import Layout
from ..modems.modem import Modem
from ..modems.observation import Observation
from ..printable import printable
from ..setup.performing import Install, Told
from ..setup.setting_up import SetUp
from ..status import verdict
from . import options
from .installing import install

EXAMPLES = """\
examples:
  nm-cellular setup                     the modems that are there, or come within a minute
  nm-cellular setup --follow            all that ever come; nm-cellular-setup.service does this

exit status: 0 all is as the boot files ask, 1 something could not be done
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    options.add_boot(parser)
    options.add_store(parser)
    parser.add_argument("--follow", action="store_true", help="stay, and set up each modem that comes")
    parser.add_argument(
        "--timeout", type=options.seconds, default=60, metavar="S", help="wait S seconds for a modem (default: 60)"
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="say only what is wrong")


def run(arguments: argparse.Namespace) -> ExitCode:
    layout = Layout(runtime=arguments.runtime)
    boots = options.boot_directories(arguments, layout)
    nudges: Nudges = asyncio.Queue()
    told, apply = _teller(quiet=arguments.quiet), installer(arguments, boots, layout)
    set_up = SetUp(boots, layout, told, apply, nudges)
    try:
        asyncio.run(_follow(set_up, nudges) if arguments.follow else _once(set_up, nudges, arguments.timeout))
    except OSError as exc:
        raise CommandError(f"{exc.filename}: {exc.strerror}", "run it as root, with sudo") from None
    return ExitCode.FAILED if set_up.has_failed else ExitCode.DONE


async def _follow(set_up: SetUp, nudges: Nudges) -> None:
    async def act(observation: Observation, daemons: Daemons) -> None:
        await set_up.act(observation, daemons)

    await attend(act, nudges)


async def _once(set_up: SetUp, nudges: Nudges, limit: float) -> None:
    last = Observation(failure=CommandError("nobody has answered yet"))

    async def act(observation: Observation, daemons: Daemons) -> bool:
        nonlocal last
        last = observation
        return await set_up.act(observation, daemons)

    try:
        async with asyncio.timeout(limit):
            await attend(act, nudges)
    except TimeoutError:
        raise _gave_up(last, set_up.unready(last.modems), limit) from None


def _gave_up(last: Observation, unready: Sequence[Modem], limit: float) -> CommandError:
    """Which modem it waited for, and the first thing that is wrong with it."""
    if not unready:
        found = verdict.of(last)
        return CommandError(f"no modem was ready after {limit:g} s: {found.summary}", found.hint)
    first, *others = unready
    found = verdict.of_modem(first, last.networking)
    more = f" and {len(others)} more" if others else ""
    verb = "were" if others else "was"
    return CommandError(f"modem {first.number}{more} {verb} not ready after {limit:g} s: {found.summary}", found.hint)


def _teller(*, quiet: bool) -> Told:
    def tell(message: str, hint: str) -> None:
        if hint:
            print(printable(message), f"    {printable(hint)}", sep="\n", file=sys.stderr, flush=True)
        elif not quiet:
            print(printable(message), flush=True)

    return tell


def installer(arguments: argparse.Namespace, boots: list[str], layout: Layout) -> Install:
    """Does what `apply` does, quietly, with the options that it shares with us."""
    others = {"nm_version": None, "dry_run": False, "force": False, "move_secrets": False}
    words = argparse.Namespace(**vars(arguments) | others | {"json": False, "quiet": True, "verbose": False})

    async def do() -> bool:
        # In a thread, because over D-Bus it has an event loop of its own.
        _, code = await asyncio.to_thread(install, words, boots, layout)
        # Of CONFIG the good sections are installed, and the others are told by `apply`.
        return code is not ExitCode.FAILED

    return do
