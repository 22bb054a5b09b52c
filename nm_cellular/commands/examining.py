"""Where `doctor` and `report` have their evidence from: this machine, what somebody pasted, or what was saved."""

from __future__ import annotations

import argparse
import os
import sys

from ..doctor.evidence import Evidence
from ..errors import CommandError, ExitCode
from ..layout import Layout

_LARGEST = 64 << 20
"""Bytes of a log; what is beyond is not read."""


def add_source(parser: argparse.ArgumentParser) -> None:
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--log", nargs="+", metavar="FILE", help="read what tools printed; - is standard input")
    source.add_argument("--load", metavar="FILE", help="read what doctor --save wrote")


def evidence(arguments: argparse.Namespace) -> Evidence:
    """Raises CommandError where a file cannot be read."""
    if arguments.log:
        from ..doctor import reading

        return reading.read([(_name(file), _content(file)) for file in arguments.log])
    if arguments.load:
        from ..doctor import saving

        return saving.from_text(_content(arguments.load), arguments.load)
    return _this_machine()


def _this_machine() -> Evidence:
    """A slow board takes seconds: whoever waits is told for what."""
    from ..doctor.live.looking import look

    waits = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    if waits:
        print("looking at this machine ...", end="", file=sys.stderr, flush=True)
    try:
        return look(Layout())
    finally:
        if waits:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def _name(file: str) -> str:
    return "standard input" if file == "-" else file


def _content(file: str) -> str:
    """What is no UTF-8 in it is replaced."""
    try:
        if file == "-":
            return sys.stdin.buffer.read(_LARGEST).decode("utf-8", "replace")
        with open(file, "rb") as stream:
            return stream.read(_LARGEST).decode("utf-8", "replace")
    except OSError as exc:
        raise CommandError(f"{file}: {exc.strerror}", "name a file that can be read", ExitCode.USAGE) from None
