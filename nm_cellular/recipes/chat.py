"""chat scripts: what is expected and sent, word by word as chat(8) splits them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from . import at, heredoc
from .draft import Draft
from .page import Page
from .recipe import Found
from .shell import Command, commands

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

_DIRECTIVES = ("ABORT", "CLR_ABORT", "TIMEOUT", "REPORT", "CLR_REPORT", "SAY", "ECHO", "HANGUP")
_TOKEN = re.compile(
    r"\s*(?:\"(?P<double>(?:[^\"\\]|\\.)*+)\"|'(?P<single>(?:[^'\\]|\\.)*+)'|(?P<plain>\S++))", re.DOTALL
)
_QUOTE = '"'
_PAUSES = re.compile(r"\\[rdpcntsKk]")
ANSWERS = (
    "BUSY", "NO CARRIER", "NO DIALTONE", "NO DIAL TONE", "NO ANSWER", "ERROR", "VOICE", "DELAYED", "RINGING",
    "NO PROMPT", "+CME ERROR", "+CMS ERROR", "OK", "READY", "SIM PIN", "SIM PUK", "CONNECT", "RING", "LOGIN INCORRECT",
)  # fmt: skip
"""What modems answer (ITU-T V.250, 3GPP TS 27.007), and what scripts wait for besides."""

_GUESSES = 50
"""A look for a similar word takes a while; a text of nothing but unknown ones shall not take minutes."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a script.  glued: it began right behind the closing quote of the one before."""

    text: str
    line: int
    glued: bool = False
    quoted: bool = False


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
        if _is_script(tokens):
            script(draft, tokens)
            _curly(draft, page, first, ended)
            ended = heredoc.around(draft, page, first, ended)
            yield draft.found(ended)


def _is_script(tokens: Sequence[Token]) -> bool:
    words = [token.text for token in tokens]
    return any(re.match(r"(?:\\\w)?AT|\+\+\+", word) for word in words) or words.count("ABORT") > 1


def arguments(draft: Draft, tokens: list[Token]) -> bool:
    """A command's: `-v -f FILE -T APN`, or the script itself; whether it is one of chat's."""
    used = False
    while tokens and re.fullmatch(r"-[A-Za-z]\S*", tokens[0].text):
        option = tokens.pop(0)
        if option.text in ("-f", "-T", "-U", "-t", "-r") and tokens:
            _option(draft, option.text, tokens.pop(0))
            used = True
    if tokens and (used or _is_script(tokens)):
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


def command(draft: Draft, found: Command) -> None:
    """The same of a command that stands in pppd's connect option."""
    arguments(draft, [Token(word.text, word.line) for word in found.words])


def _tokens(draft: Draft, page: Page, first: int, last: int) -> list[Token]:
    found: list[Token] = []
    for number in range(first, last + 1):
        line = page.line(number)
        if not line.lstrip().startswith("#"):
            found += _words(draft, line, number)
    return found


def _words(draft: Draft, line: str, number: int) -> Iterator[Token]:
    place, quoted = 0, False
    while token := _TOKEN.match(line, place):
        glued = quoted and not token[0][:1].isspace()
        quoted = token["plain"] is None
        text = next(part for part in (token["plain"], token["double"], token["single"]) if part is not None)
        yield Token(text, number, glued, quoted)
        if not quoted and text[:1] in "\"'":
            message = f"the quote before `{_shown(text[1:])}` is not closed; chat stops there with an error"
            draft.mistake("dial-script", number, message, "close it", is_fatal=True)
        place = token.end()


def script(draft: Draft, tokens: Sequence[Token]) -> None:
    """Directives, and pairs of what is expected and what is sent."""
    guesses, sends = _GUESSES, False
    words = iter(tokens)
    for word in words:
        if word.text in _DIRECTIVES and not word.quoted and not sends:
            answer = next(words, None)
            if answer and word.text == "ABORT" and guesses:
                guesses -= _abort(draft, answer)
        elif sends:
            _send(draft, word)
            sends = False
        else:
            _expect(draft, word)
            sends = True
    _judge(draft, tokens)


def _judge(draft: Draft, tokens: Sequence[Token]) -> None:
    """A script that dials, and names no APN."""
    dials = next((token for token in tokens if re.match(r"(?:\\\w)?AT\s*D[TP]?\*", token.text, re.IGNORECASE)), None)
    named = any("CGDCONT" in token.text.upper() or "QICSGP" in token.text.upper() for token in tokens)
    if dials and not named and "apn" not in draft.values:
        message = "no AT+CGDCONT before it: the APN that the modem has stored is used, whatever it is"
        draft.mistake("apn-missing", dials.line, message, 'write OK \'AT+CGDCONT=1,"IPV4V6","…"\' above')


def _abort(draft: Draft, answer: Token) -> int:
    """1 where it had to be looked for, else 0."""
    bare = re.sub(r"\\[rn]", "", answer.text).strip()
    if not bare or bare in ANSWERS or bare.startswith("+"):
        return 0
    if meant := _similar(bare):
        message = f"no modem says `{bare}`: the script waits until its time is up instead of giving up"
        draft.mistake("dial-script", answer.line, message, f'write ABORT "{meant}"', is_fatal=True)
    return 1


@lru_cache(maxsize=100)
def _similar(text: str) -> str | None:
    from difflib import get_close_matches

    return next(iter(get_close_matches(text.upper()[:40], ANSWERS, n=1, cutoff=0.8)), None)


def _expect(draft: Draft, word: Token) -> None:
    """`OK-AT-OK`: what is sent between two dashes where the first does not come."""
    for sent in word.text.split("-")[1::2]:
        if sent.upper().startswith("AT") and len(sent) > 2:
            at.read(draft, sent, word.line)


def _send(draft: Draft, word: Token) -> None:
    if word.glued:
        _glued(draft, word)
    text = _PAUSES.sub("", word.text)
    if "\\T" not in text:
        at.read(draft, text, word.line)


def _glued(draft: Draft, word: Token) -> None:
    shown = _shown(word.text)
    if word.text.endswith('"'):
        message = f'`""{shown}`: the last quote is sent to the modem with it'
        hint = f'write "" "{shown.removesuffix(_QUOTE)}"'
        draft.mistake("dial-script", word.line, message, hint, is_fatal=True)
        return
    message = f'`""{shown}` has no space: chat 2.4.9 reads two words all the same, others may wait for {shown}'
    draft.mistake("dial-script", word.line, message, f'write "" {shown}')


def _shown(text: str) -> str:
    """The command without what is given to it, which may be a PIN."""
    name, equals, _ = text.partition("=")
    return f"{name[:20]}=…" if equals else name[:20]


def _curly(draft: Draft, page: Page, first: int, last: int) -> None:
    for number in range(first, last + 1):
        if page.is_curly(number) and not page.line(number).lstrip().startswith("#"):
            message = "the quotes are curly ones; chat takes them for a part of the word"
            draft.mistake("dial-script", number, message, 'write straight "quotes"')
            return
