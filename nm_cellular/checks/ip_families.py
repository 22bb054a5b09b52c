"""IPv4 and IPv6: what was asked for, and what the network gives."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor.evidence import Evidence
from ..doctor.facts.modem import BearerReport, ModemReport
from ..doctor.facts.network import Link, Ping
from ..doctor.finding import Confidence, Finding
from ..doctor.progress import is_global, is_modems
from ..doctor.source import Source

SLUGS = ("ip-type",)


def find(evidence: Evidence) -> Iterator[Finding]:
    given = {4: _given(evidence, 4), 6: _given(evidence, 6)}
    for wanted, other in ((4, 6), (6, 4)):
        if given[other] and not given[wanted] and (missed := _missed(evidence, wanted, other)):
            yield _only(other, wanted, (*given[other][:1], *missed[:2]), _asked(evidence))
            return


def _given(evidence: Evidence, family: int) -> tuple[Source, ...]:
    links = [link.source for link in evidence.of(Link) if is_modems(link.name) and _has(link.addresses, family)]
    bearers = [source for source, bearer in _bearers(evidence) if _has(bearer.addresses, family)]
    return tuple(links + bearers)


def _bearers(evidence: Evidence) -> list[tuple[Source, BearerReport]]:
    return [(report.source, bearer) for report in evidence.of(ModemReport) for bearer in report.bearers]


def _has(addresses: tuple[str, ...], family: int) -> bool:
    return any(is_global(address) and (":" in address) == (family == 6) for address in addresses)


def _asked(evidence: Evidence) -> str:
    return next((bearer.ip_type for _, bearer in reversed(_bearers(evidence)) if bearer.ip_type), "")


def _missed(evidence: Evidence, family: int, other: int) -> tuple[Source, ...]:
    """Tries of the one that failed; where tries of the other failed too, it is no question of families."""
    pings = [ping for ping in evidence.of(Ping) if not ping.interface or is_modems(ping.interface)]
    if any(ping.family == other and not ping.received for ping in pings):
        return ()
    if any(ping.family == family and ping.received for ping in pings):
        return ()
    return tuple(ping.source for ping in pings if ping.family == family)


def _only(given: int, missing: int, because: tuple[Source, ...], asked: str) -> Finding:
    refused = asked == "ipv4v6"
    return Finding(
        "ip-type",
        subject=f"IPv{missing}",
        says=f"the connection has IPv{given} only"
        + (": both were asked for, and the network gives no more" if refused else f"; IPv{missing} was not asked for"),
        do="use another APN of the operator that has both, or let programs use IPv6 (NAT64, a CLAT)"
        if refused
        else "ask for both: ipv4.method auto and ipv6.method auto; quectel-CM -4 -6; AT+CGDCONT with IPV4V6",
        because=because,
        confidence=Confidence.CERTAIN,
    )
