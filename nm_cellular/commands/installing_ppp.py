"""What `nm-cellular apply --for ppp` does: pppd's files in the place of NetworkManager's profiles."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace

from .. import report
from ..errors import CommandError, ExitCode
from ..files import ProfileFiles
from ..gather import Gathered, gather
from ..layout import Layout
from ..plan import Action, Step
from ..ppp import connections, installing, ports_here
from ..problem import Location, Problem, error, warning
from ..profile import CellularProfile
from ..rendering import Templates
from ..systems import SYSTEMS
from . import options, output
from .installing import cannot_write

_KEPT = warning(
    Location("--for ppp"),
    "the secrets stay in the boot file, which has to have them at each run",
    "delete `secrets = move`; NetworkManager's profiles can do without",
)


def install(arguments: argparse.Namespace, boots: list[str], layout: Layout) -> tuple[report.Report, ExitCode]:
    """Reads the boot directories, installs what they ask for (or shows what it would do) and prints the report."""
    if arguments.via == "dbus" or arguments.runtime:
        raise CommandError("--for ppp knows neither --via nor --runtime", "pppd reads files in /etc", ExitCode.USAGE)
    store = ProfileFiles(layout)
    try:
        gathered = gather(boots, layout, options.said_version(arguments), store.installed())
        profiles, problems = _dialled(gathered)
        problems += [_KEPT] if arguments.move_secrets or gathered.move_secrets else []
        broken = {*gathered.scope.broken, *(str(each.source) for each in gathered.profiles if not each.port)}
        scope = replace(gathered.scope, broken=broken)
        plan = installing.for_pppd(profiles, layout, scope, _renderer(layout), force=arguments.force)
        # NetworkManager would dial too.
        left = replace(gathered, wanted=(), scope=scope).plan(store.directory, force=arguments.force)
        if not arguments.dry_run:
            plan.execute(layout)
            _remove(left, store)
    except OSError as exc:
        raise cannot_write(exc) from None
    actions = (*plan.actions, *left)
    made = report.make(actions, [*gathered.problems, *problems], gathered.others)
    output.show(made, arguments, planned=arguments.dry_run, looked_in=boots)
    if arguments.dry_run and not arguments.json and not arguments.quiet:
        output.show_diffs(actions)
    return made, ExitCode.CONFIG if made["errors"] else ExitCode.DONE


def _renderer(layout: Layout) -> connections.Render:
    templates = Templates(layout.template_directories)
    return lambda name, words: templates.for_system(replace(SYSTEMS["ppp"], template=name), words)


def _dialled(gathered: Gathered) -> tuple[list[CellularProfile], list[Problem]]:
    """The profiles without errors that name a port, and what is wrong with the others."""
    sound = {str(each.profile.source) for each in gathered.wanted}
    profiles = [profile for profile in gathered.profiles if str(profile.source) in sound]
    return [each for each in profiles if each.port], [_no_port(each) for each in profiles if not each.port]


def _no_port(profile: CellularProfile) -> Problem:
    here = ports_here.find()
    seen = f"; here are {', '.join(here)}" if here else ""
    hint = f"write port = and USB port and interface as dmesg shows them, such as 1-1.2:1.3, or /dev/ttyAMA0{seen}"
    return error(profile.place("id"), f"`{profile.id}` names no port, and pppd looks for none", hint)


def _remove(left: Sequence[Action], store: ProfileFiles) -> None:
    if any(each.step is Step.REMOVE for each in left):
        with store.locked():
            store.execute(left)
