"""`nm-cellular wait`: returns when a modem has got as far as one needs it."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Callable

from ..daemons.observing import follow, observe
from ..errors import CommandError, ExitCode
from ..modems.modem import Modem
from ..modems.modem_enums import State
from ..modems.observation import Observation
from ..status import verdict
from . import options

EXAMPLES = """\
examples:
  nm-cellular wait                                    until a modem is connected, two minutes at most
  nm-cellular wait --for unlocked --timeout 30

exit status: 0 it is, 1 the time is up
"""

_WIDTH = 80
"""Columns of a terminal that does not tell, such as a serial console."""

_AGAIN = 10.0
"""Seconds until a reason is said again: a network that refuses at once makes two of them change places, ten times a
second."""

_GOALS = ("present", "unlocked", "registered", "connected")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--for", choices=_GOALS, default="connected", dest="goal", help="what to wait for (default: connected)"
    )
    told = "give up after S seconds (default: 120; 0: look once)"
    parser.add_argument("--timeout", type=options.seconds, default=120, metavar="S", help=told)
    parser.add_argument("-q", "--quiet", action="store_true", help="do not say what is being waited for")


def run(arguments: argparse.Namespace) -> ExitCode:
    progress = Progress(arguments.goal, quiet=arguments.quiet or not arguments.timeout)
    try:
        asyncio.run(_wait(progress, arguments.timeout))
    except TimeoutError:
        raise progress.gave_up(arguments.timeout) from None
    finally:
        progress.end()
    return ExitCode.DONE


async def _wait(progress: Progress, limit: float) -> None:
    if not limit:
        if not progress.see(await observe()):
            raise TimeoutError
        return
    async with asyncio.timeout(limit):
        await follow(progress.see)


class Progress:
    """Knows what was seen last, and tells of it when that has changed: on a terminal in one line."""

    def __init__(self, goal: str, *, quiet: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._goal = goal
        self._quiet = quiet
        self._clock = clock
        self._said: dict[str, float] = {}
        self._in_place = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._last = verdict.Verdict(works=False, summary="nobody has answered yet")

    def see(self, observation: Observation) -> bool:
        """Whether the goal is reached."""
        if any(_is_reached(self._goal, modem, observation) for modem in observation.modems):
            return True
        found = verdict.of(observation)
        if found.summary != self._last.summary and self._is_news(found.summary):
            self._tell(f"waiting until a modem is {self._goal}: {found.summary}")
        self._last = found
        return False

    def _is_news(self, reason: str) -> bool:
        now = self._clock()
        if self._in_place or now - self._said.get(reason, -_AGAIN) >= _AGAIN:
            self._said[reason] = now
            return True
        return False

    def gave_up(self, limit: float) -> CommandError:
        after = f" after {limit:g} s" if limit else ""
        return CommandError(f"no modem is {self._goal}{after}: {self._last.summary}", self._last.hint)

    def end(self) -> None:
        if self._in_place and not self._quiet:
            print("\r\033[K", end="", file=sys.stderr, flush=True)

    def _tell(self, text: str) -> None:
        if self._quiet:
            return
        if self._in_place:
            # A line that wraps could not be wiped as one.
            width = os.get_terminal_size(sys.stderr.fileno()).columns or _WIDTH
            print(f"\r\033[K{text[: width - 1]}", end="", file=sys.stderr, flush=True)
        else:
            print(text, file=sys.stderr, flush=True)


def _is_reached(goal: str, modem: Modem, observation: Observation) -> bool:
    match goal:
        case "present":
            return True
        case "unlocked":
            return modem.state >= State.DISABLED
        case "registered":
            return modem.state >= State.REGISTERED
    return verdict.of_modem(modem, observation.networking).works
