"""Which programs dial on this machine, and which port they hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .evidence import Evidence
from .facts.dialing import ChatStep
from .facts.message import Message
from .facts.system import Process, ServiceState
from .passages import are_parted
from .source import Source

FAMILIES = {
    "pppd": "pppd",
    "wvdial": "wvdial",
    "quectel-CM": "quectel-CM",
    "qmi_reconnect.sh": "quectel-CM",
    "qmi-network": "qmi-network",
    "uqmi": "uqmi",
    "umtskeeper": "umtskeeper",
    "sakis3g": "sakis3g",
    "simcom-cm": "simcom-cm",
    "waveshare-CM": "waveshare-CM",
    "fibocom-dial": "fibocom-dial",
    "ofonod": "oFono",
    "ofono": "oFono",
    "qmi_reconnect": "quectel-CM",
    "hologram": "hologram",
    "comgt": "comgt",
    "gcom": "comgt",
    "modem-manager": "ModemManager",
    "ModemManager": "ModemManager",
}
"""Programs and units that dial, by the family to which they belong."""

_ONE_BY_THE_OTHER = frozenset({"wvdial", "pppd", "umtskeeper", "sakis3g"})
_DAY = 86400
"""Seconds that no clock of a calendar is below."""

_LAST_WORDS = ("is shut down", "caught signal, shutting down")


class Dialer(NamedTuple):
    family: str
    source: Source
    port: str = ""


def dialers(evidence: Evidence) -> tuple[Dialer, ...]:
    """One of each family; NetworkManager's own pppd, and what sudo or wvdial starts, are none of their own."""
    # On the machine itself, who has ended dials no more.
    speaking = () if evidence.live else tuple(_speaking(evidence))
    # Of two that are only heard, each in a paste of its own, one may have been tried after the other.
    speaking = tuple(each for each in speaking if _belong_together(evidence, each, speaking[-1]))
    found = {dialer.family: dialer for dialer in (*speaking, *_services(evidence), *_processes(evidence))}
    if set(found) <= _ONE_BY_THE_OTHER:
        return tuple(found.values())[:1]
    return tuple(found.values())


def _belong_together(evidence: Evidence, one: Dialer, other: Dialer) -> bool:
    """In one paste, or in two that are of the same minutes."""
    if not are_parted(evidence, one.source, other.source):
        return True
    spans = _spans(evidence)
    if one.family not in spans or other.family not in spans:
        return False
    (first, last), (start, end) = spans[one.family], spans[other.family]
    return min(first, start) > _DAY and first <= end and start <= last


def _spans(evidence: Evidence) -> dict[str, tuple[float, float]]:
    """From when to when each family speaks, by the calendar."""
    spans: dict[str, tuple[float, float]] = {}
    for message in evidence.of(Message):
        if message.time is not None and (family := FAMILIES.get(message.program)):
            first, last = spans.get(family, (message.time, message.time))
            spans[family] = (min(first, message.time), max(last, message.time))
    return spans


def name_of(process: Process) -> str:
    return process.argv[0].rpartition("/")[2] if process.argv else ""


def _processes(evidence: Evidence) -> Iterator[Dialer]:
    for process in evidence.of(Process):
        family = FAMILIES.get(name_of(process))
        if family and not any("nm-pppd-plugin" in word for word in process.argv):
            yield Dialer(family, process.source, process.ports[0] if process.ports else "")


def _services(evidence: Evidence) -> Iterator[Dialer]:
    for service in evidence.of(ServiceState):
        family = FAMILIES.get(service.unit.removesuffix(".service"))
        if family and service.state == "active":
            yield Dialer(family, service.source)


def _speaking(evidence: Evidence) -> Iterator[Dialer]:
    """Those that the log is of, or whose messages are in it."""
    last = {message.program: message for message in evidence.of(Message) if message.program in FAMILIES}
    chats = [step for step in evidence.of(ChatStep) if step.program in ("chat", "wvdial")]
    for program, message in last.items():
        left = any(words in message.text for words in _LAST_WORDS)
        if not left and (program != "pppd" or chats):  # NetworkManager's pppd needs no chat
            yield Dialer(FAMILIES[program], message.source)
    if chats:
        yield Dialer("wvdial" if chats[-1].program == "wvdial" else "pppd", chats[-1].source)
