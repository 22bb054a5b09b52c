"""`nm-cellular switch`: makes modems and Ethernet cards of USB sticks, and says what is known of them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence

from ..errors import CommandError, ExitCode
from ..layout import Layout
from ..modeswitch import sources
from ..modeswitch.known import Profiles, profiles
from ..modeswitch.profile import Wish
from ..modeswitch.reading import Read
from ..modeswitch.usb import UsbId, parse_id
from ..problem import Problem, ValueRefused
from . import options

TYPE_CHECKING = False  # as in report.py

if TYPE_CHECKING:
    from typing import Any, TypeVar

    Document = TypeVar("Document", dict[str, Any], list[dict[str, Any]])

EXAMPLES = """\
examples:
  nm-cellular switch --all              all sticks that are plugged in
  nm-cellular switch --device 1-1.3     the one at this port; nm-cellular-switch@1-1.3.service does this
  nm-cellular switch --list             the sticks that nm-cellular switches
  nm-cellular switch --explain 12d1:14fe
  nm-cellular switch --check            what the files say about sticks
  nm-cellular switch --check mine.conf  a file, before it is installed

exit status: 0 switched or nothing to switch, 1 a stick did not become what it should, 3 errors in files (--check)
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    action = parser.add_mutually_exclusive_group()
    action.add_argument(
        "--device", metavar="PORT", help="switch the stick at this port, as /sys/bus/usb/devices has it"
    )
    action.add_argument("--list", action="store_true", help="list the known sticks")
    action.add_argument("--explain", metavar="VID:PID", type=_id, help="say what is done about a stick, and by whom")
    action.add_argument("--check", nargs="*", metavar="FILE", help="say what is wrong with these files, or all")
    action.add_argument("--hwdb", action="store_true", help="print the ids for udev's hardware database")
    parser.add_argument("--all", action="store_true", help="all sticks; with --list: usb_modeswitch's, too")
    parser.add_argument("--wish", choices=[wish.value for wish in Wish], help="what a stick shall become")
    parser.add_argument("--dry-run", action="store_true", help="say what would be run, and run nothing")
    parser.add_argument("--once", action="store_true", help="not what was tried since it was plugged in; for udev")
    options.add_boot(parser)
    parser.add_argument("--root", default="/", type=options.existing_directory, metavar="DIR", help="look below DIR")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _id(text: str) -> UsbId:
    try:
        return parse_id(text)
    except ValueRefused as refused:
        raise argparse.ArgumentTypeError(f"{refused.message}; {refused.hint}") from None


def run(arguments: argparse.Namespace) -> ExitCode:
    layout = Layout(arguments.root)
    if arguments.check is not None:
        return _check(arguments, layout)
    known = _known(arguments, layout)
    if arguments.hwdb or arguments.list or arguments.explain:
        _tell(arguments, layout, known)
        return ExitCode.DONE
    return _switch(arguments, layout, known)


def _tell(arguments: argparse.Namespace, layout: Layout, known: Profiles) -> None:
    """What is known; a stick that waits to be switched does not wait for this to be loaded."""
    from ..modeswitch import explaining
    from ..modeswitch.hwdb import hwdb

    if arguments.hwdb:
        print(hwdb(known.profiles, sources.shipped_port_hints()[0]), end="")
    elif arguments.list:
        pack = sources.configurations(layout) if arguments.all else ()
        _print(explaining.rows(known, pack), explaining.table, arguments)
    else:
        found = explaining.explain(arguments.explain, known, sources.configurations(layout), _wish(arguments))
        _print(found, explaining.lines, arguments)


def _switch(arguments: argparse.Namespace, layout: Layout, known: Profiles) -> ExitCode:
    if not (arguments.device or arguments.all):
        raise CommandError("say which stick is meant", "write --all, or --device and its port", ExitCode.USAGE)
    # pyudev takes longer to load than all the rest.
    from ..modeswitch.handling import Handling

    handling = Handling(layout, known, _wish(arguments), only_once=arguments.once, dry_run=arguments.dry_run)
    reports = handling.all() if arguments.all else [handling.port(arguments.device)]
    _complain(handling.problems())
    _print(reports, lambda rows: [f"{row['port']}: {row['message']}" for row in rows], arguments)
    return (
        ExitCode.DONE if all(row["outcome"] not in ("unchanged", "unexpected") for row in reports) else ExitCode.FAILED
    )


def _wish(arguments: argparse.Namespace) -> Wish | None:
    return Wish(arguments.wish) if arguments.wish else None


def _known(arguments: argparse.Namespace, layout: Layout) -> Profiles:
    """Broken sections count as not written, and are told of."""
    known = sources.all_profiles(layout, _boots(arguments, layout))
    _complain(known.problems)
    return known


def _boots(arguments: argparse.Namespace, layout: Layout) -> list[str]:
    found = layout.default_boot()
    return arguments.boot or ([found] if found else [])


def _check(arguments: argparse.Namespace, layout: Layout) -> ExitCode:
    from ..modeswitch.lint import lint

    if arguments.check:
        found = profiles(sources.shipped(), *map(_read, arguments.check))
        files = set(arguments.check)
    else:
        found = sources.all_profiles(layout, _boots(arguments, layout))
        files = set()
    together = lint(found.profiles, sources.configurations(layout))
    problems = [each for each in (*found.problems, *together) if not files or each.where.file in files]
    if arguments.json:
        from .. import report

        print(report.as_json(report.make([], problems, 0)))
    else:
        _complain(problems)
        print(f"{len(found.profiles)} profiles, {sum(problem.is_error for problem in problems)} errors")
    return ExitCode.CONFIG if any(problem.is_error for problem in problems) else ExitCode.DONE


def _read(path: str) -> Read:
    try:
        return sources.read_file(path)
    except OSError as exc:
        raise CommandError(f"{path}: {exc.strerror}", "name a file that can be read") from None


def _complain(problems: Sequence[Problem]) -> None:
    if not problems:
        return
    from .. import report

    for line in report.problem_lines(report.make([], problems, 0), colour=False):
        print(line, file=sys.stderr)


def _print(document: Document, lines: Callable[[Document], Iterable[str]], arguments: argparse.Namespace) -> None:
    if arguments.json:
        import json

        print(json.dumps(document, indent=2))
        return
    for line in lines(document):
        print(line)
