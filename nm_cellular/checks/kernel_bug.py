"""The kernel itself fails at the modem, where an older or a newer one does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..doctor.boots import boots
from ..doctor.evidence import Evidence
from ..doctor.facts.dialing import KernelBlamed, Regression
from ..doctor.facts.message import Message
from ..doctor.facts.system import KernelFault, SupplyVoltage, Version
from ..doctor.facts.usb import UsbBound, UsbGone, UsbUnbound
from ..doctor.finding import Confidence, Finding, Severity
from ..doctor.progress import Progress, Stage
from ..doctor.source import Source
from ..doctor.usb_devices import faults
from ..doctor.usb_ids import NETWORK_DRIVERS

SLUGS = ("kernel-bug",)

_NEAR = 120
"""Lines within which a trace belongs to what is written above it."""

_CYCLES = 4
_FAULTS = ("enumeration", "transfer", "stall", "pci", "link", "reset", "driver", "host")
_OFTEN = 2
_FLAPS = 5
_QUICK = 1.5
"""Seconds a cycle: no modem starts that fast, and so it did not leave."""


def find(evidence: Evidence) -> Iterator[Finding]:
    yield from sorted(_found(evidence), key=lambda finding: -finding.severity)[:1]


def _found(evidence: Evidence) -> Iterator[Finding]:
    yield from _told(evidence)
    for boot in boots(evidence):
        if because := _crash(boot):
            yield _finding(evidence, "the kernel crashed in a modem's driver", because, Confidence.CERTAIN)
        elif because := _stuck(boot):
            says = "the kernel is stuck in a modem's driver, which asks a modem that has left again and again"
            yield _finding(evidence, says, because, Confidence.LIKELY)
        elif because := _cycles(boot):
            says = "the kernel takes the modem's ports and lets them go several times a second, though it never left"
            yield _finding(evidence, says, because, Confidence.LIKELY)
        elif because := _flaps(boot):
            says = (
                "the link of the modem's interface comes and goes several times a second, though the modem never left"
            )
            yield _finding(evidence, says, because, Confidence.LIKELY)
        else:
            yield from _complains(evidence, boot)


def _told(evidence: Evidence) -> Iterator[Finding]:
    """By somebody who knows another kernel, or a developer."""
    told, lost = evidence.of(Regression), list(_losses(evidence))
    weak = any(each.low for each in evidence.of(SupplyVoltage))
    well = bool(lost) and evidence.view(Progress).comes_to(lost[-1], Stage.ADDRESS)
    if told and lost and not weak and not well:
        says = f"the kernel is what changed since it worked ({', '.join(told[-1].kernels)}), and the modem fails on USB"
        yield _finding(evidence, says, (told[-1].source, *lost[:2]), Confidence.LIKELY)
    elif blamed := evidence.of(KernelBlamed):
        says = "somebody who has looked into it calls it a fault of the kernel"
        because = (blamed[0].source, *lost[:2])
        yield replace(_finding(evidence, says, because, Confidence.POSSIBLE), severity=Severity.WARNING)


def _losses(evidence: Evidence) -> Iterator[Source]:
    """What fails where a driver does, the modem's own trouble too."""
    yield from (each.source for each in evidence.of(UsbGone))
    yield from (each.source for each in evidence.of(KernelFault))
    yield from (each.source for each in faults(evidence, *_FAULTS))
    yield from (each.source for each in evidence.of(UsbUnbound) if each.driver != "usb_storage")


def _complains(evidence: Evidence, boot: Evidence) -> Iterator[Finding]:
    """A driver that warns, or that wants an interface and does not get it, however often it tries."""
    warned = [each.source for each in boot.of(KernelFault) if each.kind == "warning"]
    refused = [each.source for each in faults(boot, "driver")]
    bound = any(each.driver in NETWORK_DRIVERS for each in boot.of(UsbBound))
    if warned or (len(refused) >= _OFTEN and not bound):
        says = "the kernel complains of a modem's driver" if warned else "a driver of the kernel cannot take the modem"
        because = (warned or refused)[:2]
        yield replace(_finding(evidence, says, because, Confidence.POSSIBLE), severity=Severity.WARNING)


def _stuck(boot: Evidence) -> tuple[Source, ...]:
    """A processor that does nothing else, while a driver's transfers fail."""
    stuck = [each.source for each in boot.of(KernelFault) if each.kind == "lockup"]
    failing = [each.source for each in faults(boot, "transfer")]
    return (stuck[0], *failing[:2]) if stuck and failing else ()


def _crash(boot: Evidence) -> tuple[Source, ...]:
    faults = boot.of(KernelFault)
    for at, fault in enumerate(faults):
        if fault.kind in ("oops", "lockup"):
            near = [each for each in faults[at + 1 : at + 40] if each.source.line - fault.source.line < _NEAR]
            symbols = [each.source for each in near if each.kind == "symbol" and not each.where.startswith("dwc2_")]
            if symbols:
                return (fault.source, *symbols[:2])
    return ()


def _cycles(boot: Evidence) -> tuple[Source, ...]:
    """Ports that drivers let go of while the device stayed on the bus: nothing electric, nothing of the modem's."""
    freed = [each for each in boot.of(UsbUnbound) if each.driver != "usb_storage" and (each.node or each.place)]
    first = next(((each.node, each.place, each.interface) for each in freed), None)
    same = [each.source for each in freed if (each.node, each.place, each.interface) == first]
    if len(same) < _CYCLES or len(boot.of(UsbGone)) * 2 > len(same):
        return ()
    times = _times(boot, same)
    quick = len(times) < 2 or (times[-1] - times[0]) / (len(times) - 1) <= _QUICK
    return tuple(same[:3]) if quick else ()


def _flaps(boot: Evidence) -> tuple[Source, ...]:
    """cdc_ncm of some kernels tells of every notification, and takes each for a new link."""
    lost = [each.source for each in faults(boot, "link")] or [
        each.source
        for each in boot.of(Message)
        if each.program == "NetworkManager" and each.text.endswith("link disconnected") and "(eth0)" not in each.text
    ]
    times = _times(boot, lost)
    if len(times) < _FLAPS or len(boot.of(UsbGone)) * 2 > len(lost):
        return ()
    return tuple(lost[:3]) if (times[-1] - times[0]) / (len(times) - 1) <= _QUICK else ()


def _times(boot: Evidence, sources: Sequence[Source]) -> list[float]:
    wanted = {source.line for source in sources}
    messages = [each for each in boot.of(Message) if each.source.line in wanted]
    return [each.time for each in messages if each.time is not None]


def _finding(evidence: Evidence, says: str, because: Sequence[Source], confidence: Confidence) -> Finding:
    version = next((each.version for each in evidence.of(Version) if each.program == "kernel"), "")
    return Finding(
        "kernel-bug",
        subject=f"Linux {version}".strip(),
        says=says,
        do="another kernel: the one before the last update, or the newest of the distribution",
        because=tuple(because),
        confidence=confidence,
    )
