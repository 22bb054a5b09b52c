"""The command line: the verbs, each in a module of its own that is imported when it is called for."""

from __future__ import annotations

import argparse
import re
from collections.abc import Collection, Iterable, Sequence
from functools import partial
from importlib import import_module
from types import ModuleType

from . import __version__
from .errors import ExitCode

TYPE_CHECKING = False  # as in report.py

if TYPE_CHECKING:
    from typing import NoReturn

VERBS = {
    "init": "write a first cellular.conf, with what modem and SIM say",
    "apply": "install what the boot partition asks for",
    "check": "say what is wrong with the boot files, change nothing",
    "render": "print the keyfile of a boot file, or the same for another system",
    "import": "make a cellular.conf of an old recipe: a file, a command line, a forum's page",
    "status": "say whether it works and, if not, the first thing that is wrong",
    "doctor": "say why it does not work, and what to do; from this machine or a pasted log",
    "report": "write what doctor finds, with its evidence, as one page for somebody else",
    "wait": "wait until a modem is present, unlocked, registered or connected",
    "setup": "set up modems as the boot files ask: PIN, modes, bands, APN of the SIM",
    "watch": "keep links up: ask them sparingly, repair them one step after the other",
    "history": "say how the modems were: signal, connections and data over time",
    "unlock": "give locked SIMs their PIN, as long as that cannot block them",
    "switch": "make modems or Ethernet cards of USB sticks, or say what is known of them",
    "apn": "say which access points a SIM may want, the likeliest first",
}

_MODULES = {"import": "importing"}
"""Where a verb is a word of Python's."""

_EPILOG = """\
Put a file cellular.conf on the boot partition:

  [my operator]
  apn = internet

and run `nm-cellular apply`.  `nm-cellular VERB --help` tells more about a verb.

exit status: 0 done or nothing to do, 1 failed, 2 wrong usage,
3 errors in boot files (what is right in them is applied all the same)
"""


# With a width of its own argparse does not load shutil, and three compressors with it, to ask the terminal.
_HELP = partial(argparse.RawDescriptionHelpFormatter, width=78)


def parse(words: Sequence[str]) -> argparse.Namespace:
    """The arguments, with the chosen verb's module as `verb`; exits with status 2 where they are wrong."""
    chosen = words[0] if words else ""
    if chosen not in VERBS:
        _without_verb(words)
    # A parser costs half a millisecond, and those of other verbs are only wanted where all verbs are listed.
    arguments, unknown = _parser([chosen], [chosen]).parse_known_args(words)
    if unknown:
        _refuse(unknown[0], arguments)
    return arguments


def _without_verb(words: Sequence[str]) -> NoReturn:
    """`--help` and `--version`, or a mistake."""
    parser = _parser(VERBS, ())
    if not words:
        parser.exit(ExitCode.USAGE, parser.format_help())
    if words[0] in ("-h", "--help", "--version"):
        parser.parse_args(words[:1])
    if words[0].startswith("-"):
        parser.error(f"the verb goes first: nm-cellular VERB {words[0]}")
    parser.error(f"there is no verb {words[0]}{_near(words[0], VERBS) or '; nm-cellular --help lists them'}")


def _refuse(word: str, arguments: argparse.Namespace) -> NoReturn:
    """As the verb's own parser, which shows what it takes."""
    parser: argparse.ArgumentParser = arguments.parser
    if not word.startswith("-"):
        parser.error(f"{word} is one word too many")
    near = _near(word.partition("=")[0], re.findall(r"--([\w-]+)", parser.format_usage()), "--")
    parser.error(f"there is no option {word}{near}{getattr(arguments.verb, 'UNKNOWN_OPTION', '')}")


def _near(word: str, known: Iterable[str], before: str = "") -> str:
    from difflib import get_close_matches

    similar = get_close_matches(word.lstrip("-").lower(), list(known), n=1)
    return "".join(f"; did you mean {before}{name}?" for name in similar)


def whole_parser() -> argparse.ArgumentParser:
    """The parser with all that every verb takes: the manual page and the completions are made from it."""
    return _parser(VERBS, VERBS)


def _parser(names: Iterable[str], loaded: Collection[str]) -> argparse.ArgumentParser:
    """With the verbs of these names, and with what those take that are to be loaded."""
    parser = argparse.ArgumentParser(
        prog="nm-cellular",
        description="Cellular modems for NetworkManager and ModemManager.",
        epilog=_EPILOG,
        formatter_class=_HELP,
    )
    parser.add_argument("--version", action="version", version=f"nm-cellular {__version__}")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    for name in names:
        _add_verb(verbs, name, VERBS[name], load=name in loaded)
    return parser


def _add_verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], name: str, summary: str, *, load: bool
) -> None:
    """Only the verb that was called is imported: a Pi Zero takes long to read what it will not run."""
    if not load:
        verbs.add_parser(name, help=summary, add_help=False, formatter_class=_HELP)
        return
    module = import_module(f".commands.{_MODULES.get(name, name)}", __package__)
    parser = verbs.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog=module.EXAMPLES,
        formatter_class=_HELP,
    )
    parser.set_defaults(verb=module, parser=parser)
    module.add_arguments(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    verb: ModuleType = arguments.verb
    code: ExitCode = verb.run(arguments)
    return code
