"""The command line: the verbs, each in a module of its own that is imported when it is called for."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterable, Sequence
from functools import partial
from importlib import import_module
from types import ModuleType

from . import __version__
from .errors import ExitCode

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

exit status: 0 done or nothing to do, 1 failed, 2 wrong usage, 3 errors in boot files (the good ones are applied)
"""


# With a width of its own argparse does not load shutil, and three compressors with it, to ask the terminal.
_HELP = partial(argparse.RawDescriptionHelpFormatter, width=78)


def parse(words: Sequence[str]) -> argparse.Namespace:
    """The arguments, with the chosen verb's module as `verb`; exits with status 2 where they are wrong."""
    chosen = next((word for word in words if not word.startswith("-")), "")
    # A parser costs half a millisecond, and those of other verbs are only wanted where all verbs are listed.
    names = [chosen] if chosen in VERBS and words[0] == chosen else VERBS
    return _parser(names, [chosen]).parse_args(words)


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
    parser.set_defaults(verb=module)
    module.add_arguments(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    verb: ModuleType = arguments.verb
    code: ExitCode = verb.run(arguments)
    return code
