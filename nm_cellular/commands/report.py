"""`nm-cellular report`: what doctor finds, with its evidence, as a page that can be sent to somebody."""

from __future__ import annotations

import argparse
import errno
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC

from .. import __version__, host, rendering
from ..boot_report import PAGE, TEXT
from ..doctor import page, plain, redaction
from ..doctor.diagnosing import Diagnosis, diagnose
from ..doctor.evidence import Evidence
from ..errors import CommandError, ExitCode
from ..layout import Layout
from . import examining

EXAMPLES = """\
examples:
  nm-cellular report > report.html      one page with all that is in it; no script, nothing from elsewhere
  sudo nm-cellular report --boot        onto the boot partition, to be read on another computer
  nm-cellular report --load evidence.json -o report.html

What says who somebody is (IMEI, IMSI, ICCID, numbers, passwords, public addresses, names) is left out.
"""

_A_DAY = 86400.0
_PLOTS, _COLUMNS, _WIDTH = 6, 96, 380
"""How many modems are plotted, and each by a quarter of an hour, as wide as a telephone is."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    examining.add_source(parser)
    where = parser.add_mutually_exclusive_group()
    where.add_argument("-o", "--output", metavar="FILE", help="write it there (default: standard output)")
    where.add_argument(
        "--boot",
        nargs="?",
        const="",
        metavar="DIR",
        help=f"write {PAGE} and {TEXT} to the boot partition, or to DIR, where they do not say the same already",
    )


def run(arguments: argparse.Namespace) -> ExitCode:
    evidence = redaction.redacted(examining.evidence(arguments))
    diagnosis = diagnose(evidence)
    if arguments.boot is not None:
        _write_to_boot(diagnosis, evidence, arguments.boot)
    elif arguments.output:
        _write(arguments.output, html(diagnosis, evidence))
    else:
        sys.stdout.write(html(diagnosis, evidence))
    return ExitCode.DONE


def html(diagnosis: Diagnosis, evidence: Evidence) -> str:
    templates = rendering.Templates(Layout().template_directories)
    words = page.words(diagnosis, evidence) | {"version": __version__, "written": _now(), "plots": _plots(evidence)}
    return templates.page("report.html.j2", words)


def _plots(evidence: Evidence) -> tuple[str, ...]:
    """Of this machine's modems, where something has recorded them."""
    if not evidence.live:
        return ()
    from ..history import remembered

    return remembered.graphs(Layout(), _A_DAY, UTC, _COLUMNS, _WIDTH)[:_PLOTS]


def _text(diagnosis: Diagnosis, evidence: Evidence) -> str:
    """In short; Windows' editors read it too."""
    shown = plain.lines(diagnosis, evidence, plain.Style(ascii=True))
    mark = _mark(diagnosis, evidence)
    return "\r\n".join((f"nm-cellular {__version__}, {_now()}", "", *shown, "", f"{PAGE} has more.", mark, ""))


def _mark(diagnosis: Diagnosis, evidence: Evidence) -> str:
    return f"report {page.fingerprint(diagnosis, evidence)}"


def _now() -> str:
    return time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime())


def _write_to_boot(diagnosis: Diagnosis, evidence: Evidence, directory: str) -> None:
    """A card lives longer if a boot with the same trouble as the last one writes nothing."""
    directory = directory or _boot_directory()
    path = os.path.join(directory, TEXT)
    if _says(path, _mark(diagnosis, evidence)) and os.path.exists(os.path.join(directory, PAGE)):
        return
    _write(os.path.join(directory, PAGE), html(diagnosis, evidence))
    _write(path, _text(diagnosis, evidence))


def _boot_directory() -> str:
    found = Layout().default_boot()
    if found is None:
        raise CommandError("there is no boot directory here", "name it with --boot DIR")
    return found


def _says(path: str, mark: str) -> bool:
    try:
        with open(path, encoding="utf-8", errors="replace") as stream:
            return mark in stream.read(1 << 16).splitlines()
    except OSError:
        return False


def _write(path: str, text: str) -> None:
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            _put(path, text)  # a device or a pipe: replaced, /dev/null would be a file from then on
        else:
            _replace(path, text)
    except OSError as exc:
        first = "run it as root, with sudo" if exc.errno == errno.EACCES else "mount it writable"
        hint = f"{first}, or write the report elsewhere: nm-cellular report -o FILE"
        raise CommandError(f"{path}: {exc.strerror}", hint) from None


def _replace(path: str, text: str) -> None:
    """Old or new, whatever ends us: a boot partition may be pulled out at any time."""
    temporary = f"{path}.new"
    try:
        _put(temporary, text, os.fsync)
        os.replace(temporary, path)
    except OSError:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    # What was written is on the disk already; some network file systems sync no directory.
    with suppress(OSError):
        host.settle([os.path.abspath(path)])


def _put(path: str, text: str, settle: Callable[[int], None] = lambda _: None) -> None:
    with open(path, "w", encoding="utf-8", errors="replace", newline="") as stream:
        stream.write(text)
        stream.flush()
        settle(stream.fileno())
