"""`nm-cellular init`: asks what is needed, and writes the first cellular.conf."""

from __future__ import annotations

import argparse
import os
import sys

from .. import host
from ..errors import CommandError, ExitCode
from ..formats import CONFIG_FILE
from ..init import questions
from ..init.answers import Answers, check
from ..init.asking import ask, show, yes_or_no
from ..init.seeing import Seen, look
from ..layout import Layout
from ..printable import printable
from ..problem import ValueRefused
from ..profile import Secret
from . import options

EXAMPLES = """\
examples:
  nm-cellular init                            asks, with what the modem and the SIM say as proposals
  nm-cellular init --apn internet --yes       asks nothing
  nm-cellular init --apn auto --yes --root /mnt/image --boot /mnt/image/boot
                                              for an image
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--apn", help="the access point, or auto: the one that the SIM wants")
    parser.add_argument("--username", metavar="NAME", help="the login of the access point")
    parser.add_argument("--password-file", metavar="FILE", help="a file with its password; - is standard input")
    parser.add_argument("--pin-file", metavar="FILE", help="a file with the SIM's PIN; - is standard input")
    parser.add_argument("--roaming", choices=("yes", "no"), help="whether it may connect abroad")
    parser.add_argument("--port", help="of a modem on a serial line, such as /dev/ttyAMA0")
    parser.add_argument("--stick", choices=("modem", "ethernet"), help="what a USB stick shall become")
    parser.add_argument("--name", help="what to call the connection")
    parser.add_argument("-y", "--yes", action="store_true", help="ask nothing: what is not given is as proposed")
    parser.add_argument("--force", action="store_true", help="replace a file that is there")
    options.add_boot(parser)
    parser.add_argument("--root", default="/", type=options.existing_directory, metavar="DIR", help="for an image")


def run(arguments: argparse.Namespace) -> ExitCode:
    layout = Layout(arguments.root)
    path = _file(options.boot_directories(arguments, layout)[0], force=arguments.force)
    given = _given(arguments)
    asks = sys.stdin.isatty() and not arguments.yes
    seen = look(layout)
    _tell(seen)
    answers = questions.answers(given, arguments.stick, seen, asks=asks)
    if asks:
        show(f"\n{path} will be:\n\n{answers.text(hide=True)}")
        if not ask("Write it?", "yes", yes_or_no):
            raise CommandError("nothing was written", "run it again")
    _write(path, answers)
    print(f"{path} is written; nm-cellular apply installs what it asks for, and so does each boot")
    return ExitCode.DONE


def _file(boot: str, *, force: bool) -> str:
    """Told before anything is asked; vfat tells no upper from lower case."""
    there = [name for name in _listed(boot) if name.lower() == CONFIG_FILE]
    path = os.path.join(boot, *there[:1]) if there else os.path.join(boot, CONFIG_FILE)
    if there and not force:
        hint = "nm-cellular check says what is in it; --force replaces it"
        raise CommandError(f"{path} is there already, and stays as it is", hint)
    if not os.access(boot, os.W_OK):
        hint = "run it as root, with sudo; a card that is mounted read-only has to be mounted anew"
        raise CommandError(f"nothing can be written to {boot}", hint)
    return path


def _listed(boot: str) -> list[str]:
    try:
        return os.listdir(boot)
    except OSError as exc:
        raise CommandError(f"{boot}: {exc.strerror}", "name the boot directory with --boot DIR") from None


def _given(arguments: argparse.Namespace) -> Answers:
    """What the options say; raises CommandError where cellular.conf would not take it."""
    given = Answers(
        arguments.name or "",
        arguments.apn or "",
        arguments.username or "",
        _secret(arguments.password_file),
        _secret(arguments.pin_file),
        arguments.roaming or "",
        arguments.port or "",
    )
    for key in ("apn", "username", "password", "pin", "port"):
        value: str | Secret | None = getattr(given, key)
        if value:
            _check_option(key, value.reveal() if isinstance(value, Secret) else value)
    return given


def _check_option(key: str, text: str) -> None:
    try:
        check(key, text)
    except ValueRefused as refused:
        raise CommandError(f"{key}: {refused.message}", refused.hint, ExitCode.USAGE) from None


def _secret(file: str | None) -> Secret | None:
    """The file's first line."""
    if file is None:
        return None
    try:
        with open(0 if file == "-" else file, encoding="utf-8", errors="replace", closefd=file != "-") as stream:
            return Secret(stream.readline().rstrip("\r\n"))
    except OSError as exc:
        raise CommandError(f"{file}: {exc.strerror}", "name a file that can be read") from None


def _tell(seen: Seen) -> None:
    if not seen.modem:
        show(f"no modem to look at: {seen.why}")
        return
    sim = seen.modem.sim
    model = " ".join(filter(None, (seen.modem.manufacturer, seen.modem.model)))
    show(f"modem: {printable(model) or seen.modem.number}")
    show(f"SIM: {printable(sim.operator_name or sim.operator_code) or 'it says nothing yet'}" if sim else "SIM: none")


def _write(path: str, answers: Answers) -> None:
    """For its owner alone, where the file system knows owners."""
    absolute = os.path.realpath(path)
    try:
        with host.locked(os.path.dirname(absolute)):
            host.change([host.NewFile(absolute, answers.text().encode(), mode=None)])
    except OSError as exc:
        raise CommandError(f"{path}: {exc.strerror}", "nothing was written; mend that, and run it again") from None
