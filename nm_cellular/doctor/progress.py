"""How far it got, and what was overcome on the way.

A modem that is not found at first, a network that is searched for, a dial that fails once: they are in every healthy
log.  What is followed by the proof of a later stage, in one and the same paste, was overcome and raises no alarm.
"""

from __future__ import annotations

from bisect import bisect_right

from .evidence import Evidence
from .finding import Finding
from .passages import are_parted
from .proofs import Stage, is_global, is_modems, proofs
from .source import Source

__all__ = ["OVERCOME_BY", "Progress", "Stage", "is_global", "is_modems"]

OVERCOME_BY = {
    "usb-not-enumerating": Stage.BOUND,
    "boot-race": Stage.CONNECTED,
    "modem-hang": Stage.CONNECTED,
    "stale-port": Stage.ADDRESS,
    "port-busy": Stage.CONNECTED,
    "another-dialer": Stage.ADDRESS,
    "sim-missing": Stage.SIM_READY,
    "sim-pin": Stage.SIM_READY,
    "sim-puk": Stage.SIM_READY,
    "sim-not-provisioned": Stage.CONNECTED,
    "fcc-locked": Stage.REGISTERED,
    "modem-offline": Stage.REGISTERED,
    "no-signal": Stage.REGISTERED,
    "registration-denied": Stage.REGISTERED,
    "roaming-blocked": Stage.CONNECTED,
    "apn-missing": Stage.ADDRESS,
    "apn-wrong": Stage.ADDRESS,
    "apn-auth": Stage.ADDRESS,
    "dhcp-failed": Stage.ADDRESS,
    "dial-number": Stage.ADDRESS,
    "dial-script": Stage.ADDRESS,
    "nm-unmanaged": Stage.ADDRESS,
    "nm-no-wwan": Stage.ADDRESS,
    "keyfile-permissions": Stage.ADDRESS,
    "keyfile-invalid": Stage.ADDRESS,
    "polkit": Stage.ADDRESS,
    "route-metric": Stage.ANSWERED,
}
"""Which later proof takes a finding back; what stays wrong although it works for once is not here.
dns neither: an address that answers says nothing of names.
ip-type neither: that IPv4 works takes nothing back of what is said of IPv6.
mm-not-running neither: that the modem itself answers says nothing of ModemManager, whose own lists its check looks at.
duplicate-profile neither: two profiles that take turns are connected again and again."""


class Progress:
    """What is proven, of one Evidence."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._lines: dict[tuple[str, Stage], list[Source]] = {}
        for reached, source in sorted(proofs(evidence), key=lambda proof: proof[1].line):
            for stage in range(1, reached + 1):
                self._lines.setdefault((source.origin, Stage(stage)), []).append(source)
        self._now = {stage for (_, stage), sources in self._lines.items() if not sources[0].line}

    def reached(self, stage: Stage) -> bool:
        """Of a machine that was looked at: whether it is so now."""
        if self._evidence.live:
            return stage in self._now
        return any(proven == stage for _, proven in self._lines)

    def follows(self, source: Source, stage: Stage) -> bool:
        """Whether that stage was proven after a line, with nothing between them that a person wrote."""
        if stage in self._now:
            return bool(source.line)
        proof = self._next(source, stage)
        return proof is not None and not are_parted(self._evidence, source, proof)

    def comes_to(self, source: Source, stage: Stage) -> bool:
        """Whether it was proven later at all, whatever was changed in between."""
        return stage in self._now or self._next(source, stage) is not None

    def _next(self, source: Source, stage: Stage) -> Source | None:
        sources = self._lines.get((source.origin, stage), [])
        later = bisect_right(sources, source.line, key=lambda proof: proof.line)
        return sources[later] if source.line and later < len(sources) else None

    def is_overcome(self, finding: Finding) -> bool:
        """Whether each line that shows it was followed by the proof of the contrary."""
        stage = None if finding.lasts else OVERCOME_BY.get(finding.check)
        return (
            stage is not None and bool(finding.because) and all(self.follows(each, stage) for each in finding.because)
        )
