"""`nm-cellular doctor`: one cause, one fix, from this machine or from a pasted log."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys

from ..doctor.diagnosing import Diagnosis, diagnose
from ..doctor.evidence import Evidence
from ..errors import CommandError, ExitCode
from . import examining

EXAMPLES = """\
examples:
  nm-cellular doctor                    this machine; as root it sees more
  nm-cellular doctor --log thread.txt   whatever somebody pasted: dmesg, mmcli, journals, AT commands, scripts
  journalctl -b | nm-cellular doctor --log -
  nm-cellular doctor --save evidence.json, and elsewhere nm-cellular doctor --load evidence.json

exit status: 0 nothing is wrong, 1 warnings, 2 errors, or nothing was recognised, read or written
"""

_NARROWEST = 40
"""Columns."""

_UNRECOGNISED = CommandError(
    "nothing in this log is known to doctor",
    "give it what tools print: dmesg, journalctl -b, lsusb -t, mmcli -m any, nmcli, AT commands with their answers",
    ExitCode.USAGE,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    examining.add_source(parser)
    parser.add_argument("--save", metavar="FILE", help="write the evidence, without what says who somebody is")
    parser.add_argument("--json", action="store_true", help="print JSON; docs/doctor.schema.json describes it")
    parser.add_argument("-v", "--verbose", action="store_true", help="show notes too")


def run(arguments: argparse.Namespace) -> ExitCode:
    evidence = examining.evidence(arguments)
    if arguments.save:
        _save(evidence, arguments.save)
    if not evidence.live and not evidence.is_of_anything and not arguments.json:
        raise _UNRECOGNISED
    diagnosis = diagnose(evidence)
    if arguments.json:
        from ..doctor import document

        print(json.dumps(document.make(diagnosis, evidence), indent=2))
    else:
        _print_text(diagnosis, evidence, verbose=arguments.verbose)
    return _status(diagnosis, evidence)


def _status(diagnosis: Diagnosis, evidence: Evidence) -> ExitCode:
    """The worst severity is the exit status, which is this verb's own."""
    if not evidence.live and not evidence.is_of_anything:
        return ExitCode.USAGE
    return ExitCode(max((cause.severity for cause in diagnosis.causes), default=0))


def _save(evidence: Evidence, file: str) -> None:
    from ..doctor import redaction, saving

    text = json.dumps(saving.as_document(redaction.redacted(evidence)), indent=1)
    try:
        with open(file, "w", encoding="utf-8") as stream:
            stream.write(f"{text}\n")
    except OSError as exc:
        raise CommandError(f"{file}: {exc.strerror}", "name a file that can be written", ExitCode.USAGE) from None


def _print_text(diagnosis: Diagnosis, evidence: Evidence, *, verbose: bool) -> None:
    from ..doctor import plain

    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = max(_NARROWEST, min(plain.WIDTH, shutil.get_terminal_size().columns))
    style = plain.Style(colour, ascii=not _has_signs(sys.stdout.encoding), verbose=verbose, width=width)
    for line in plain.lines(diagnosis, evidence, style):
        print(line)


def _has_signs(encoding: str) -> bool:
    try:
        "✔✘·→".encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
