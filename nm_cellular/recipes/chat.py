"""chat scripts, in files and behind the program's name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import at, heredoc
from .chat_script import Token, is_script, script, words
from .draft import Draft
from .page import Page
from .recipe import Found
from .shell import commands

FORM = "chat"

PROGRAM = re.compile(r"chat(?=\s)")

_START = re.compile(r"(?:ABORT|TIMEOUT|REPORT)[ \t]+[\"'\w]|(?:\"\"|'')[ \t]*(?:\\\w)?(?:AT|\+\+\+)")
_LINE = re.compile(
    r"(?!\s*\S+\s+\*\s)\s*(?:#.*|(?:ABORT|CLR_ABORT|TIMEOUT|REPORT|CLR_REPORT|SAY|ECHO|HANGUP|OK|READY|CONNECT|ERROR|ogin:|ssword:)\b.*"
    r"|\"[^\"]*\".*|'[^']*'.*|)"
)
_VALUE = re.compile(r"\s*(?:export\s+)?(\w+)=[\"']")
_SCRIPT = 20_000
"""Characters below a variable in which it is used."""


def find(page: Page) -> Iterator[Found]:
    yield from _files(page)
    for command in commands(page, PROGRAM):
        draft = Draft(FORM, command.first)
        if _is_used_below(page, command.first):
            continue
        if arguments(draft, [Token(word.text, word.line) for word in command.words]):
            yield draft.found(command.last)


def _is_used_below(page: Page, number: int) -> bool:
    """A variable's value, with a backslash before each quote, is read where the variable stands."""
    name = _VALUE.match(page.line(number))
    used = re.compile(rf"\$\{{?{name[1]}\b") if name else None
    place = page.span(number)[0]
    return bool(used and used.search(page.text, place, place + _SCRIPT))


def _files(page: Page) -> Iterator[Found]:
    ended = 0
    for number, _ in page.search_lines(_START):
        if number <= ended:
            continue
        first, ended = heredoc.block(page, number, lambda line: _LINE.fullmatch(line) is not None, ended)
        draft = Draft(FORM, first)
        tokens = _tokens(draft, page, first, ended)
        if is_script(tokens):
            script(draft, tokens)
            _curly(draft, page, first, ended)
            ended = heredoc.around(draft, page, first, ended)
            yield draft.found(ended)


def arguments(draft: Draft, tokens: list[Token]) -> bool:
    """A command's: `-v -f FILE -T APN`, or the script itself; whether it is one of chat's."""
    used = False
    while tokens and re.fullmatch(r"-[A-Za-z]\S*", tokens[0].text):
        option = tokens.pop(0)
        if option.text in ("-f", "-T", "-U", "-t", "-r") and tokens:
            _option(draft, option.text, tokens.pop(0))
            used = True
    if tokens and (used or is_script(tokens)):
        script(draft, tokens)
        return True
    return used


def _option(draft: Draft, option: str, value: Token) -> None:
    if option == "-f":
        draft.uses.append(value.text)
    elif option == "-T" and not re.fullmatch(r"[*#\d]+", value.text):
        draft.value("apn", value.text, value.line)  # Debian's /etc/chatscripts/gprs puts it where \T stands
    elif option == "-T":
        at.dialled(draft, value.text, value.line, "-T ")


def _tokens(draft: Draft, page: Page, first: int, last: int) -> list[Token]:
    found: list[Token] = []
    for number in range(first, last + 1):
        line = page.line(number)
        if not line.lstrip().startswith("#"):
            found += words(draft, line, number)
    return found


def _curly(draft: Draft, page: Page, first: int, last: int) -> None:
    for number in range(first, last + 1):
        if page.is_curly(number) and not page.line(number).lstrip().startswith("#"):
            message = "the quotes are curly ones; chat takes them for a part of the word"
            draft.mistake("dial-script", number, message, 'write straight "quotes"')
            return
