"""`nm-cellular apply`: installs what the boot partition asks for as NetworkManager profiles."""

from __future__ import annotations

import argparse

from .. import __version__, report, stamp
from ..errors import ExitCode
from ..layout import Layout
from . import options, output

EXAMPLES = """\
examples:
  nm-cellular apply                     from the boot partition to NetworkManager
  nm-cellular apply --dry-run           what would change, without changing it
  nm-cellular apply --boot /media/card  from a card in a reader
  nm-cellular apply --root /mnt/image --boot /mnt/image/boot --nm-version 1.42
                                        into an image
  nm-cellular apply --for ppp           pppd's files instead, for a port = of cellular.conf
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    options.add_input(parser)
    options.add_output(parser)
    options.add_store(parser)
    parser.add_argument(
        "--for",
        dest="system",
        choices=("nm", "ppp"),
        default="nm",
        help="for NetworkManager (default), or for pppd where there is no ModemManager",
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
    if arguments.system == "ppp":
        from . import installing_ppp

        return installing_ppp.install(arguments, boots, layout)[1]
    if last := stamp.read(layout, _fingerprint(arguments, contents, layout)):
        output.show(report.unchanged(last), arguments, looked_in=boots)
        return ExitCode.DONE
    # All that installing needs takes four times as long to load as what is here.
    from .. import boot_report
    from .installing import install

    made, code = install(arguments, boots, layout)
    if not arguments.dry_run:
        if code is ExitCode.DONE:
            boot_report.withdraw(boots)
        # What somebody, or we, wrote into the boot files meanwhile is for the next run to look at.
        _remember(made, arguments, contents if contents == stamp.contents(boots) else None, layout)
    return code


def _fingerprint(arguments: argparse.Namespace, contents: list[object] | None, layout: Layout) -> str | None:
    """None where the run has to look at everything, whatever the last one found."""
    if arguments.dry_run or arguments.force or arguments.via == "dbus":
        return None
    return stamp.fingerprint(
        contents, layout, {"version": __version__, "nm": arguments.nm_version, "move": arguments.move_secrets}
    )


def _remember(
    made: report.Report, arguments: argparse.Namespace, contents: list[object] | None, layout: Layout
) -> None:
    if made["errors"] or any(profile["action"] == "conflict" for profile in made["profiles"]):
        stamp.forget(layout)
    else:
        stamp.write(layout, _fingerprint(arguments, contents, layout), made)
