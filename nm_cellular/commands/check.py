"""`nm-cellular check`: everything that apply does, but write."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from .. import report
from ..errors import CommandError, ExitCode
from ..layout import Layout
from . import options, output

if TYPE_CHECKING:
    from ..plan import Installed

EXAMPLES = """\
examples:
  nm-cellular check                     the boot partition's files
  nm-cellular check cellular.conf       a file, before it goes on the card
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        nargs="*",
        metavar="FILE",
        help="a cellular.conf or keyfile (default: those of the boot partition)",
    )
    options.add_input(parser)
    options.add_output(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    from ..gather import gather, read_files

    layout = Layout(arguments.root)
    version = options.version(arguments, layout)
    try:
        if arguments.file:
            looked_in = arguments.file
            gathered = read_files(arguments.file, layout, version)
        else:
            looked_in = options.boot_directories(arguments, layout)
            gathered = gather(looked_in, layout, version, _installed(layout))
    except IsADirectoryError as exc:
        raise CommandError(
            f"{exc.filename} is a directory", f"--boot {exc.filename} reads the boot files in it"
        ) from None
    except OSError as exc:
        raise CommandError(f"{exc.filename}: {exc.strerror}", "name a file that can be read") from None
    made = report.make(gathered.plan(layout.connections), gathered.problems, gathered.others)
    output.show(made, arguments, planned=True, looked_in=looked_in)
    return ExitCode.CONFIG if made["errors"] else ExitCode.DONE


def _installed(layout: Layout) -> tuple[Installed, ...] | None:
    """Only root may read profiles; for others the boot files are checked by themselves."""
    from ..files import ProfileFiles

    try:
        return ProfileFiles(layout).installed()
    except PermissionError:
        return None
