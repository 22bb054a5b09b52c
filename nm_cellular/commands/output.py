"""Prints reports: what was done to standard output, what is wrong to standard error."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence

from .. import report

TYPE_CHECKING = False  # as in report.py

if TYPE_CHECKING:
    from typing import TextIO

    from ..plan import Action


def show(
    made: report.Report, arguments: argparse.Namespace, *, planned: bool = False, looked_in: Sequence[str] = ()
) -> None:
    """looked_in: boot directories or files, for the case that they ask for nothing."""
    if arguments.json:
        print(report.as_json(made))
        return
    for line in report.problem_lines(made, colour=_colour(sys.stderr)):
        print(line, file=sys.stderr)
    if arguments.quiet:
        return
    for line in report.action_lines(made, colour=_colour(sys.stdout), verbose=arguments.verbose):
        print(line)
    print(report.summary(made, planned=planned, looked_in=looked_in))
    if looked_in and not made["profiles"] and not made["errors"]:
        print("    write a [name] and, below it, apn = … into cellular.conf; nm-cellular init asks, and writes it")


def show_diffs(actions: Iterable[Action]) -> None:
    """What each step changes in its file; a step that changes nothing shows nothing."""
    from .. import masking
    from ..plan import Step

    for action in actions:
        if action.step not in (Step.UNCHANGED, Step.CONFLICT):
            after = "" if action.step is Step.REMOVE else action.after
            sys.stdout.write("\n" + masking.diff(action.before, after, action.path))


def _colour(stream: TextIO | None) -> bool:
    """https://no-color.org: any value but an empty one turns colours off.  A closed descriptor has no stream."""
    return bool(stream and stream.isatty()) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
