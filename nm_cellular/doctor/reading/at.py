"""Transcripts of AT commands, from minicom, picocom, screen, atinout or echo, and as a forum has left them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..facts import Fact
from ..facts.modem import AtExchange, NoAnswer, Refusal
from ..source import Source
from . import at_lines
from .at_answers import Said, Transcript
from .lines import Line
from .prose import is_prose

_COMMAND = re.compile(
    r"(?:[>$#] ?)?(AT(?:[+^$%*&#!].*|[EIZHVQFSX&]\d?|D.*)?|at(?:[+^$%*&#!].*|[eizhvqx]\d?|d[t*].*)?)\s*$"
)
_ANSWER = re.compile(r"[+^*$#%][A-Za-z][A-Za-z0-9]{1,12} ?: ?\S|(?:Revision|Model|Manufacturer) ?: \S")
_RESULT = re.compile(
    r"(OK|ERROR|\+CM[ES] ERROR: ?[\w :-]+|NO CARRIER|NO DIALTONE|BUSY|NO ANSWER|CONNECT\b.*)(?=\s*(?:#.*|\(.*)?$)"
)
# One line that a forum has made of several: it breaks before commands, answers and results.
_BREAKS = re.compile(
    r"(?<!\s)\s++(?=AT[+^$%#!&*]|[+^][A-Z]{2,12} ?: |OK(?:\s|$)|ERROR(?:\s|$)|\+CM[ES] ERROR)", re.IGNORECASE
)
_PROMPT = re.compile(r"\s*[\w.-]+@[\w.-]+:\S* ?[#$] ")
_FARTHEST = 12
"""Lines of prose, as people put between commands, within one transcript."""
_REQUESTS = {
    "+CPIN": "unlock",
    "+CGATT": "register",
    "+COPS": "register",
    "+CREG": "register",
    "+CGACT": "connect",
    "+QIACT": "connect",
    "^NDISDUP": "connect",
    "$QCRMCALL": "connect",
    "+QNETDEVCTL": "connect",
    "D": "connect",
    "+CEER": "connect",
    "+CFUN": "online",
    "+CIMI": "sim",
    "+CCID": "sim",
    "+ICCID": "sim",
    "+QCCID": "sim",
    "+CNUM": "sim",
}
_CEER = re.compile(r"\+CEER ?: ?(.*)", re.IGNORECASE)


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    conversation = _Conversation()
    for line in lines:
        if parts := at_lines.spoken(line.text) or (_parts(line.text) if _may_be(line.text) else ()):
            for part in parts:
                yield from conversation.line(part, line)
        elif conversation and _PROMPT.match(line.text):
            yield from conversation.pause()
        elif conversation and is_prose(line.text):
            yield from conversation.end()
    yield from conversation.end()


def _may_be(text: str) -> bool:
    """Almost every line is none: by its first letters."""
    start = text.lstrip(" \t>$#")[:2]
    return start.startswith(("+", "^", "*")) or start in _STARTS or _is_a_name(text)


_STARTS = frozenset({"AT", "at", "OK", "ER", "NO", "BU", "CO", "Re", "Mo", "Ma"})
"""Of commands, results, and the answers to ATI."""


def _is_a_name(text: str) -> bool:
    """Of a firmware or a module, or an IMSI, which is an answer by itself."""
    text = text.strip()
    return len(text) < 40 and ("R0" in text or "SIM7" in text or text[:5].isdecimal()) and " " not in text


def _parts(text: str) -> Sequence[str]:
    text = text.strip()
    if _ANSWER.search(text) and not text.startswith(("OK AT", "OK-")):
        return [part for part in _BREAKS.split(text) if part]
    return [text]


class _Conversation:
    """Commands, and what the modem answers until a result or the next command; false before the first."""

    def __init__(self) -> None:
        self._begin()

    def __bool__(self) -> bool:
        return bool(self._last)

    def _begin(self) -> None:
        self._last = 0
        self._transcript = Transcript("AT")
        self._forget()
        self._mute: list[tuple[str, Source]] = []
        self._answered = False

    def _forget(self) -> None:
        self._command, self._source = "", Source("", 0, "")
        self._answers: list[Said] = []

    def line(self, text: str, line: Line) -> Iterator[Fact]:
        source = line.source
        if self._last and line.number - self._last > _FARTHEST:
            yield from self.end()
        if found := _COMMAND.match(text):
            yield from self._exchange("")
            self._last = line.number
            self._command, self._source = found[1].upper()[2:] or "AT", source
        elif found := _RESULT.match(text):
            if self._command or self._answers:
                self._last = line.number
            yield from self._exchange(found[1], source)
        elif _ANSWER.match(text) or self._command:
            self._last = line.number
            self._answers.append((text, source))

    def _exchange(self, result: str, source: Source | None = None) -> Iterator[Fact]:
        answers, command, asked = self._answers, self._command, self._source
        self._forget()
        if command and not answers and not result:
            self._mute.append((command, asked))
        elif answers or result:
            self._answered = True
        for text, where in answers:
            yield from self._transcript.line(text, where)
            yield from _ended(text, where)
        if result == "OK" and command.startswith(("+CPIN=", '+CLCK="SC",0')):
            self._transcript.sim_is_unlocked(asked)
        if command == "+CIMI" and answers:
            self._transcript.sim_is_of(*answers[0])
        if command or answers:
            texts = tuple(text for text, _ in answers)
            yield AtExchange(asked if command else answers[0][1], command, texts, result)
        if source and result not in ("", "OK", "ERROR") and not result.startswith("CONNECT"):
            yield Refusal(source, "AT", _request(command), result)

    def pause(self) -> Iterator[Fact]:
        """Back in the shell: what comes is no answer."""
        yield from self._exchange("")

    def end(self) -> Iterator[Fact]:
        yield from self._exchange("")
        yield from self._transcript.reports()
        if not self._answered:
            yield from _unanswered(self._mute)
        self._begin()


def _unanswered(mute: Sequence[tuple[str, Source]]) -> Iterator[Fact]:
    """Who gets no answer types the same again; a list of different commands is what somebody asks to be tried."""
    commands = [command for command, _ in mute]
    times = max(map(commands.count, commands), default=0)
    if times >= 2:
        yield NoAnswer(mute[-1][1], "", "AT", times + 1)


def _ended(text: str, source: Source) -> Iterator[Fact]:
    """What the last call ended with; most modems say so too where no call has failed."""
    found = _CEER.match(text)
    if found and found[1].strip() and "no cause" not in found[1].lower():
        yield Refusal(source, "AT", "connect", f"+CEER: {found[1].strip()}")


def _request(command: str) -> str:
    if command.startswith("D"):
        return "connect"
    name = re.match(r"[+^$%*#&!]\w+", command)
    return _REQUESTS.get(name[0], "") if name else ""
