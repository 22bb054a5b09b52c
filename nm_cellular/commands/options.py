"""Options that several verbs share, and what they mean."""

from __future__ import annotations

import argparse
import os

from ..errors import CommandError, ExitCode
from ..layout import Layout

TYPE_CHECKING = False  # as in report.py

if TYPE_CHECKING:
    from ..nm_version import Version


def add_boot(parser: argparse.ArgumentParser) -> None:
    usual = "the first of /mnt/boot, /boot/firmware, /boot that exists"
    parser.add_argument(
        "--boot", action="append", metavar="DIR", help=f"read this directory (repeatable; default: {usual})"
    )


def add_input(parser: argparse.ArgumentParser) -> None:
    add_boot(parser)
    parser.add_argument(
        "--root",
        default="/",
        type=existing_directory,
        metavar="DIR",
        help="work on the system below DIR, such as an image; no daemon is asked",
    )
    parser.add_argument(
        "--nm-version",
        metavar="X.Y",
        help="make profiles for this NetworkManager (default: the installed one)",
    )


def add_store(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--runtime", action="store_true", help="install below /run, until the next boot")
    parser.add_argument(
        "--via",
        choices=("files", "dbus"),
        default="files",
        help="write files (default), or ask NetworkManager over D-Bus",
    )


def add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("-v", "--verbose", action="store_true", help="say more")
    parser.add_argument("-q", "--quiet", action="store_true", help="say only what is wrong")


def existing_directory(text: str) -> str:
    """For --root: a misspelt one shall not be made."""
    if not os.path.isdir(text):
        raise argparse.ArgumentTypeError(f"there is no directory {text}")
    return text


def seconds(text: str) -> float:
    """For --timeout; argparse names the function where the text is no number."""
    value = float(text)
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError("takes a number of seconds")
    return value


def boot_directories(arguments: argparse.Namespace, layout: Layout) -> list[str]:
    if arguments.boot:
        return list({os.path.realpath(path): path for path in reversed(arguments.boot)}.values())[::-1]
    found = layout.default_boot()
    if not found:
        raise CommandError("there is no boot directory here", "name it with --boot DIR")
    return [found]


def version(arguments: argparse.Namespace, layout: Layout) -> Version | None:
    """NetworkManager's version as said, else as installed; None where nobody knows."""
    from ..daemons import networkmanager

    return said_version(arguments) or networkmanager.version(layout)


def said_version(arguments: argparse.Namespace) -> Version | None:
    from .. import nm_version

    if not arguments.nm_version:
        return None
    if found := nm_version.parse(arguments.nm_version):
        return found
    raise CommandError(f"--nm-version {arguments.nm_version} is no version", "write it as 1.42", ExitCode.USAGE)
