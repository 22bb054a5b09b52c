"""Asks on the terminal, again and again until the answer is one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from getpass import getpass
from typing import TypeVar

from ..errors import CommandError
from ..problem import ValueRefused

T = TypeVar("T")

Parse = Callable[[str], T]
"""Makes of the typed text what it means; raises ValueRefused."""


def ask(question: str, default: str, parse: Parse[T]) -> T:
    """What was typed, or the default for an empty line; raises CommandError where nobody types any more."""
    while True:
        show(f"{question}{f' [{default}]' if default else ''}: ", end="")
        line = sys.stdin.readline()
        if not line:
            raise _nothing()
        try:
            return parse(line.strip() or default)
        except ValueRefused as refused:
            show(f"{refused.message}\n    {refused.hint}")


def ask_secret(question: str, parse: Parse[T]) -> T:
    """The same of what is not shown."""
    while True:
        try:
            return parse(getpass(f"{question}: "))
        except EOFError:
            raise _nothing() from None
        except ValueRefused as refused:
            show(f"{refused.message}\n    {refused.hint}")


def yes_or_no(text: str) -> bool:
    word = text.lower()
    if word not in ("y", "yes", "n", "no"):
        raise ValueRefused("this is neither yes nor no", "type yes or no")
    return word.startswith("y")


def show(text: str, end: str = "\n") -> None:
    print(text, end=end, file=sys.stderr, flush=True)


def _nothing() -> CommandError:
    return CommandError("nothing was typed, and nothing was written", "run it again, or give --yes and the options")
