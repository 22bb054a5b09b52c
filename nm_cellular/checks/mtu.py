"""Small packets arrive, large ones vanish."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..doctor.evidence import Evidence
from ..doctor.facts.modem import ModemReport
from ..doctor.facts.network import Fetch, Link, Ping
from ..doctor.finding import Confidence, Finding, Severity
from ..doctor.progress import is_modems
from ..doctor.reading.probing import is_about_size
from ..doctor.source import Source

SLUGS = ("mtu",)

_LARGE = 1200
"""Bytes of a ping from which on its loss says something of the MTU; IPv6 wants 1280 to pass everywhere."""


def find(evidence: Evidence) -> Iterator[Finding]:
    large = [ping for ping in evidence.of(Ping) if not ping.received and _is_large(ping)]
    lost = min((ping.size for ping in large if ping.size), default=_LARGE)
    small = [ping for ping in evidence.of(Ping) if ping.received and ping.size < lost]
    hanging = [fetch.source for fetch in evidence.of(Fetch) if fetch.kind == "timeout"]
    difference = _difference(evidence)
    if small and large:
        yield _finding(evidence, [large[-1].source, small[-1].source, *difference, *hanging[:1]], _passed(evidence))
    elif difference and hanging:
        yield _finding(evidence, [*difference, *hanging[:1]], 0)
    elif small and hanging and not any(not ping.received for ping in evidence.of(Ping)):
        yield _guess(small[-1].source, hanging[-1])


def _is_large(ping: Ping) -> bool:
    """A local error (`message too long, mtu=1430`) says that this machine knows the size, and sent nothing."""
    if "local error" in ping.error:
        return False
    return ping.size >= _LARGE or is_about_size(ping.error)


def _passed(evidence: Evidence) -> int:
    """The largest ping that was answered, with its headers."""
    sizes = [ping.size for ping in evidence.of(Ping) if ping.received and ping.size >= _LARGE]
    return max(sizes, default=0) + 28 if sizes else 0


def _difference(evidence: Evidence) -> list[Source]:
    """The network names an MTU, and the interface has a larger one."""
    named = [(report.source, each.mtu) for report in evidence.of(ModemReport) for each in report.bearers if each.mtu]
    links = [link for link in evidence.of(Link) if is_modems(link.name) and link.mtu]
    if named and links and links[-1].mtu > named[-1][1]:
        return [links[-1].source, named[-1][0]]
    return []


def _finding(evidence: Evidence, because: Sequence[Source], passed: int) -> Finding:
    hanging = any(fetch.kind == "timeout" for fetch in evidence.of(Fetch))
    size = passed or next(
        (each.mtu for report in evidence.of(ModemReport) for each in report.bearers if each.mtu), 1358
    )
    return Finding(
        "mtu",
        subject="MTU",
        says="large packets vanish on the way, small ones arrive: the interface's MTU is larger than the network's",
        do=f"nmcli connection modify PROFILE gsm.mtu {size}; at once: ip link set wwan0 mtu {size}",
        because=tuple(because),
        severity=Severity.ERROR if hanging or _difference(evidence) else Severity.WARNING,
        confidence=Confidence.CERTAIN if hanging or _difference(evidence) else Confidence.LIKELY,
    )


def _guess(small: Source, hanging: Source) -> Finding:
    return Finding(
        "mtu",
        subject="MTU",
        says="pings are answered and downloads hang: large packets may vanish on the way",
        do="try ping -M do -s 1400 and -s 1300; where only the smaller arrives: "
        "nmcli connection modify PROFILE gsm.mtu 1358",
        because=(hanging, small),
        severity=Severity.WARNING,
        confidence=Confidence.POSSIBLE,
    )
