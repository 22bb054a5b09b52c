"""Packets go another way than over the modem, and that way is dead."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from ..doctor.evidence import Evidence
from ..doctor.facts.dialing import PppStep
from ..doctor.facts.network import Link, Ping, Route, RouteList
from ..doctor.finding import Confidence, Finding, Severity
from ..doctor.passages import are_parted
from ..doctor.progress import Progress, Stage, is_modems
from ..doctor.reading.probing import is_about_ways
from ..doctor.source import Source

SLUGS = ("route-metric",)


def find(evidence: Evidence) -> Iterator[Finding]:
    if not evidence.view(Progress).reached(Stage.ADDRESS):
        return
    for family in (4, 6):
        pings = [ping for ping in evidence.of(Ping) if (ping.family or 4) == family]
        plain = [ping for ping in pings if not ping.interface and not _is_named(ping)]
        through = [ping for ping in pings if is_modems(ping.interface)]
        # Whatever way they go, they arrive; or the modem's own way is dead.
        if not any(ping.received for ping in plain[-1:]) and not any(not ping.received for ping in through):
            failed = [ping.source for ping in plain if not ping.received]
            working = [ping.source for ping in through if ping.received]
            yield from itertools.islice(_of_family(evidence, family, failed, working), 1)


def _is_named(ping: Ping) -> bool:
    """Whether it failed on the name, which says nothing of routes."""
    return bool(ping.error) and not is_about_ways(ping.error)


def _of_family(
    evidence: Evidence, family: int, failed: Sequence[Source], working: Sequence[Source]
) -> Iterator[Finding]:
    best = _best(evidence, family)
    if best and not is_modems(best.interface):
        dead = _is_dead(evidence, best)
        lost = _beside(evidence, best.source, failed)
        if dead or (failed and working) or (lost and _modems_route(evidence, family)):
            yield _wrong_way(best, (*failed[-1:], *working[-1:]), certain=dead or bool(working))
        elif evidence.live and _modems_route(evidence, family):
            yield _another_way(best)
    kept = [step.source for step in evidence.of(PppStep) if step.step == "route-kept"]
    if kept and family == 4 and (lost := _beside(evidence, kept[-1], failed)):
        yield _kept(kept[-1], lost)
    lists = [each.source for each in evidence.of(RouteList)]
    lost = _beside(evidence, lists[-1], failed) if lists else []
    if lost and not _defaults(evidence, 4) and not _defaults(evidence, 6):
        yield _none(lists[-1], lost)


def _beside(evidence: Evidence, source: Source, failed: Sequence[Source]) -> list[Source]:
    """Failures in the same paste: of another day the routes were others too."""
    return [each for each in failed if not are_parted(evidence, source, each)]


def _defaults(evidence: Evidence, family: int) -> list[Route]:
    return [each for each in evidence.of(Route) if each.destination == "default" and each.family == family]


def _best(evidence: Evidence, family: int) -> Route | None:
    """Of several lists the last one counts; `set … as default` of NetworkManager's journal is no list."""
    lists = [each.source for each in evidence.of(RouteList) if each.family == family]
    defaults = [each for each in _defaults(evidence, family) if lists and each.source.origin == lists[-1].origin]
    listed = [each for each in defaults if each.source.line >= lists[-1].line]
    return min(listed, key=lambda route: route.metric, default=None)


def _modems_route(evidence: Evidence, family: int) -> bool:
    return any(is_modems(route.interface) for route in _defaults(evidence, family))


def _is_dead(evidence: Evidence, route: Route) -> bool:
    links = {link.name: link for link in evidence.of(Link)}
    return route.dead or (route.interface in links and links[route.interface].up is False)


def _wrong_way(best: Route, because: Sequence[Source], *, certain: bool) -> Finding:
    name, metric = best.interface, max(best.metric // 2, 1)
    return Finding(
        "route-metric",
        subject=name,
        says=f"packets go over {name}, whose default route has the lowest metric ({best.metric}), and get lost",
        do=f"give the modem's profile a lower one: nmcli connection modify PROFILE ipv4.route-metric {metric} "
        f"ipv6.route-metric {metric}; or keep {name} from being a default: ipv4.never-default yes",
        because=(best.source, *because),
        confidence=Confidence.CERTAIN if certain else Confidence.LIKELY,
    )


def _another_way(best: Route) -> Finding:
    """Whether it leads anywhere is not tried."""
    return Finding(
        "route-metric",
        subject=best.interface,
        says=f"packets go over {best.interface} (metric {best.metric}), and over the modem once that route is gone",
        do="if the modem is to go first, give its profile a lower metric: ipv4.route-metric and ipv6.route-metric",
        because=(best.source,),
        severity=Severity.NOTE,
    )


def _kept(kept: Source, failed: Sequence[Source]) -> Finding:
    return Finding(
        "route-metric",
        subject="default route",
        says="pppd left the default route where it was, so nothing goes over the modem",
        do="give pppd replacedefaultroute (Debian) or defaultroute-metric 50, or take the other default route away",
        because=(kept, *failed[-1:]),
        confidence=Confidence.CERTAIN,
    )


def _none(routes: Source, failed: Sequence[Source]) -> Finding:
    return Finding(
        "route-metric",
        subject="default route",
        says="there is no default route, so nothing goes over the modem",
        do="nmcli connection modify PROFILE ipv4.never-default no ipv6.never-default no; for pppd: defaultroute",
        because=(routes, *failed[-1:]),
    )
