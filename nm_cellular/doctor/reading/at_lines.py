"""A line of an AT transcript as a script's own log has it: after a time, `TX`, an arrow, in Python's quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .lines import mentions

_TIME = r"\[?(?:\d{4}[-/.]\d\d[-/.]\d\d[T ,]+)?\d\d:\d\d:\d\d(?:[.,:]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]?"
_CLOCK = re.compile(rf"{_TIME}[ :,-]*(?=\S)")
_WORDS = "tx|rx|sen[dt]|sending|recv|received?|response|reply|answer|write|read|wrote|cmd|command"
_DIRECTION = re.compile(
    r"\W{0,2}(?:\w{1,24}\W{1,4}){0,5}?"
    rf"(?:[\[(]?\b(?:{_WORDS})\b[\])]?(?: ?\( ?\d+\))?"
    r"[ :=>-]*+(?:(?:cmd|command)[ :=>-]*+)?|-+> ?|<-+ ?|=+> ?|<=+ ?|>{2,3} ?|<{1,3} ?|→ ?|← ?)"
    r"(?=b?['\"]?(?:AT\b|[+^$*#%][A-Za-z]|OK\b|ERROR\b|\\r|<cr>))",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"(?:\\[rn]|<CR>|<LF>)*(?:AT(?:$|[+^$#%&!EIZ])|[+^$#%][A-Z]{2,12} ?:|(?:OK|ERROR)(?:\s*$|[\\<]))", re.IGNORECASE
)
_QUOTED = re.compile(r"b?(['\"])(.*)\1[,;]?\s*$")
_ENDS = re.compile(r"(?:\\r|\\n|<CR>|<L[FN]>)+", re.IGNORECASE)
_SUMMED_UP = re.compile(
    r"(AT([+^#$][A-Z]{2,12})\??)[\"'`]?\s*"
    r"(?:=+>|-+>|⇒|: |returns?:? |returned:? |gives:? |says:? |answers:? |= )\s*(?=\S)(.+)"
)
_MARKS = ("AT", "at+", "+C", "OK", "ERROR", "^", "+Q", "RX", "rx")
_LONGEST = 400


def spoken(text: str) -> Sequence[str]:
    """What was said in such a line, command and answers; nothing where it has no sign of that form."""
    text = text.lstrip()
    if len(text) > _LONGEST or not mentions(text, _MARKS):
        return ()
    clock = _CLOCK.match(text)
    start = clock.end() if clock else 0
    direction = _DIRECTION.match(text, start)
    start = direction.end() if direction else start
    quoted = _QUOTED.match(text, start)
    rest = quoted[2] if quoted else text[start:]
    if not (direction or quoted or _SAID.match(rest)):
        return () if clock else _summed_up(text)
    if not (direction or clock or _ENDS.search(rest)):
        return _summed_up(text)
    return tuple(part.strip() for part in _ENDS.split(rest) if part.strip())


def _summed_up(text: str) -> Sequence[str]:
    """`AT+CPIN? -> SIM PUK`: a question and its answer, as people write them."""
    found = _SUMMED_UP.match(text.strip(" \t*-`'\""))
    if not found:
        return ()
    answer = found[3].strip(" `'\".")
    if answer.upper().startswith(("+", "^", "OK", "ERROR", "NO ", "CONNECT", "BUSY")):
        return found[1], answer
    return found[1], f"{found[2]}: {answer}", "OK"
