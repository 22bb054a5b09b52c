"""What a probe costs on the wire: bytes of whole IP packets, both directions together."""

from __future__ import annotations

from collections.abc import Sequence

from .event import Family
from .settings import Target

_IP = {Family.IPV4: 20, Family.IPV6: 40}
_UDP = 8
_ECHO = 8
DNS_QUESTION = 17
"""For the root's SOA, which every resolver knows, and whose name is the shortest."""

_USUAL_ANSWER = 128
"""The root's SOA is 92 bytes long."""

_LONGEST_ANSWER = 512
"""Of DNS over UDP without EDNS."""

_TCP_BYTES = 2 * 40 + 2 * 40 + 32 + 20
"""Two SYNs, two answers, one ACK and our RST, with the options that Linux sends, beside their IP headers."""
_TCP_PACKETS = 6


def echo(family: Family) -> int:
    """A ping without content, and its answer."""
    return 2 * (_IP[family] + _ECHO)


def dns(family: Family, answer: int | None) -> int:
    """answer: bytes of the DNS message; None where none has come in time, but may still come."""
    return 2 * (_IP[family] + _UDP) + DNS_QUESTION + (_USUAL_ANSWER if answer is None else answer)


def tcp(family: Family) -> int:
    return _TCP_PACKETS * _IP[family] + _TCP_BYTES


def target(each: Target) -> int:
    return tcp(each.family) if each.port else echo(each.family)


RESOLVER, DNS, TARGET = "resolver", "dns", "target"
"""The ways to ask: an echo of the carrier's resolver, a question to it, and the targets of the settings."""

WAYS = (RESOLVER, DNS, TARGET)


def most_of(way: str, family: Family, targets: Sequence[Target]) -> int:
    """The most that asking by that way may cost; empty: all of them, one after the other."""
    costs = {RESOLVER: echo(family), DNS: dns(family, _LONGEST_ANSWER), TARGET: sum(map(target, targets))}
    return costs[way] if way else sum(costs.values())
