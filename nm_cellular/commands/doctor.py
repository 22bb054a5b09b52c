"""`nm-cellular doctor`: one cause, one fix, from this machine or from a pasted log."""

from __future__ import annotations

import argparse
import json
import os
import sys

from ..doctor.diagnosing import Diagnosis, diagnose
from ..doctor.evidence import Evidence
from ..errors import CommandError, ExitCode
from ..layout import Layout

EXAMPLES = """\
examples:
  nm-cellular doctor                    this machine
  nm-cellular doctor --log thread.txt   whatever somebody pasted: dmesg, mmcli, journals, AT commands, scripts
  journalctl -b | nm-cellular doctor --log -
  nm-cellular doctor --save evidence.json, and elsewhere nm-cellular doctor --load evidence.json

exit status: 0 nothing is wrong, 1 warnings, 2 errors
"""

_LARGEST = 64 << 20
"""Bytes of a log; what is beyond is not read."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--log", nargs="+", metavar="FILE", help="read what tools printed; - is standard input")
    source.add_argument("--load", metavar="FILE", help="read what --save wrote")
    parser.add_argument("--save", metavar="FILE", help="write the evidence, without what says who somebody is")
    parser.add_argument("--json", action="store_true", help="print JSON; docs/doctor.schema.json describes it")
    parser.add_argument("-v", "--verbose", action="store_true", help="show notes too")


def run(arguments: argparse.Namespace) -> ExitCode:
    evidence = _evidence(arguments)
    if arguments.save:
        _save(evidence, arguments.save)
    diagnosis = diagnose(evidence)
    if arguments.json:
        from ..doctor import document

        print(json.dumps(document.make(diagnosis, evidence), indent=2))
    else:
        _print_text(diagnosis, verbose=arguments.verbose)
    # The worst severity is the exit status, which is this verb's own.
    return ExitCode(max((cause.severity for cause in diagnosis.causes), default=0))


def _evidence(arguments: argparse.Namespace) -> Evidence:
    if arguments.log:
        from ..doctor import reading

        return reading.read([(_name(file), _content(file)) for file in arguments.log])
    if arguments.load:
        from ..doctor import saving

        return saving.from_text(_content(arguments.load), arguments.load)
    from ..doctor.live.looking import look

    return look(Layout())


def _name(file: str) -> str:
    return "standard input" if file == "-" else file


def _content(file: str) -> str:
    """Raises CommandError where it cannot be read; what is no UTF-8 in it is replaced."""
    try:
        if file == "-":
            return sys.stdin.buffer.read(_LARGEST).decode("utf-8", "replace")
        with open(file, "rb") as stream:
            return stream.read(_LARGEST).decode("utf-8", "replace")
    except OSError as exc:
        raise CommandError(f"{file}: {exc.strerror}", "name a file that can be read") from None


def _save(evidence: Evidence, file: str) -> None:
    from ..doctor import redaction, saving

    text = json.dumps(saving.as_document(redaction.redacted(evidence)), indent=1)
    try:
        with open(file, "w", encoding="utf-8") as stream:
            stream.write(f"{text}\n")
    except OSError as exc:
        raise CommandError(f"{file}: {exc.strerror}", "name a file that can be written") from None


def _print_text(diagnosis: Diagnosis, *, verbose: bool) -> None:
    from ..doctor import plain

    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    for line in plain.lines(diagnosis, colour=colour, verbose=verbose):
        print(line)
