"""Command lines as a shell would split them, as far as a recipe needs it.  Nothing is ever run.

A variable is put in where the script itself says its value.  One without quotes around it is split as `eval` does:
scripts that work have one or the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .page import Page
from .variables import Known, assigned

_LONGEST = 4000
"""Characters of a command."""

_TOKEN = re.compile(
    r"""(?P<blank>[ \t]+|\\\n[ \t]*|\n[ \t]*(?=(?:--?[A-Za-z0-9]|[A-Z][A-Z_]+=)[^\n]))
    |(?P<plain>[^\s"'`;|&)\\]++)
    |"(?P<double>(?:[^"\\\n]|\\.|\n(?!\n))*+)"
    |'(?P<single>(?:[^'\n]|\n(?!\n))*+)'
    |\\(?P<escaped>[^\n])""",
    re.VERBOSE | re.DOTALL,
)
"""A line that begins with an option goes on with the one before: forums wrap long ones, and people too."""

_BEFORE = " \t\n/\"'`(=;|&"
_PROMPT = re.compile(r"\s*(?:[^\n]{0,80}[$#>%]\s+)?(?:(?:sudo(?:\s+-\S+)*|nohup|exec|stdbuf\s+\S+)\s+)*[^\s\"'`(=]*")
_FILLED = re.compile(r"\\([\"\\$`])|\$(?:(\w+)|\{(\w+)\})")
"""In double quotes: what a backslash is for, and variables."""

_NAMED = re.compile(r"\$\{?[A-Za-z_]")
_ALONE = re.compile(r"\$(?:(\w+)|\{(\w+)\})(?=\s|\Z)")
_DASHES = re.compile(r"[–—](?=\w)")


@dataclass(frozen=True, slots=True)
class Word:
    """A word without its quotes, and its line."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Command:
    """words: the arguments.  curly: some of its quotes are typographic ones.

    alone: nothing but a prompt or sudo stands before it in its line, so it is no prose.
    """

    words: tuple[Word, ...]
    first: int
    last: int
    alone: bool
    curly: bool
    end: int


def commands(page: Page, program: re.Pattern[str]) -> Iterator[Command]:
    """The command lines of a program, whose name the pattern matches."""
    end, variables = 0, None
    for number, match in page.search(program):
        start = match.start()
        if start < end or (start and page.text[start - 1] not in _BEFORE):
            continue
        command = _command(page, number, match, _unknown)
        if any(_NAMED.search(word.text) for word in command.words):
            variables = variables or assigned(page, lambda place, known: _value(page, place, known))
            command = _command(page, number, match, variables.above(number))
        end = command.end
        yield command


def _unknown(_name: str) -> None:
    return None


def _value(page: Page, place: int, known: Known) -> str:
    words, _ = split(page, place, known=known)
    return words[0].text[:_LONGEST] if words else ""


def _command(page: Page, number: int, match: re.Match[str], known: Known) -> Command:
    before = page.text[match.start() - page.column(match.start()) : match.start()]
    words, end = split(page, match.end(), known=known)
    last = page.number(max(match.start(), end - 1))
    curly = page.is_curly_between(match.start(), end)
    return Command(words, number, last, bool(_PROMPT.fullmatch(before)), curly, end)


def split(page: Page, start: int, end: int | None = None, known: Known = _unknown) -> tuple[tuple[Word, ...], int]:
    """The words from a place in the text to the end of the command, and that place; end: it goes no further."""
    end = min(start + _LONGEST, end or len(page.text))
    words: list[Word] = []
    parts: list[str] = []
    began = place = start
    while token := _TOKEN.match(page.text, place, end):
        if token["blank"] is None and not parts:
            began = place
        if not parts and (text := _alone(page, place, known)) is not None:
            words += split_text(text, page.number(place))
        elif token["blank"] is None:
            parts.append(_content(token, known))
        elif parts:
            words.append(_word(page, parts, began))
            parts = []
        place = token.end()
    words += [_word(page, parts, began)] if parts else []
    return tuple(_without_comment(words)), place


def split_text(text: str, line: int) -> tuple[Word, ...]:
    """The words of a quoted argument that is itself a command line."""
    return tuple(Word(word.text, line) for word in split(Page.of(text.replace("\n", " ")), 0)[0])


def _content(token: re.Match[str], known: Known) -> str:
    if token["double"] is not None:
        return _filled(token["double"], known)
    if token["plain"] is not None:
        return _filled(token["plain"], known)
    return next(part for part in (token["single"], token["escaped"]) if part is not None)


def _filled(text: str, known: Known) -> str:
    """With the values of variables; one that is not known stays as it is."""

    def value(part: re.Match[str]) -> str:
        found = part[1] or known(part[2] or part[3])
        return part[0] if found is None else found

    return _FILLED.sub(value, text)


def _alone(page: Page, place: int, known: Known) -> str | None:
    """The value of a variable that is a word for itself, without quotes."""
    found = _ALONE.match(page.text, place)
    return known(found[1] or found[2]) if found else None


def _word(page: Page, parts: list[str], began: int) -> Word:
    """A word processor makes a dash of the hyphens before an option."""
    text = "".join(parts)
    if text[:1] in ("–", "—"):
        text = _DASHES.sub("-" if len(text) == 2 else "--", text, count=1)
    return Word(text, page.number(began))


def _without_comment(words: list[Word]) -> Iterator[Word]:
    for word in words:
        if word.text.startswith("#"):
            return
        yield word
