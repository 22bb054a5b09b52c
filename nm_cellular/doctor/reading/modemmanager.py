"""ModemManager's own messages: states, refusals, what it does with ports, and the AT commands of its debug log."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from ..facts import Fact
from ..facts.message import Message
from ..facts.modem import LatePort, ModemReport, NoAnswer, PortBusy, PortLeftOut, Refusal, Told
from ..facts.network import LinkLayer
from ..facts.system import Version
from ..source import Source
from . import at_answers
from .lines import Line

_PROGRAM = "ModemManager"
_HEAD = re.compile(
    r"(?:<[a-z]+> *)?(?:\[\d[\d.]*\] )?(?:\[[\w./-]+\.c:\d+\] \w+\(\): )?"
    r"(?:\[(?P<modem>modem\d+)[^\]]*\] |\[(?:base-manager|device|plugin)[^\]]*\] "
    r"|Modem (?:for device |/org/freedesktop/ModemManager1/Modem/)(?P<old>\d+): )?"
)
_LEVEL = re.compile(r"(?:^\s*|\[\d+\]: ?|ModemManager:? ?)(<(?:info|warn|debug|msg|error|err|wrn|inf|dbg)> )")
"""OpenWrt's log has no program's name before it."""

_STATE = re.compile(r"state changed \(([a-z]+) -> ([a-z]+)\)")
_REGISTRATION = re.compile(r"3GPP [Rr]egistration state changed \(([\w -]+?) -> ([\w -]+?)\)")
_PACKETS = re.compile(r"3GPP packet service state changed \(\w+ -> (attached|detached)\)")
_VERSION = re.compile(r"ModemManager \(version ([\d.]+)\S*\) starting")
_TIMED_OUT = re.compile(r"(?:port |\(tty/|(?<![\w/-]))([\w/-]++)\)? ?:? timed out (\d+) (?:consecutive )?times")
_LATE = re.compile(r"additional port (\S+) in device .* added after device probing has already finished")
_LEFT_OUT = re.compile(r"\((?:\w+/)?([\w-]+)\):? port filtered: (.*)|port (\S+) (not candidate)")
_BUSY = re.compile(
    r"\(?(?:tty/)?(tty\w+|cdc-wdm\d+)?\)?:? ?.*(?:port is busy|serial port lock: .*|Device or resource busy)"
)
_REJECTED = re.compile(r"Network rejection received: reason '([^']+)'|\s*reject cause: (.+)")
_LOCKED = re.compile(r"modem is locked with '([\w-]+)'")
_AT = re.compile(r"(?<!\w)(?:\w+/)?(ttyUSB\d+|tty\w+|cdc-wdm\d+|wwan\w+)(?:/at)?\)?\]?:? (-->|<--) '(.*)'$")
_REQUESTS = (
    (r"couldn't create modem for device .*?: (.*)", "create"),
    (r"[Mm]odem couldn't be initialized: (.*)", "initialize"),
    (r"(?:couldn't start initialization|error initializing): (.*)", "initialize"),
    (r"(?:failed enabling modem|couldn't enable (?:the )?modem|couldn't enable interface): (.*)", "enable"),
    (r"(?:failed setting power state '\w+'|couldn't run FCC unlock|Couldn't set operating mode): (.*)", "online"),
    (r"(?:connection attempt #\d+ failed|couldn't connect(?: bearer)?|[Cc]ouldn't start \S+ network): (.*)", "connect"),
    (r"((?:verbose )?call end reason \(.*)", "connect"),
    (r"error: (couldn't start network: .*)", "connect"),
    (r"(?:registration in network failed|failed registering modem(?: in '\S+')?): (.*)", "register"),
    (r"packet service attach in 3GPP network failed: (.*)", "register"),
    (r"failed sending SIM (?:PIN|PUK): (.*)", "unlock"),
    (r"(?:couldn't load (?:SIM identifier|IMSI)|SIM details check failed): (.*)", "sim"),
    (r"(SIM is missing)", "sim"),
    (r"(?:.*: )?((?:PolicyKit )?authorization failed.*)", "authorize"),
    (r"failed setting initial EPS bearer settings: (.*)", "attach"),
)
_REFUSING = ("SIM is missing", "ouldn't", "failed", "error", "call end reason", "uthorization")
_REFUSALS = tuple((re.compile(pattern), request) for pattern, request in _REQUESTS)


def read(message: Message) -> Iterator[Fact]:
    """Of a message with its level and its object in front, which old versions do not always write."""
    if head := _HEAD.match(message.text):
        device = head["modem"] or (f"modem{head['old']}" if head["old"] else "")
        yield from _said(message.text[head.end() :], device, message.source)


def read_lines(lines: Sequence[Line]) -> Iterator[Fact]:
    """Of its output on a terminal, and of a journal without its own columns."""
    for line in lines:
        if "<" in line.text[:80] and (found := _LEVEL.search(line.text, 0, 100)):
            message = Message(line.source, _PROGRAM, line.text[found.start(1) :])
            yield message
            yield from read(message)


def _said(body: str, device: str, source: Source) -> Iterator[Fact]:
    body = body.strip()
    if "--> '" in body or "<-- '" in body:
        yield from _at(body, device, source)
        return
    for mark, reader in _READERS:
        if mark in body:
            yield from reader(body, device, source)
    if found := _refusal(body):
        yield Refusal(source, _PROGRAM, *found)


def _refusal(body: str) -> tuple[str, str] | None:
    """Most lines are none."""
    if not any(word in body for word in _REFUSING):
        return None
    for pattern, request in _REFUSALS:
        if found := pattern.match(body):
            return request, found[1]
    return None


def _report(device: str, source: Source, **values: str) -> ModemReport:
    told = tuple(Told(field, source) for field in values)
    return ModemReport(source, program=_PROGRAM, device=device, told=told, **values)  # type: ignore[arg-type]  # texts


def _state(body: str, device: str, source: Source) -> Iterator[Fact]:
    if found := _REGISTRATION.search(body):
        state = {"registering": "searching"}.get(found[2], found[2])
        yield _report(device, source, registration=state)
    elif found := _PACKETS.search(body):
        yield _report(device, source, packet_service=found[1])
    elif found := _STATE.search(body):
        yield _report(device, source, state=found[2])


def _version(body: str, _device: str, source: Source) -> Iterator[Fact]:
    if found := _VERSION.search(body):
        yield Version(source, _PROGRAM, found[1])


def _timed_out(body: str, _device: str, source: Source) -> Iterator[Fact]:
    if found := _TIMED_OUT.search(body):
        yield NoAnswer(source, found[1].rpartition("/")[2], _PROGRAM, int(found[2]))


def _late(body: str, _device: str, source: Source) -> Iterator[Fact]:
    if found := _LATE.search(body):
        yield LatePort(source, found[1])


def _left_out(body: str, _device: str, source: Source) -> Iterator[Fact]:
    if found := _LEFT_OUT.search(body):
        yield PortLeftOut(source, found[1] or found[3], found[2] or found[4])


def _busy(body: str, _device: str, source: Source) -> Iterator[Fact]:
    if found := _BUSY.match(body):
        yield PortBusy(source, found[1] or "", _PROGRAM)


def _rejected(body: str, device: str, source: Source) -> Iterator[Fact]:
    if found := _REJECTED.match(body):
        yield _report(device, source, rejection=(found[1] or found[2]).strip().lower())


def _locked(body: str, device: str, source: Source) -> Iterator[Fact]:
    if found := _LOCKED.search(body):
        yield _report(device, source, lock=found[1])


def _raw_ip(_body: str, _device: str, source: Source) -> Iterator[Fact]:
    yield LinkLayer(source, "raw-ip")


def _at(body: str, _device: str, source: Source) -> Iterator[Fact]:
    found = _AT.search(body)
    if found and found[2] == "<--":
        parts = re.split(r"(?:<CR>|<LF>)+", found[3])
        yield from at_answers.reports([(part.strip(), source) for part in parts if part.strip()], program=_PROGRAM)


_READERS: Sequence[tuple[str, Callable[[str, str, Source], Iterator[Fact]]]] = (
    ("state changed", _state),
    ("starting", _version),
    ("timed out", _timed_out),
    ("added after", _late),
    ("port filtered", _left_out),
    ("not candidate", _left_out),
    ("busy", _busy),
    ("serial port lock", _busy),
    ("reject", _rejected),
    ("is locked with", _locked),
    ("device raw-ip", _raw_ip),
)
"""By what must be in the line; source: mm_obj_* in ModemManager's src/, 1.6 to 1.24."""
