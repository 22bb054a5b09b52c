"""What `nm-cellular apply` does when something may have changed."""

from __future__ import annotations

import argparse
import errno
import os
from collections.abc import Iterator
from dataclasses import replace

from .. import report, seal_key, secrets_out
from ..errors import CommandError, ExitCode
from ..files import ProfileFiles
from ..gather import Gathered, gather
from ..layout import Layout
from ..pins import kept_pins_file
from ..plan import Action, Step
from ..ppp import installing as ppp
from ..ppp.connections import unused_ports
from ..ppp.installing import Plan
from ..problem import Location, Problem, error, warning
from ..store import Outcome, Store
from . import options, output

_KEPT = warning(
    Location("--runtime"),
    "the secrets stay in the boot files: a profile below /run is gone at the next boot",
    "move them without --runtime",
)

_ONLY_A_FILE = warning(
    Location("--via dbus"),
    "[failover] is left out: NetworkManager takes that configuration from a file alone",
    "run apply without --via dbus, on the host",
)


def install(arguments: argparse.Namespace, boots: list[str], layout: Layout) -> tuple[report.Report, ExitCode]:
    """Reads the boot directories, installs what they ask for (or shows what it would do) and prints the report."""
    store = _store(arguments, layout)
    version = options.said_version(arguments) or store.version()
    try:
        if arguments.dry_run:
            found = gather(boots, layout, version, store.installed(), seal_key.read(layout))
            return _show_plan(found, store, arguments, boots, layout)
        with store.locked():
            gathered = gather(boots, layout, version, store.installed(), seal_key.read_or_make(layout))
            actions = gathered.plan(store.directory, force=arguments.force)
            moves = (arguments.move_secrets or gathered.move_secrets) and not arguments.runtime
            # Before a profile of an earlier version, which may hold the only copy of a PIN, is written anew.
            kept_pins_file.write(layout, gathered.pins_to_keep(moving=moves))
            outcome = store.execute(actions)
        failover, why = _fail_over(gathered, layout, arguments)
        ports = _planned_ports(gathered, layout, arguments)
        ports.execute(layout)
    except OSError as exc:
        raise cannot_write(exc) from None
    problems = [*gathered.problems, *_refusals(outcome), *_tell_udev(gathered, boots, layout, arguments), *why]
    problems += unused_ports(gathered.profiles)
    if arguments.move_secrets or gathered.move_secrets:
        problems += [_KEPT] if arguments.runtime else secrets_out.move(gathered.files, actions, outcome.refused)
    done = (*_placed(actions, outcome), *failover, *ports.actions)
    made = report.make(done, problems, gathered.others, _words(outcome, actions, layout))
    output.show(made, arguments, looked_in=boots)
    return made, _exit_code(made, outcome, gathered)


def _store(arguments: argparse.Namespace, layout: Layout) -> Store:
    if arguments.via == "dbus":
        if not layout.is_live:
            raise CommandError("--via dbus and --root do not go together", "an image has no D-Bus", ExitCode.USAGE)
        from ..via_dbus.settings import SettingsService

        return SettingsService(layout)
    return ProfileFiles(layout)


def _show_plan(
    gathered: Gathered, store: Store, arguments: argparse.Namespace, boots: list[str], layout: Layout
) -> tuple[report.Report, ExitCode]:
    failover = () if arguments.via == "dbus" else _planned_failover(gathered, layout, arguments)
    ports = _planned_ports(gathered, layout, arguments).actions
    actions = (*gathered.plan(store.directory, force=arguments.force), *failover, *ports)
    made = report.make(actions, [*gathered.problems, *unused_ports(gathered.profiles)], gathered.others)
    output.show(made, arguments, planned=True, looked_in=boots)
    if not arguments.json and not arguments.quiet:
        output.show_diffs(actions)
    return made, ExitCode.CONFIG if made["errors"] else ExitCode.DONE


def _planned_failover(gathered: Gathered, layout: Layout, arguments: argparse.Namespace) -> tuple[Action, ...]:
    """At most one; most boot files say nothing of it, and nothing of it is there."""
    if not gathered.failover and not os.path.lexists(layout.failover):
        return ()
    from ..failover import installing

    action = installing.plan(gathered.failover, layout, gathered.scope, force=arguments.force)
    return (action,) if action else ()


def _fail_over(
    gathered: Gathered, layout: Layout, arguments: argparse.Namespace
) -> tuple[tuple[Action, ...], list[Problem]]:
    if arguments.via == "dbus":
        return (), [_ONLY_A_FILE] if gathered.failover else []
    planned = _planned_failover(gathered, layout, arguments)
    if not planned:
        return (), []
    from ..failover import installing

    whys = [why for action in planned if (why := installing.execute(action, layout))]
    return planned, [error(Location("NetworkManager"), why, "nmcli general reload conf has it read") for why in whys]


def _planned_ports(gathered: Gathered, layout: Layout, arguments: argparse.Namespace) -> Plan:
    """Serial lines that ModemManager is told of; and what `--for ppp` has left goes."""
    if arguments.via == "dbus":
        return Plan()
    return ppp.for_modemmanager(gathered.profiles, layout, gathered.scope, force=arguments.force)


def cannot_write(exc: OSError) -> CommandError:
    hints = {
        errno.EROFS: "the file system is read-only; use --runtime for a profile that lasts until the next boot",
        errno.ENOSPC: "the disk is full; make room on it, and run this again",
        errno.EACCES: "run it as root, with sudo",
        errno.EPERM: "run it as root, with sudo",
    }
    return CommandError(
        f"{exc.filename or 'a profile'}: {exc.strerror}", hints.get(exc.errno or 0, "mend that, and run this again")
    )


def _tell_udev(
    gathered: Gathered, boots: list[str], layout: Layout, arguments: argparse.Namespace
) -> Iterator[Problem]:
    """Of sticks that the user describes; most describe none, and a boot directory that is missing says nothing."""
    described = any(b"modeswitch" in file.data.replace(b"\0", b"").lower() for file in gathered.files)
    if arguments.via == "dbus" or len(gathered.scope.boots) < len(boots):
        return
    if not described and not any(map(os.path.lexists, (layout.stick_files, layout.stick_rules))):
        return
    from ..modeswitch.telling_udev import tell

    try:
        tell(boots, layout)
    except OSError as exc:
        message = f"udev cannot be told of the sticks: {exc.strerror}"
        yield warning(Location(layout.stick_rules), message, "nm-cellular switch --all switches them until then")


def _refusals(outcome: Outcome) -> Iterator[Problem]:
    for path, why in outcome.refused.items():
        yield error(Location(path), why, "journalctl -u NetworkManager says more")
    if outcome.why:
        yield error(
            Location("NetworkManager"),
            outcome.why,
            "the profiles are installed; nmcli connection reload has them read",
        )


def _placed(actions: tuple[Action, ...], outcome: Outcome) -> list[Action]:
    return [replace(each, path=outcome.paths.get(each.uuid, each.path)) for each in actions]


def _words(outcome: Outcome, actions: tuple[Action, ...], layout: Layout) -> str:
    steps = {each.step for each in actions} - {Step.UNCHANGED, Step.CONFLICT}
    if not layout.is_live or not steps:
        return ""
    if not outcome.running:
        return "NetworkManager is not running and will read them when it starts"
    later = ", but what is connected keeps its old settings until it reconnects" if Step.UPDATE in steps else ""
    return f"NetworkManager has read them{later}"


def _exit_code(made: report.Report, outcome: Outcome, gathered: Gathered) -> ExitCode:
    if outcome.refused or outcome.why:
        return ExitCode.FAILED
    if any(problem.is_error for problem in gathered.problems):
        return ExitCode.CONFIG
    return ExitCode.FAILED if made["errors"] else ExitCode.DONE
