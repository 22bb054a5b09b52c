"""`nm-cellular render`: prints the keyfile that apply would install, or the same for another system; or makes the
boot files of many boards.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from .. import report
from ..errors import CommandError, ExitCode
from ..layout import Layout
from ..masking import HIDDEN
from ..profile import CellularProfile, Secret
from . import options

if TYPE_CHECKING:
    from ..problem import Problem
    from ..text import Text

EXAMPLES = """\
examples:
  nm-cellular render cellular.conf                        the keyfile of each section
  nm-cellular render cellular.conf | nmcli --offline connection modify ipv6.method ignore
  nm-cellular render --for netplan cellular.conf          for netplan, and so on
  nm-cellular render --inventory boards.csv --out boards  boards/BOARD/cellular.conf for each row
"""


_SYSTEMS = ("nm", "ppp", "netplan", "uci", "vintagenet", "wvdial", "quectel-cm", "systemd-networkd")
"""NetworkManager, and those of systems.SYSTEMS, which is slow to load."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", nargs="?", help="a cellular.conf or a keyfile")
    parser.add_argument("--inventory", metavar="CSV", help="make the boot files of the boards in this table")
    parser.add_argument("--out", metavar="DIR", help="where to; each begins with FILE, if one is named")
    parser.add_argument(
        "--for", dest="system", choices=_SYSTEMS, default="nm", metavar="SYSTEM", help=f"{', '.join(_SYSTEMS)}"
    )
    parser.add_argument("--show-secrets", action="store_true", help="show passwords and PINs on a terminal too")
    parser.add_argument("--root", default="/", type=options.existing_directory, metavar="DIR", help=argparse.SUPPRESS)
    parser.add_argument("--nm-version", metavar="X.Y", help="for this NetworkManager (default: the installed one)")


def run(arguments: argparse.Namespace) -> ExitCode:
    if arguments.inventory or arguments.out:
        return _for_boards(arguments)
    if not arguments.file:
        raise CommandError("there is no FILE to render", "name a cellular.conf or a keyfile", ExitCode.USAGE)
    if arguments.system != "nm":
        return _for_another(arguments)
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


def _for_another(arguments: argparse.Namespace) -> ExitCode:
    from .. import formats
    from ..boot import read_named
    from ..rendering import Templates
    from ..systems import SYSTEMS, file_name, unique, words

    try:
        parsed = formats.parse(arguments.file, read_named(arguments.file))
    except OSError as exc:
        raise CommandError(f"{exc.filename}: {exc.strerror}", "name a file that can be read") from None
    system = SYSTEMS[arguments.system]
    hide = sys.stdout.isatty() and not arguments.show_secrets
    profiles = [_without_secrets(profile) if hide else profile for profile in parsed.profiles]
    problems = [problem for profile in profiles for problem in (*profile.problems, *system.lost(profile))]
    made = report.make((), (*parsed.problems, *problems), parsed.others)
    for line in report.problem_lines(made, colour=False):
        print(line, file=sys.stderr)
    templates = Templates(Layout(arguments.root).template_directories)
    names = unique([file_name(profile) for profile in profiles])
    for place, (profile, name) in enumerate(zip(profiles, names, strict=True)):
        separator = "" if place == 0 or system.is_one_document else "\n"
        print(separator + templates.for_system(system, words(profile, name, first=place == 0)), end="")
    return ExitCode.CONFIG if made["errors"] else ExitCode.DONE


def _for_boards(arguments: argparse.Namespace) -> ExitCode:
    from .. import rendering
    from ..inventory import boot_files, table

    if not (arguments.inventory and arguments.out) or arguments.system != "nm":
        hint = "write --inventory boards.csv --out DIR, without --for"
        raise CommandError("boot files for many boards are made of a table, into a directory", hint, ExitCode.USAGE)
    common, problems = _common(arguments.file)
    boards = table.parse(arguments.inventory, _read(arguments.inventory))
    templates = rendering.Templates(Layout(arguments.root).template_directories)
    # The NetworkManager that counts is that of the boards, and not the one installed here.
    made = boot_files.make(boards, common, options.said_version(arguments), templates.keyfile)
    found = report.make((), (*problems, *made.problems), 0)
    for line in report.problem_lines(found, colour=False):
        print(line, file=sys.stderr)
    if found["errors"]:
        print("nothing was written", file=sys.stderr)
        return ExitCode.CONFIG
    _write_boards(arguments.out, made.contents)
    return ExitCode.DONE


def _common(file: str | None) -> tuple[Text | None, Sequence[Problem]]:
    """What all boot files begin with, and what is wrong with it."""
    from .. import formats, text

    if not file:
        return None, ()
    data = _read(file)
    return text.decode(file, data)[0], formats.parse(file, data).problems


def _read(file: str) -> bytes:
    try:
        with open(0 if file == "-" else file, "rb", closefd=file != "-") as stream:
            return stream.read()
    except OSError as exc:
        raise CommandError(f"{file}: {exc.strerror}", "name a file that can be read") from None


def _write_boards(directory: str, contents: Mapping[str, bytes]) -> None:
    from ..inventory import tree

    try:
        tree.write(directory, contents)
    except FileExistsError:
        message = f"{directory} is there already, and not empty"
        raise CommandError(message, "name a directory that is new; nothing was written") from None
    except OSError as exc:
        raise CommandError(f"{directory}: {exc.strerror}", "nothing was written") from None
    count = len(contents)
    print(f"{directory}: {count} {'board' if count == 1 else 'boards'}, each a directory with its cellular.conf")


def _without_secrets(profile: CellularProfile) -> CellularProfile:
    """For a terminal."""
    hidden = Secret(HIDDEN)
    return replace(profile, password=profile.password and hidden, pin=profile.pin and hidden)
