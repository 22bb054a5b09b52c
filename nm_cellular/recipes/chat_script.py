"""A chat script: what is expected and sent, word by word as chat(8) splits them, and what is wrong in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from . import at
from .draft import Draft

_DIRECTIVES = ("ABORT", "CLR_ABORT", "TIMEOUT", "REPORT", "CLR_REPORT", "SAY", "ECHO", "HANGUP")
ANSWERS = (
    "BUSY", "NO CARRIER", "NO DIALTONE", "NO DIAL TONE", "NO ANSWER", "ERROR", "VOICE", "DELAYED", "RINGING",
    "NO PROMPT", "+CME ERROR", "+CMS ERROR", "OK", "READY", "SIM PIN", "SIM PUK", "CONNECT", "RING", "LOGIN INCORRECT",
)  # fmt: skip
"""What modems answer (ITU-T V.250, 3GPP TS 27.007), and what scripts wait for besides."""

_TOKEN = re.compile(
    r"\s*(?:\"(?P<double>(?:[^\"\\]|\\.)*+)\"|'(?P<single>(?:[^'\\]|\\.)*+)'|(?P<plain>\S++))", re.DOTALL
)
_QUOTE = '"'
_PAUSES = re.compile(r"\\[rdpcntsKk]")

_GUESSES = 50
"""A look for a similar word takes a while; a text of nothing but unknown ones shall not take minutes."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a script.  glued: it began right behind the closing quote of the one before."""

    text: str
    line: int
    glued: bool = False
    quoted: bool = False


def is_script(tokens: Sequence[Token]) -> bool:
    texts = [token.text for token in tokens]
    return any(re.match(r"(?:\\\w)?AT|\+\+\+", text) for text in texts) or texts.count("ABORT") > 1


def words(draft: Draft, line: str, number: int) -> Iterator[Token]:
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
    left = iter(tokens)
    for word in left:
        if word.text in _DIRECTIVES and not word.quoted and not sends:
            answer = next(left, None)
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
