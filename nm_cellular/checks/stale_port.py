"""A program still holds a port of a modem that has gone and come back under other names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..doctor.boots import boots
from ..doctor.evidence import Evidence
from ..doctor.facts.dialing import ChatStep
from ..doctor.facts.message import Message
from ..doctor.facts.network import DialerRun
from ..doctor.facts.system import DeviceNode, Process
from ..doctor.facts.usb import UsbBound, UsbGone, UsbUnbound
from ..doctor.finding import Confidence, Finding, Severity
from ..doctor.progress import Progress, Stage
from ..doctor.source import Source
from ..doctor.usb_devices import Seen, modems

SLUGS = ("stale-port",)

_DIALERS = frozenset(("pppd", "chat", "wvdial", "quectel-CM", "smsd", "gammu-smsd", "gpsd"))
_NODE = re.compile(r"/dev/ttyUSB(\d+)")
_DEAD = (
    *("Input/output error", "No such device", "Bad file descriptor", "No such file or directory", "(deleted)"),
    *("revents", "pthread_cond_timeout"),
)
"""The last two are quectel-CM's."""


def find(evidence: Evidence) -> Iterator[Finding]:
    first = next(_found(evidence), None)
    if first:
        yield first


def _found(evidence: Evidence) -> Iterator[Finding]:
    for process in evidence.of(Process):
        if any("(deleted)" in port for port in process.ports):
            yield _finding(process.argv[0], (process.source,), Confidence.CERTAIN)
    yield from _gap(evidence)
    for boot in boots(evidence):
        yield from _renumbered(boot)
        complaints = [each for each in boot.of(Message) if each.program in _DIALERS and _is_dead(each.text)]
        for before, after in _returns(boot):
            if not evidence.view(Progress).follows(_last(after), Stage.ADDRESS):
                yield from _held(evidence, complaints, before, after)


def _gap(evidence: Evidence) -> Iterator[Finding]:
    """A dialer wants a port between two others: its name is still taken, and the modem's port has got the next."""
    nodes = {node.path: node for node in evidence.of(DeviceNode)}
    there = {path for path, node in nodes.items() if node.exists and "ttyUSB" in path}
    asked = [(step.source, step.program) for step in evidence.of(ChatStep) if step.kind == "failed"]
    asked += [(each.source, each.program) for each in evidence.of(Message) if each.program in _DIALERS]
    asked += [(node.source, "a program") for node in nodes.values() if not node.exists]
    for source, program in asked:
        wanted = (
            _NODE.search(source.text)
            if "*" not in source.text and any(words in source.text for words in _DEAD)
            else None
        )
        if wanted and wanted[0] not in there:
            number = int(wanted[1])
            lower, higher = f"/dev/ttyUSB{number - 1}", f"/dev/ttyUSB{number + 1}"
            if higher in there and (lower in there or not number):
                yield _finding(program, (source, nodes[higher].source), Confidence.LIKELY, held=wanted[0], new=higher)


def _renumbered(boot: Evidence) -> Iterator[Finding]:
    """What it was before it left is not shown; it came back as other ports than a dialer asks for, again and again."""
    left = boot.of(UsbGone)[-1:] or boot.of(UsbUnbound)[-1:]
    bound = [each for each in boot.of(UsbBound) if "ttyUSB" in each.node]
    came = [each for each in bound if left and left[0].source.precedes(each.source)]
    nodes = {f"/dev/{each.node}" for each in came}
    asked = [(each.source, each.program) for each in boot.of(Message) if each.program in _DIALERS]
    asked += [(step.source, step.program) for step in boot.of(ChatStep) if step.kind == "failed"]
    in_vain = [
        (source, program, found[0])
        for source, program in asked
        if came
        and came[-1].source.precedes(source)
        and "No such file" in source.text
        and (found := _NODE.search(source.text))
        and found[0] not in nodes
    ]
    if len(in_vain) > 1:
        source, program, held = in_vain[-1]
        because = (source, left[0].source, came[0].source)
        yield _finding(program, because, Confidence.LIKELY, held=held, new=f"/dev/{came[0].node}")


def _is_dead(text: str) -> bool:
    return any(words in text for words in _DEAD)


def _last(device: Seen) -> Source:
    return device.bound[-1].source if device.bound else device.source


def _returns(boot: Evidence) -> Iterator[tuple[Seen, Seen]]:
    """A modem before and after it left, at one place."""
    latest: dict[str, Seen] = {}
    for device in modems(boot):
        place = device.place or device.id
        if (before := latest.get(place)) and before.gone and before.bound and before.id in ("", device.id):
            yield before, device
        latest[place] = device


def _held(evidence: Evidence, complaints: Sequence[Message], before: Seen, after: Seen) -> Iterator[Finding]:
    """The kernel gives a name again only when nobody holds it."""
    had, has = _ttys(before), _ttys(after)
    held, new = sorted(had - has), sorted(has - had)
    later = [each for each in complaints if before.gone and before.gone.precedes(each.source)][:2]
    because = (*(each.source for each in later), before.gone or before.source)
    if held and len(held) == len(new):
        renamed = next(each.source for each in after.bound if each.node in new)
        sure = Confidence.CERTAIN if later else Confidence.LIKELY
        yield _finding(_holder(evidence, later), (renamed, *because), sure, held=held[0], new=new[0])
    elif len(later) > 1:
        yield _finding(_holder(evidence, later), (*because, after.source), Confidence.LIKELY)


def _ttys(device: Seen) -> set[str]:
    return {node for node in device.nodes if node.startswith("tty")}


def _holder(evidence: Evidence, complaints: Sequence[Message]) -> str:
    dialers = (run.program for run in evidence.of(DialerRun))
    return next((each.program for each in complaints), next(dialers, "a program"))


def _finding(
    holder: str, because: Sequence[Source], confidence: Confidence, *, held: str = "", new: str = ""
) -> Finding:
    names = f": it was {held}, and is {new} now" if held else ""
    return Finding(
        "stale-port",
        subject=holder,
        says=f"{holder} still holds a port that the modem had before it left and came back{names}",
        do=f"restart {holder}, and name the port by its place: /dev/serial/by-id/…-if02-port0 or /dev/serial/by-path/…",
        because=tuple(because),
        severity=Severity.ERROR,
        confidence=confidence,
    )
