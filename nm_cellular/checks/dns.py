"""Addresses answer, names are not found."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor.evidence import Evidence
from ..doctor.facts.network import Fetch, NameServers, Ping
from ..doctor.finding import Confidence, Finding
from ..doctor.passages import are_parted
from ..doctor.progress import Progress, Stage
from ..doctor.reading.probing import is_about_names, is_address
from ..doctor.source import Source

SLUGS = ("dns",)

_DO = (
    "let NetworkManager take the network's name servers (ipv4.ignore-auto-dns no, also ipv6), or "
    'set some: nmcli connection modify PROFILE ipv4.dns "9.9.9.9 1.1.1.1"; for pppd: usepeerdns'
)


def find(evidence: Evidence) -> Iterator[Finding]:
    nameless = _nameless(evidence)
    if evidence.live:
        yield from _none_set(evidence)
    if not nameless or _later_resolved(evidence, nameless[-1]):
        return
    answered = [ping.source for ping in evidence.of(Ping) if ping.received and is_address(ping.target)]
    # A name server of the house that is gone is the reason for it.
    listed = {address for servers in evidence.of(NameServers) for address in servers.addresses}
    silent = [
        ping
        for ping in evidence.of(Ping)
        if is_address(ping.target) and not ping.received and not (answered and ping.target in listed)
    ]
    if any(not are_parted(evidence, ping.source, nameless[-1]) for ping in silent if not ping.interface):
        return  # nothing answers
    servers = evidence.of(NameServers)
    without = [each.source for each in servers if not each.addresses]
    if answered or (not silent and (without or evidence.view(Progress).reached(Stage.ADDRESS))):
        yield Finding(
            "dns",
            subject="name servers",
            says="names are not found"
            + (", although addresses answer" if answered else "")
            + (": no name server is set" if servers and not any(each.addresses for each in servers) else ""),
            do=_DO,
            because=(nameless[-1], *answered[:1], *without[:1]),
            confidence=Confidence.CERTAIN if answered else Confidence.LIKELY,
        )


def _none_set(evidence: Evidence) -> Iterator[Finding]:
    """Of this machine it is known, whether somebody asks for a name or not."""
    servers = evidence.of(NameServers)
    if servers and not servers[-1].addresses and evidence.view(Progress).reached(Stage.ADDRESS):
        says = "the machine has no name server, so that no name is found"
        yield Finding("dns", "name servers", says, _DO, (servers[-1].source,), confidence=Confidence.CERTAIN)


def _nameless(evidence: Evidence) -> tuple[Source, ...]:
    pings = [ping.source for ping in evidence.of(Ping) if is_about_names(ping.error)]
    return tuple(pings + [fetch.source for fetch in evidence.of(Fetch) if fetch.kind == "name"])


def _later_resolved(evidence: Evidence, source: Source) -> bool:
    pings = [ping.source for ping in evidence.of(Ping) if ping.received and not is_address(ping.target)]
    fetched = [fetch.source for fetch in evidence.of(Fetch) if not fetch.kind]
    return any(source.precedes(each) for each in (*pings, *fetched))
