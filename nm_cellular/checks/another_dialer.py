"""Two programs dial with one modem, or one has its port while another wants it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..doctor.dialers import FAMILIES, Dialer, dialers, name_of
from ..doctor.evidence import Evidence
from ..doctor.facts.dialing import ChatStep, PppStep
from ..doctor.facts.message import Message
from ..doctor.facts.modem import Refusal
from ..doctor.facts.system import Process
from ..doctor.finding import Confidence, Finding
from ..doctor.progress import Progress, Stage
from ..doctor.source import Source

SLUGS = ("another-dialer", "port-busy")

_STOP = {
    "ModemManager": "sudo systemctl disable --now ModemManager, or drop the other and leave dialling to NetworkManager",
    "oFono": "sudo systemctl disable --now ofono",
}
_BUSY = ("Device or resource busy", "EAGAIN", "Resource temporarily unavailable", "is locked by pid", "port is busy")
_DIALLED_TWICE = "call-already-present"
"""What the modem says to the second."""


def find(evidence: Evidence) -> Iterator[Finding]:
    found, busy = dialers(evidence), tuple(_busy(evidence))
    # Two that run beside each other while it all goes well may have a modem each; on a live machine nothing is pinged.
    well = Stage.ADDRESS if evidence.live else Stage.ANSWERED
    if len(found) > 1 and (busy or not evidence.view(Progress).reached(well)):
        twice = tuple(each.source for each in evidence.of(Refusal) if _DIALLED_TWICE in each.error.lower())
        yield _two(found, (*busy, *twice))
        return
    others = [each for each in evidence.of(Process) if each.ports and name_of(each) not in FAMILIES]
    if others and (busy or _is_wanted(others, found)):
        yield _holder(others[-1], busy, lasts=_is_asked_for(evidence, others[-1]))


def _busy(evidence: Evidence) -> Iterator[Source]:
    messages = (each for each in evidence.of(Message) if each.program != "kernel")
    yield from (each.source for each in messages if _is_busy(each.text))
    yield from (each.source for each in evidence.of(Refusal) if _is_busy(each.error))
    yield from (each.source for each in evidence.of(ChatStep) if each.kind == "failed" and _is_busy(each.source.text))
    steps = (each for each in evidence.of(PppStep) if each.step in ("device-locked", "device-missing"))
    yield from (each.source for each in steps if each.step == "device-locked" or "busy" in each.text)


def _is_busy(text: str) -> bool:
    return any(sign in text for sign in _BUSY)


def _two(found: Sequence[Dialer], busy: Sequence[Source]) -> Finding:
    families = [dialer.family for dialer in found]
    to_stop = next((family for family in _STOP if family in families), "")
    return Finding(
        "another-dialer",
        subject=" and ".join(families),
        says=f"{' and '.join(families)} both dial with the modem: each takes the other's port and answers",
        do=_STOP.get(to_stop, f"stop all but one of them: {', '.join(families)}"),
        because=(*(dialer.source for dialer in found), *busy[-1:]),
        confidence=Confidence.CERTAIN if busy else Confidence.LIKELY,
    )


def _is_wanted(others: Sequence[Process], found: Sequence[Dialer]) -> bool:
    return any(dialer.port in other.ports for other in others for dialer in found)


def _is_asked_for(evidence: Evidence, holder: Process) -> bool:
    """By somebody who wants to talk to the modem beside a connection that goes another way, not over this port."""
    wanted = {f"open {port}" for port in holder.ports}
    by_hand = (each for each in evidence.of(Refusal) if each.program not in FAMILIES and each.request in wanted)
    return any(_is_busy(each.error) for each in by_hand) and not evidence.of(PppStep)


def _holder(holder: Process, busy: Sequence[Source], *, lasts: bool) -> Finding:
    return Finding(
        "port-busy",
        subject=holder.ports[0],
        says=f"{name_of(holder)} (process {holder.pid}) has {holder.ports[0]} open",
        do=f"quit it (kill {holder.pid}); a service is stopped with systemctl disable --now",
        because=(holder.source, *busy[-1:]),
        confidence=Confidence.CERTAIN if busy else Confidence.LIKELY,
        lasts=lasts,
    )
