"""What a chat script or wvdial came to: which number it dialled, which context it defined, where it ended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .evidence import Evidence
from .facts.dialing import ChatStep, PppStep, Prose, RecipeMistake
from .facts.modem import ModemReport
from .facts.network import DialerRun
from .source import Source

_DIAL = re.compile(r"\W*ATD[TP]?\s*([^\"';,\s]*)[\"';,\s]*$", re.IGNORECASE)
_DATA_NUMBER = re.compile(r"\*9[89](?:\*[^*]*){0,2}(?:\*\d*)?#$")
_EMPTY_APN = re.compile(r".*\+CGDCONT\s*=\s*\d+\s*,\s*\"?\w+\"?\s*(?:$|,\s*(?:\"\"|$|,))", re.IGNORECASE)
_UNDEFINED = re.compile(r".*\+CGDCONT\s*=\s*\d+[\s\"']*$", re.IGNORECASE)
_BROKEN = frozenset(
    {"script-failed", "lcp-timeout", "terminated", "ipcp-timeout", "ipcp-nak", "hangup", "ipcp-terminated"}
)


class Failure(NamedTuple):
    """A script that ended: what was sent last, and what came; answer: empty where nothing came.

    in_data_mode: it had been connected (CONNECT) before.
    """

    sent: str
    answer: str
    because: tuple[Source, ...]
    in_data_mode: bool = False

    @property
    def number(self) -> str:
        return dialled(self.sent)


def failures(evidence: Evidence) -> tuple[Failure, ...]:
    """The last one of each command, in the order of the log."""
    return tuple({failure.sent: failure for failure in _failures(evidence)}.values())


def _failures(evidence: Evidence) -> Iterator[Failure]:
    sent, heard, connected = None, "", False
    told = False
    for step in evidence.of(ChatStep):
        if step.kind == "send":
            sent, heard, told = step, "", False
        elif step.kind == "heard" and step.text.startswith("CONNECT"):
            connected = True
        elif step.kind == "heard":
            heard = step.text
        elif step.kind in ("failed", "timeout") and not told:
            # Of one failure chat writes several lines: that the time is up (alarm), and that it failed.
            told = True
            yield _failure(sent, step, heard, connected=connected)
            connected = False
    if sent and not told and not heard and _waits(evidence):
        yield Failure(sent.text, "", (sent.source,))


def _waits(evidence: Evidence) -> bool:
    """Whether a log ends with its first command, to which a modem answers at once, and somebody asks why."""
    steps = evidence.of(ChatStep)
    first = [step.kind for step in steps] == ["send", "expect"] and steps[0].text.upper() in ("AT", "ATZ", "ATE1")
    return first and any(steps[-1].source.precedes(each.source) for each in evidence.of(Prose))


def _failure(sent: ChatStep | None, step: ChatStep, heard: str, *, connected: bool) -> Failure:
    # ABORT ERROR stops at `+CME ERROR: 10` too, of which the number is what says something.
    said = step.text if step.kind == "failed" else ""
    because = (step.source, sent.source) if sent else (step.source,)
    return Failure(sent.text if sent else "", heard if heard.startswith("+") else said or heard, because, connected)


def sent_commands(evidence: Evidence) -> tuple[ChatStep, ...]:
    return tuple(step for step in evidence.of(ChatStep) if step.kind == "send")


def dialled(command: str) -> str:
    """The number that a command dials; empty where it is none."""
    found = _DIAL.match(command)
    return found[1] if found else ""


def is_data_number(number: str) -> bool:
    """*99#, *99***1#, *98*2# and what else starts a data call in GSM, UMTS and LTE networks (3GPP TS 27.007)."""
    return bool(_DATA_NUMBER.match(number))


def has_empty_apn(command: str) -> bool:
    """Also where a context is given up again: AT+CGDCONT=1 alone."""
    return "CGDCONT" in command.upper() and bool(_EMPTY_APN.match(command) or _UNDEFINED.match(command))


def is_untold(evidence: Evidence) -> bool:
    """Whether a script is seen to send several things to the modem, and the APN is not among them."""
    sent = [step.text.upper() for step in sent_commands(evidence)]
    named = any(run.apn for run in evidence.of(DialerRun)) or any(
        "CGDCONT" in text and not has_empty_apn(text) for text in sent
    )
    return (len(sent) > 1 or _leaves_it_empty(evidence)) and not named


def _leaves_it_empty(evidence: Evidence) -> bool:
    """By the recipe, or by the contexts that the modem shows."""
    shown = [report.bearers for report in evidence.of(ModemReport) if report.program == "AT" and report.bearers]
    if shown and all(bearer.apn == "" for bearer in shown[-1]):
        return True
    return any(mistake.check == "apn-missing" for mistake in evidence.of(RecipeMistake))


def is_broken(evidence: Evidence) -> bool:
    """Whether a script or pppd came to no good end at least once."""
    return bool(failures(evidence)) or any(step.step in _BROKEN for step in evidence.of(PppStep))
