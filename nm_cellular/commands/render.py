"""`nm-cellular render`: prints the keyfile that apply would install, or the same for another system; or makes the
boot files of many boards.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from .. import report
from ..errors import CommandError, ExitCode
from ..layout import Layout
from ..masking import HIDDEN
from ..problem import warning
from ..profile import CellularProfile, Secret
from . import options

if TYPE_CHECKING:
    from ..plan import Action
    from ..problem import Problem
    from ..text import Text

EXAMPLES = """\
examples:
  nm-cellular render cellular.conf                        the keyfile of each section
  nm-cellular render cellular.conf --out keyfiles         each as a file of its own, in a new directory
  nm-cellular render cellular.conf | nmcli --offline connection modify ipv6.method ignore
  nm-cellular render --for netplan cellular.conf          for netplan, and so on
  nm-cellular render --inventory boards.csv --out boards  boards/BOARD/cellular.conf for each row
"""


_SYSTEMS = ("nm", "ppp", "netplan", "uci", "vintagenet", "wvdial", "quectel-cm", "systemd-networkd")
"""NetworkManager, and those of systems.SYSTEMS, which is slow to load."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", nargs="?", help="a cellular.conf or a keyfile")
    parser.add_argument("--inventory", metavar="CSV", help="make the boot files of the boards in this table")
    parser.add_argument(
        "--out",
        metavar="DIR",
        help="a new directory for them, or for FILE's keyfiles; with both, each begins with FILE",
    )
    parser.add_argument(
        "--for", dest="system", choices=_SYSTEMS, default="nm", metavar="SYSTEM", help=f"{', '.join(_SYSTEMS)}"
    )
    parser.add_argument("--show-secrets", action="store_true", help="show passwords and PINs on a terminal too")
    parser.add_argument("--root", default="/", type=options.existing_directory, metavar="DIR", help=argparse.SUPPRESS)
    parser.add_argument("--nm-version", metavar="X.Y", help="for this NetworkManager (default: the installed one)")


def run(arguments: argparse.Namespace) -> ExitCode:
    if arguments.inventory or (arguments.out and (not arguments.file or arguments.system != "nm")):
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
    actions = gathered.plan(layout.connections)
    problems = (*gathered.problems, *map(_without_pin, filter(_has_pin, gathered.profiles)))
    made = report.make(actions, problems, gathered.others)
    for line in report.problem_lines(made, colour=False):
        print(line, file=sys.stderr)
    if arguments.out:
        return _write_keyfiles(arguments.out, actions, is_whole=not made["errors"])
    show = (lambda text: text) if arguments.show_secrets or not sys.stdout.isatty() else masked
    print("\n".join(_under_its_path(each, show(each.after), of=len(actions)) for each in actions), end="")
    if len(actions) > 1:
        told = "each below its path, and each for a file of its own; --out DIR writes them"
        print(f"{len(actions)} keyfiles, {told}", file=sys.stderr)
    return ExitCode.CONFIG if made["errors"] else ExitCode.DONE


def _write_keyfiles(directory: str, actions: Sequence[Action], *, is_whole: bool) -> ExitCode:
    """All, or none where one of them is wrong."""
    if not is_whole:
        print("nothing was written", file=sys.stderr)
        return ExitCode.CONFIG
    _write_tree(directory, {os.path.basename(each.path): each.after.encode() for each in actions})
    print(f"{directory}: {len(actions)} {'keyfile' if len(actions) == 1 else 'keyfiles'}")
    return ExitCode.DONE


def _has_pin(profile: CellularProfile) -> bool:
    return profile.pin is not None


def _without_pin(profile: CellularProfile) -> Problem:
    hint = "nm-cellular unlock gives it to the SIM; where that does not run, take it off the SIM, in a phone"
    return warning(
        profile.place("pin"), "the PIN is left out: NetworkManager would send a wrong one at every boot", hint
    )


def _under_its_path(action: Action, text: str, *, of: int) -> str:
    return text if of == 1 else f"# {action.path}\n{text}"


def _for_another(arguments: argparse.Namespace) -> ExitCode:
    from .. import formats
    from ..boot import read_named
    from ..rendering import Templates
    from ..systems import SYSTEMS
    from ..template_words import unique_names, words

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
    for place, (profile, name) in enumerate(zip(profiles, unique_names(profiles), strict=True)):
        separator = "" if place == 0 or system.is_one_document else "\n"
        print(separator + templates.for_system(system, words(profile, name, first=place == 0)), end="")
    return ExitCode.CONFIG if made["errors"] else ExitCode.DONE


def _for_boards(arguments: argparse.Namespace) -> ExitCode:
    from .. import rendering
    from ..formats import CONFIG_FILE
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
    _write_tree(arguments.out, {f"{board}/{CONFIG_FILE}": content for board, content in made.contents.items()})
    count = len(made.contents)
    print(f"{arguments.out}: {count} {'board' if count == 1 else 'boards'}, each a directory with its {CONFIG_FILE}")
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


def _write_tree(directory: str, contents: Mapping[str, bytes]) -> None:
    from ..inventory import tree

    try:
        tree.write(directory, contents)
    except FileExistsError:
        message = f"{directory} is there already, and not empty"
        raise CommandError(message, "name a directory that is new; nothing was written") from None
    except OSError as exc:
        raise CommandError(f"{directory}: {exc.strerror}", "nothing was written") from None


def _without_secrets(profile: CellularProfile) -> CellularProfile:
    """For a terminal."""
    hidden = Secret(HIDDEN)
    return replace(profile, password=profile.password and hidden, pin=profile.pin and hidden)
