"""`nm-cellular render`: prints the keyfile that apply would install."""

from __future__ import annotations

import argparse
import sys

from .. import report
from ..errors import CommandError, ExitCode
from ..layout import Layout
from . import options

EXAMPLES = """\
examples:
  nm-cellular render cellular.conf                        the keyfile of each section
  nm-cellular render cellular.conf | nmcli --offline connection modify ipv6.method ignore
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a cellular.conf or a keyfile")
    parser.add_argument("--show-secrets", action="store_true", help="show passwords and PINs on a terminal too")
    parser.add_argument("--root", default="/", type=options.existing_directory, metavar="DIR", help=argparse.SUPPRESS)
    parser.add_argument("--nm-version", metavar="X.Y", help="for this NetworkManager (default: the installed one)")


def run(arguments: argparse.Namespace) -> ExitCode:
    from ..gather import read_files
    from ..masking import masked

    layout = Layout(arguments.root)
    try:
        gathered = read_files([arguments.file], layout, options.version(arguments, layout))
    except OSError as exc:
        raise CommandError(f"{exc.filename}: {exc.strerror}", "name a file that can be read") from None
    made = report.make(gathered.plan(layout.connections), gathered.problems, gathered.others)
    for line in report.problem_lines(made, colour=False):
        print(line, file=sys.stderr)
    show = (lambda text: text) if arguments.show_secrets or not sys.stdout.isatty() else masked
    print("\n".join(show(each.text) for each in gathered.wanted), end="")
    return ExitCode.CONFIG if made["errors"] else ExitCode.DONE
