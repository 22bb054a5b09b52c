"""Asks over one link whether anything comes back, for as few bytes as possible.

Sockets are bound to the link: a question that left by another one would prove nothing.
"""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from . import wire
from .event import Family
from .links import Address, Link
from .settings import Target

PATIENCE = 3.0
"""Seconds: an idle radio takes two to wake up, and an old network less than one to answer."""

APART = 1.0
"""Seconds from one question to the next, where several are asked until one has an answer."""

_ICMP = {Family.IPV4: (8, 0, socket.IPPROTO_ICMP), Family.IPV6: (128, 129, socket.IPPROTO_ICMPV6)}
"""Types of the request and of the answer, and the protocol."""

_SOCKET = {Family.IPV4: socket.AF_INET, Family.IPV6: socket.AF_INET6}
_SO_BINDTODEVICE = 25
_TCP_SYN_RETRIES = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """way: what answered, empty where nothing did; spent: bytes on the wire, with what may still come."""

    way: str
    spent: int


Asking = asyncio.Task[tuple[bool, int]]
"""Whether it was answered, and what that cost."""


class _Question(NamedTuple):
    """cost: bytes on the wire where its answer is not waited for."""

    way: str
    cost: int
    ask: Callable[[], Coroutine[None, None, tuple[bool, int]]]


async def probe(link: Link, way: str, targets: Sequence[Target]) -> Answer:
    """Asks by that way alone, or by one after the other until any has an answer; never raises for what a link does."""
    asked: dict[Asking, _Question] = {}
    try:
        for question in _questions(link, [way] if way else wire.WAYS, targets):
            asked[asyncio.create_task(question.ask())] = question
            if answered := await _first(asked, APART):
                return Answer(answered, _spent(asked))
        return Answer(await _first(asked, None), _spent(asked))
    finally:
        for task in asked:
            task.cancel()


def _questions(link: Link, ways: Sequence[str], targets: Sequence[Target]) -> Iterator[_Question]:
    for resolver in link.resolvers[:1]:
        if wire.RESOLVER in ways:
            yield _Question(wire.RESOLVER, wire.echo(link.family), partial(_ask_echo, link, resolver))
        if wire.DNS in ways:
            yield _Question(wire.DNS, wire.dns(link.family, None), partial(_ask_dns, link, resolver))
    for target in targets if wire.TARGET in ways else ():
        ask = partial(_ask_tcp, link, target) if target.port else partial(_ask_echo, link, target.address)
        yield _Question(wire.TARGET, wire.target(target), ask)


async def _first(asked: Mapping[Asking, _Question], limit: float | None) -> str:
    """The way by which an answer has come within so many seconds; empty where none has, or none can any more."""
    with suppress(TimeoutError):
        async with asyncio.timeout(limit):
            while going := [task for task in asked if not task.done()]:
                await asyncio.wait(going, return_when=asyncio.FIRST_COMPLETED)
                if answered := [asked[task].way for task in going if task.done() and task.result()[0]]:
                    return answered[0]
    return ""


def _spent(asked: Mapping[Asking, _Question]) -> int:
    return sum(task.result()[1] if task.done() else question.cost for task, question in asked.items())


async def _ask_echo(link: Link, address: Address) -> tuple[bool, int]:
    kind, answer, protocol = _ICMP[link.family]
    identity = os.urandom(4)
    answered = await _exchange(
        link,
        (str(address), 0),
        _with_checksum(struct.pack("!BBH", kind, 0, 0) + identity),
        lambda data: _is_echo(_without_ip(data, link.family), answer, identity),
        protocol,
    )
    return answered is not None, wire.echo(link.family)


def _with_checksum(message: bytes) -> bytes:
    """The kernel fills in ICMPv6's by itself, and overwrites this."""
    total = sum(struct.unpack(f"!{len(message) // 2}H", message))
    total = (total >> 16) + (total & 0xFFFF)
    return message[:2] + struct.pack("!H", ~(total + (total >> 16)) & 0xFFFF) + message[4:]


def _without_ip(data: bytes, family: Family) -> bytes:
    """A raw IPv4 socket shows the packet's header too."""
    return data[4 * (data[0] & 0xF) :] if family is Family.IPV4 and data else data


def _is_echo(message: bytes, kind: int, identity: bytes) -> bool:
    return len(message) >= 8 and message[0] == kind and message[4:8] == identity


async def _ask_dns(link: Link, resolver: Address) -> tuple[bool, int]:
    """Whatever the resolver says, it has heard us: also that it does not want to answer."""
    identity = os.urandom(2)
    # One question, with recursion: the root's (an empty name's) SOA, class IN.
    question = identity + struct.pack("!5H", 0x0100, 1, 0, 0, 0) + b"\0" + struct.pack("!2H", 6, 1)
    try:
        answer = await _exchange(link, (str(resolver), 53), question, lambda data: data[:2] == identity)
    except ConnectionRefusedError:
        # Nobody serves DNS there, but somebody is there to say so; that costs less than an answer.
        return True, wire.dns(link.family, None)
    return answer is not None, wire.dns(link.family, None if answer is None else len(answer))


async def _ask_tcp(link: Link, target: Target) -> tuple[bool, int]:
    """Who refuses the connection has been reached as well; it is reset at once, which costs less than to end it."""
    with suppress(OSError), closing(_bound(link, socket.SOCK_STREAM)) as asking:
        asking.setsockopt(socket.IPPROTO_TCP, socket.TCP_SYNCNT, _TCP_SYN_RETRIES)
        asking.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        try:
            async with asyncio.timeout(PATIENCE):
                await asyncio.get_running_loop().sock_connect(asking, (str(target.address), target.port))
        except ConnectionRefusedError:
            pass
        return True, wire.tcp(link.family)
    return False, wire.tcp(link.family)


async def _exchange(
    link: Link, to: tuple[str, int], message: bytes, is_answer: Callable[[bytes], bool], protocol: int = 0
) -> bytes | None:
    """What was answered in time; protocol: of a raw socket, else UDP.  Raises ConnectionRefusedError."""
    loop = asyncio.get_running_loop()
    try:
        with closing(_bound(link, socket.SOCK_RAW if protocol else socket.SOCK_DGRAM, protocol)) as asking:
            asking.connect(to)
            async with asyncio.timeout(PATIENCE):
                await loop.sock_sendall(asking, message)
                while not is_answer(answer := await loop.sock_recv(asking, 2048)):
                    pass
                return answer
    except ConnectionRefusedError:
        raise
    except OSError:
        return None


def _bound(link: Link, kind: int, protocol: int = 0) -> socket.socket:
    """From the link's own address, because the one that the kernel chooses may be another interface's."""
    made = socket.socket(_SOCKET[link.family], kind | socket.SOCK_NONBLOCK, protocol)
    try:
        made.setsockopt(socket.SOL_SOCKET, _SO_BINDTODEVICE, link.interface.encode())
        made.bind((link.address, 0))
    except OSError:
        made.close()
        raise
    return made
