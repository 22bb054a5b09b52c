"""Somebody else has the modem's port."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor.evidence import Evidence
from ..doctor.facts.modem import PortBusy, Refusal
from ..doctor.finding import Confidence, Finding
from ..doctor.network_causes import Why, of_error
from ..doctor.source import Source

SLUGS = ("port-busy",)


def find(evidence: Evidence) -> Iterator[Finding]:
    held = list(_held(evidence))
    if not held:
        return
    port, by, _ = held[-1]
    name = port if port.startswith("/dev/") else f"/dev/{port}" if port else "the modem's port"
    yield Finding(
        "port-busy",
        subject=port or "port",
        says=f"{name} is in use by {by or 'another process'}",
        do=f"fuser -v {name if port else '/dev/ttyUSB* /dev/cdc-wdm*'} names it; stop it, or let ModemManager do all: "
        "only one program can dial",
        because=tuple(dict.fromkeys(source for _, _, source in held))[-3:],
        confidence=Confidence.LIKELY,
    )


def _held(evidence: Evidence) -> Iterator[tuple[str, str, Source]]:
    for port in evidence.of(PortBusy):
        yield port.port, port.by, port.source
    for refusal in evidence.of(Refusal):
        if refusal.request == "open" and of_error(refusal.error) is Why.BUSY:
            yield "", "", refusal.source
