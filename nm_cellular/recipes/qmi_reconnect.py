"""qmi_reconnect.sh and its like: a loop that pings, and calls quectel-CM where nobody answers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import quectel_cm
from .draft import Draft
from .page import Page
from .recipe import Found
from .shell import Command, commands

FORM = "qmi-reconnect"

_LOOP = re.compile(r"while[ \t]+(?:true|:|1|\[ *1 *\])")
_LONGEST = 60
"""Lines of a loop."""

_PING_BYTES = 84
"""Of one `ping` and of its answer: 56 of data, 8 of ICMP, 20 of IP."""

_MONTH = 30 * 24 * 3600


def find(page: Page) -> Iterator[Found]:
    calls = {call.first: call for call in commands(page, quectel_cm.PROGRAM)}
    ended = 0
    for number, _ in page.search_lines(_LOOP) if calls else ():
        last = _end(page, number) if number > ended else 0
        inside = [calls[line] for line in range(number + 1, last) if line in calls]
        if inside:
            ended = last
            yield _read(page, number, last, inside)


def _end(page: Page, number: int) -> int:
    lines = range(number + 1, min(number + _LONGEST, len(page.lines) + 1))
    return next((line for line in lines if re.match(r"\s*done\b", page.line(line))), 0)


def _read(page: Page, number: int, last: int, calls: list[Command]) -> Found:
    first = number - 1 if page.line(number - 1).startswith("#!") else number
    draft = Draft(FORM, first)
    for call in calls:
        quectel_cm.read(draft, call)
    pause, at = _pause(page, number, last)
    if pings := [line for line in range(number, last) if re.match(r"\s*(?:if\s+)?ping\b", page.line(line))]:
        _complain(draft, pings[0], pause, at)
    return draft.found(last)


def _pause(page: Page, number: int, last: int) -> tuple[int, int]:
    """The seconds that it sleeps, 0 where it does not, and in which line."""
    for line in range(number, last):
        if found := re.match(r"\s*sleep\s+(\d{1,6})\b", page.line(line)):
            return int(found[1]), line
    return 0, number


def _complain(draft: Draft, line: int, pause: int, slept: int) -> None:
    seconds = max(pause, 1)
    if seconds >= 60:
        return
    megabytes = round(2 * _PING_BYTES * _MONTH / seconds / 1e6)
    rate = "a ping a second" if seconds == 1 else f"a ping every {seconds} seconds"
    message = f"{rate} costs {megabytes} MB of data a month, and one that is lost starts a second dialer"
    hint = f"delete it (and line {slept}): NetworkManager sees when a connection is lost, and dials again"
    draft.mistake("dial-script", line, message, hint)
