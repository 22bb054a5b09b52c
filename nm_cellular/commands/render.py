"""`nm-cellular render`: prints the keyfile that apply would install, or the same for another system."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace

from .. import report
from ..errors import CommandError, ExitCode
from ..layout import Layout
from ..masking import HIDDEN
from ..profile import CellularProfile, Secret
from . import options

EXAMPLES = """\
examples:
  nm-cellular render cellular.conf                        the keyfile of each section
  nm-cellular render cellular.conf | nmcli --offline connection modify ipv6.method ignore
  nm-cellular render --for netplan cellular.conf          for netplan, and so on
"""


_SYSTEMS = ("nm", "ppp", "netplan", "uci", "vintagenet", "wvdial", "quectel-cm", "systemd-networkd")
"""NetworkManager, and those of systems.SYSTEMS, which is slow to load."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a cellular.conf or a keyfile")
    parser.add_argument(
        "--for", dest="system", choices=_SYSTEMS, default="nm", metavar="SYSTEM", help=f"{', '.join(_SYSTEMS)}"
    )
    parser.add_argument("--show-secrets", action="store_true", help="show passwords and PINs on a terminal too")
    parser.add_argument("--root", default="/", type=options.existing_directory, metavar="DIR", help=argparse.SUPPRESS)
    parser.add_argument("--nm-version", metavar="X.Y", help="for this NetworkManager (default: the installed one)")


def run(arguments: argparse.Namespace) -> ExitCode:
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
    from ..systems import SYSTEMS, file_name, words

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
    names = _unique([file_name(profile) for profile in profiles])
    for place, (profile, name) in enumerate(zip(profiles, names, strict=True)):
        separator = "" if place == 0 or system.is_one_document else "\n"
        print(separator + templates.for_system(system, words(profile, name, first=place == 0)), end="")
    return ExitCode.CONFIG if made["errors"] else ExitCode.DONE


def _without_secrets(profile: CellularProfile) -> CellularProfile:
    """For a terminal."""
    hidden = Secret(HIDDEN)
    return replace(profile, password=profile.password and hidden, pin=profile.pin and hidden)


def _unique(names: Sequence[str]) -> list[str]:
    """Two profiles may differ in nothing that a file's name may have."""
    return [name if name not in names[:place] else f"{name}-{place + 1}" for place, name in enumerate(names)]
