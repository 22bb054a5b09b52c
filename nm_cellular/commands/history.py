"""`nm-cellular history`: how the modems were in the last day, or whatever time."""

from __future__ import annotations

import argparse
import errno
import os
import re
import shutil
from datetime import datetime, tzinfo

from ..errors import CommandError, ExitCode
from ..history import columns, remembered
from ..history.database import Unusable
from ..history.remembered import Remembered
from ..layout import Layout

EXAMPLES = """\
examples:
  nm-cellular history                   the last day, an hour a line
  nm-cellular history --since 4w --plot
  nm-cellular history --since 1h --json | jq '.modems[0].samples[-1]'

`nm-cellular watch` records it; docs/history.md tells what, and how long it is kept.
"""

_UNITS = {"min": 60, "h": 3600, "d": 86400, "w": 7 * 86400, "y": 365 * 86400}
_ROWS = 24
_MOST_COLUMNS = 120


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--since", type=duration, default=86400.0, metavar="T", help="the last 30min, 12h, 1d (default), 4w, 1y"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON")
    form.add_argument("--plot", action="store_true", help="draw signal, connection and data over time")
    form.add_argument("--svg", action="store_true", help="the same as an SVG image, of the first modem")


def duration(text: str) -> float:
    found = re.fullmatch(r"(\d{1,5})\s*(min|h|d|w|y)", text)
    if not found or not int(found[1]):
        raise argparse.ArgumentTypeError("takes a time such as 30min, 12h, 1d, 4w or 1y")
    return float(int(found[1]) * _UNITS[found[2]])


def run(arguments: argparse.Namespace) -> ExitCode:
    found = _read(Layout(), arguments.since)
    if arguments.json:
        _print_json(found, arguments.since)
    elif not found.modems:
        hint = "systemctl enable --now nm-cellular-watch records from now on"
        raise CommandError("there is no history of that time", hint)
    elif arguments.svg:
        _print_svg(found, arguments.since)
    else:
        _print_text(found, arguments.since, plot=arguments.plot)
    return ExitCode.DONE


def _read(layout: Layout, seconds: float) -> Remembered:
    directory = os.path.dirname(layout.history)
    if os.path.isdir(directory) and not os.access(directory, os.X_OK):
        # Else a history that may not be seen would be taken for none.
        raise CommandError(f"{directory}: {os.strerror(errno.EACCES)}", "run it as root, with sudo")
    try:
        return remembered.read(layout, seconds)
    except OSError as exc:
        raise CommandError(f"{exc.filename}: {exc.strerror}", "run it as root, with sudo") from None
    except Unusable as exc:
        raise CommandError(f"{layout.history}: {exc}", "run it as root, with sudo") from None


def _print_json(found: Remembered, seconds: float) -> None:
    import json

    from ..history import document

    print(json.dumps(document.make(found.modems, found.until - seconds, found.until), indent=2))


def _print_svg(found: Remembered, seconds: float) -> None:
    from ..history import svg

    device, samples = next(iter(found.modems.items()))
    print(svg.draw(device, columns.even(samples, seconds, found.until, _MOST_COLUMNS), _zone()), end="")


def _print_text(found: Remembered, seconds: float, *, plot: bool) -> None:
    from ..history import plot as drawing
    from ..history import table

    zone = _zone()
    width = max(20, min(_MOST_COLUMNS, shutil.get_terminal_size().columns - drawing.LABEL))
    for number, (device, samples) in enumerate(found.modems.items()):
        if plot:
            lines = drawing.lines(device, columns.even(samples, seconds, found.until, width), zone)
        else:
            rows = columns.aligned(samples, seconds, found.until, _ROWS, _ahead(zone, found.until))
            lines = table.lines(device, rows, zone)
        print(*([""] if number else []), *lines, sep="\n")


def _zone() -> tzinfo | None:
    return datetime.now().astimezone().tzinfo


def _ahead(zone: tzinfo | None, at: float) -> float:
    ahead = datetime.fromtimestamp(at, zone).utcoffset()
    return ahead.total_seconds() if ahead else 0.0
