"""Options that several verbs share, and what they mean."""

from __future__ import annotations

import argparse
import os

from ..errors import CommandError, ExitCode
from ..layout import Layout

TYPE_CHECKING = False  # as in report.py

if TYPE_CHECKING:
    from ..networkmanager import Version


def add_input(parser: argparse.ArgumentParser) -> None:
    usual = "the first of /mnt/boot, /boot/firmware, /boot that exists"
    parser.add_argument(
        "--boot", action="append", metavar="DIR", help=f"read this directory (repeatable; default: {usual})"
    )
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


def add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("-v", "--verbose", action="store_true", help="say more")
    parser.add_argument("-q", "--quiet", action="store_true", help="say only what is wrong")


def existing_directory(text: str) -> str:
    """For --root: a misspelt one shall not be made."""
    if not os.path.isdir(text):
        raise argparse.ArgumentTypeError(f"there is no directory {text}")
    return text


def boot_directories(arguments: argparse.Namespace, layout: Layout) -> list[str]:
    if arguments.boot:
        return list({os.path.realpath(path): path for path in reversed(arguments.boot)}.values())[::-1]
    found = layout.default_boot()
    if not found:
        raise CommandError("there is no boot directory here", "name it with --boot DIR")
    return [found]


def version(arguments: argparse.Namespace, layout: Layout) -> Version | None:
    """NetworkManager's version as said, else as installed; None where nobody knows."""
    from .. import networkmanager

    return said_version(arguments) or networkmanager.version(layout)


def said_version(arguments: argparse.Namespace) -> Version | None:
    from .. import networkmanager

    if not arguments.nm_version:
        return None
    if found := networkmanager.parse_version(arguments.nm_version):
        return found
    raise CommandError(f"--nm-version {arguments.nm_version} is no version", "write it as 1.42", ExitCode.USAGE)
