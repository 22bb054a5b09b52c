"""What the command line takes, as values: the manual page and the completions are made from it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP))

from nm_cellular import __version__, cli  # noqa: E402

VERSION = __version__


@dataclass(frozen=True, slots=True)
class Argument:
    """An option or, without flags, an operand.

    value: what stands for its value, empty where it takes none.  count: as argparse's nargs, empty for one.
    words: all values that it takes, where they are known.
    """

    flags: tuple[str, ...]
    value: str
    count: str
    words: tuple[str, ...]
    help: str


@dataclass(frozen=True, slots=True)
class Verb:
    """One of `nm-cellular VERB`; notes: what its --help says at the end."""

    name: str
    summary: str
    notes: str
    arguments: tuple[Argument, ...]

    @property
    def options(self) -> tuple[Argument, ...]:
        return tuple(each for each in self.arguments if each.flags)

    @property
    def operands(self) -> tuple[Argument, ...]:
        return tuple(each for each in self.arguments if not each.flags)


def verbs() -> tuple[Verb, ...]:
    """In the order of `nm-cellular --help`."""
    return tuple(
        Verb(name, cli.VERBS[name], parser.epilog or "", tuple(_arguments(parser)))
        for name, parser in _parsers(cli.whole_parser()).items()
    )


# argparse shows its actions to nobody else; these names have been the same since Python 2.7.


def _parsers(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    found = (each for each in parser._actions if isinstance(each, argparse._SubParsersAction))  # noqa: SLF001
    return dict(next(found).choices)


def _arguments(parser: argparse.ArgumentParser) -> Iterator[Argument]:
    for action in parser._actions:  # noqa: SLF001
        if action.help != argparse.SUPPRESS:
            yield _argument(action)


def _argument(action: argparse.Action) -> Argument:
    words = tuple(map(str, action.choices or ()))
    return Argument(
        flags=tuple(action.option_strings),
        value="" if action.nargs == 0 else str(action.metavar or "|".join(words) or action.dest.upper()),
        count=action.nargs if isinstance(action.nargs, str) else "",
        words=words,
        help=(action.help or "") % vars(action),
    )
