"""`nm-cellular apply`: installs what the boot partition asks for as NetworkManager profiles."""

from __future__ import annotations

import argparse
import errno
from dataclasses import replace
from typing import TYPE_CHECKING

from .. import report, stamp
from ..errors import CommandError, ExitCode
from ..layout import Layout
from ..problem import Location, error, warning
from . import options, output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..gather import Gathered
    from ..plan import Action
    from ..problem import Problem
    from ..store import Outcome, Store

EXAMPLES = """\
examples:
  nm-cellular apply                     from the boot partition to NetworkManager
  nm-cellular apply --dry-run           what would change, without changing it
  nm-cellular apply --boot /media/card  from a card in a reader
  nm-cellular apply --root /mnt/image --boot /mnt/image/boot --nm-version 1.42
                                        into an image
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    options.add_input(parser)
    options.add_output(parser)
    parser.add_argument("--runtime", action="store_true", help="install below /run, until the next boot")
    parser.add_argument(
        "--via",
        choices=("files", "dbus"),
        default="files",
        help="write files (default), or ask NetworkManager over D-Bus",
    )
    parser.add_argument("--dry-run", action="store_true", help="print the plan and a diff, change nothing")
    parser.add_argument(
        "--force", action="store_true", help="overwrite profiles of ours that were changed in NetworkManager"
    )
    parser.add_argument(
        "--move-secrets",
        action="store_true",
        help="take passwords and PINs out of the boot files once installed",
    )


def run(arguments: argparse.Namespace) -> ExitCode:
    layout = Layout(arguments.root, runtime=arguments.runtime)
    boots = options.boot_directories(arguments, layout)
    contents = stamp.contents(boots)
    if last := stamp.read(layout, _fingerprint(arguments, contents, layout)):
        output.show(report.unchanged(last), arguments)
        return ExitCode.DONE
    return _apply(arguments, boots, contents, layout)


def _fingerprint(arguments: argparse.Namespace, contents: list[object] | None, layout: Layout) -> str | None:
    """None where the run has to look at everything, whatever the last one found."""
    if arguments.dry_run or arguments.force or arguments.via == "dbus":
        return None
    return stamp.fingerprint(contents, layout, {"nm": arguments.nm_version, "move": arguments.move_secrets})


def _apply(
    arguments: argparse.Namespace, boots: list[str], contents: list[object] | None, layout: Layout
) -> ExitCode:
    from ..gather import gather

    store = _store(arguments, layout)
    version = options.version(arguments, layout)
    try:
        if arguments.dry_run:
            return _show_plan(gather(boots, layout, version, store.installed()), store, arguments)
        with store.locked():
            gathered = gather(boots, layout, version, store.installed())
            actions = gathered.plan(store.directory, force=arguments.force)
            outcome = store.execute(actions)
    except OSError as exc:
        raise _cannot_write(exc) from None
    problems = [*gathered.problems, *_refusals(outcome)]
    if arguments.move_secrets or gathered.move_secrets:
        problems += [_KEPT] if arguments.runtime else _move_secrets(gathered, actions, outcome)
    made = report.make(_placed(actions, outcome), problems, gathered.others, _words(outcome, actions, layout))
    output.show(made, arguments)
    _remember(made, arguments, contents, layout)
    return _exit_code(made, outcome, gathered)


def _store(arguments: argparse.Namespace, layout: Layout) -> Store:
    if arguments.via == "dbus":
        if not layout.is_live:
            raise CommandError("--via dbus and --root do not go together", "an image has no D-Bus", ExitCode.USAGE)
        from ..settings import SettingsService

        return SettingsService(in_memory=arguments.runtime)
    from ..files import ProfileFiles

    return ProfileFiles(layout)


def _show_plan(gathered: Gathered, store: Store, arguments: argparse.Namespace) -> ExitCode:
    actions = gathered.plan(store.directory, force=arguments.force)
    made = report.make(actions, gathered.problems, gathered.others)
    output.show(made, arguments, planned=True)
    if not arguments.json and not arguments.quiet:
        output.show_diffs(actions)
    return ExitCode.CONFIG if made["errors"] else ExitCode.DONE


def _cannot_write(exc: OSError) -> CommandError:
    hints = {
        errno.EROFS: "the file system is read-only; use --runtime for a profile that lasts until the next boot",
        errno.ENOSPC: "the disk is full; make room on it, and run this again",
        errno.EACCES: "run it as root, with sudo",
        errno.EPERM: "run it as root, with sudo",
    }
    return CommandError(
        f"{exc.filename or 'a profile'}: {exc.strerror}", hints.get(exc.errno or 0, "mend that, and run this again")
    )


def _refusals(outcome: Outcome) -> Iterator[Problem]:
    for path, why in outcome.refused.items():
        yield error(Location(path), why, "journalctl -u NetworkManager says more")
    if outcome.why:
        yield error(
            Location("NetworkManager"),
            outcome.why,
            "the profiles are installed; nmcli connection reload has them read",
        )


_KEPT = warning(
    Location("--runtime"),
    "the secrets stay in the boot files: a profile below /run is gone at the next boot",
    "move them without --runtime",
)


def _move_secrets(gathered: Gathered, actions: tuple[Action, ...], outcome: Outcome) -> list[Problem]:
    """Only what is installed for certain leaves the boot file."""
    from .. import boot, keyfile, moving
    from ..plan import Step

    unsafe = {each.source for each in actions if each.step is Step.CONFLICT or each.path in outcome.refused}
    installed = {each.source: keyfile.parse(each.after).sections["gsm"].keys() for each in actions if each.after}
    held = {source: keys for source, keys in installed.items() if source not in unsafe}
    problems = []
    for file in gathered.files:
        data = moving.without_secrets(file.name, file.data, held)
        if data is None:
            continue
        try:
            boot.rewrite(file, data)
        except OSError as exc:
            problems.append(
                error(
                    Location(file.name),
                    f"its secrets could not be moved out: {exc.strerror}",
                    "mount it writable",
                )
            )
    return problems


def _placed(actions: tuple[Action, ...], outcome: Outcome) -> list[Action]:
    return [replace(each, path=outcome.paths.get(each.uuid, each.path)) for each in actions]


def _words(outcome: Outcome, actions: tuple[Action, ...], layout: Layout) -> str:
    from ..plan import Step

    steps = {each.step for each in actions} - {Step.UNCHANGED, Step.CONFLICT}
    if not layout.is_live or not steps:
        return ""
    if not outcome.running:
        return "NetworkManager is not running and will read them when it starts"
    later = ", but what is connected keeps its old settings until it reconnects" if Step.UPDATE in steps else ""
    return f"NetworkManager has read them{later}"


def _remember(
    made: report.Report, arguments: argparse.Namespace, contents: list[object] | None, layout: Layout
) -> None:
    if made["errors"] or any(profile["action"] == "conflict" for profile in made["profiles"]):
        stamp.forget(layout)
    else:
        stamp.write(layout, _fingerprint(arguments, contents, layout), made)


def _exit_code(made: report.Report, outcome: Outcome, gathered: Gathered) -> ExitCode:
    if outcome.refused or outcome.why:
        return ExitCode.FAILED
    if any(problem.is_error for problem in gathered.problems):
        return ExitCode.CONFIG
    return ExitCode.FAILED if made["errors"] else ExitCode.DONE
