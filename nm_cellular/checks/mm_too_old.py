"""This ModemManager cannot drive this modem, a later one can."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor.evidence import Evidence
from ..doctor.facts.modem import ModemReport, NoModems, Refusal
from ..doctor.facts.system import Version
from ..doctor.facts.usb import UsbDevice
from ..doctor.finding import Confidence, Finding
from ..doctor.manager_faults import FAULTS, parsed
from ..doctor.source import Source

SLUGS = ("mm-too-old",)


def find(evidence: Evidence) -> Iterator[Finding]:
    versions = [each for each in evidence.of(Version) if each.program in ("ModemManager", "mmcli", "modemmanager")]
    if not versions or not _has_failed(evidence):
        return
    named = dict(_names(evidence))
    for fault in FAULTS:
        source = next((named[name] for name in named if any(mark in name for mark in fault.marks)), None)
        if source and parsed(versions[-1].version) < parsed(fault.fixed_in):
            yield Finding(
                "mm-too-old",
                subject="ModemManager",
                says=f"{fault.says}, and this is ModemManager {versions[-1].version}",
                do=f"a distribution or backport with ModemManager {fault.fixed_in} or newer",
                because=(versions[-1].source, source, *_trouble(evidence)),
                confidence=Confidence.LIKELY,
            )
            return


def _names(evidence: Evidence) -> Iterator[tuple[str, Source]]:
    for device in evidence.of(UsbDevice):
        yield f"{device.id} {device.product.lower()}", device.source
    for report in evidence.of(ModemReport):
        if report.model:
            yield report.model.lower(), report.where("model")


def _has_failed(evidence: Evidence) -> bool:
    return any(_trouble(evidence)) or bool(evidence.of(NoModems))


def _trouble(evidence: Evidence) -> tuple[Source, ...]:
    created = [each.source for each in evidence.of(Refusal) if each.request in ("create", "initialize")]
    failed = [each.where("state") for each in evidence.of(ModemReport) if each.state == "failed"]
    return tuple((created + failed)[:1])
