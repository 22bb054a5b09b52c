"""This ModemManager cannot drive this modem, a later one can."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..doctor.evidence import Evidence
from ..doctor.facts.modem import ModemReport, ModuleName, NoModems, Refusal
from ..doctor.facts.system import DeviceNode, Version
from ..doctor.facts.usb import UsbDevice
from ..doctor.finding import Confidence, Finding
from ..doctor.manager_faults import FAULTS, parsed
from ..doctor.source import Source

SLUGS = ("mm-too-old",)

_RAW_IP_ONLY = ("RM5", "RG5", "FN980", "FN990", "EM91", "SIM82", "FM350")
"""5G modules, which all have no Ethernet mode."""

_UNKNOWN = ("unhandled", "unknown radio interface", "unexpected", "not supported by this version", "couldn't parse")
_NOT_KNOWN = "invalidqmicommand"
"""What a modem answers to a question that it does not know: old versions give up there, later ones ask otherwise."""

_OFTEN = 2


def find(evidence: Evidence) -> Iterator[Finding]:
    versions = [each for each in evidence.of(Version) if each.program in ("ModemManager", "mmcli", "modemmanager")]
    # What it says of itself is surer than what somebody says, who may mean another one at the end.
    versions = [each for each in versions if each.program != "modemmanager"] or versions[:1]
    found = [*_ethernet_frames(evidence, versions), *_known(evidence, versions), *_stumbles(evidence, versions)]
    found += _sim_of_a_later_module(evidence, versions)
    yield from found[:1]


def _known(evidence: Evidence, versions: Sequence[Version]) -> Iterator[Finding]:
    """By the table."""
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


def _ethernet_frames(evidence: Evidence, versions: Sequence[Version]) -> Iterator[Finding]:
    """Before 1.14 it tells everybody to ask a DHCP server, also of modules that send plain IP packets alone."""
    asked = [each for each in evidence.of(ModemReport) if any(bearer.method == "dhcp" for bearer in each.bearers)]
    modules = [each.source for each in evidence.of(ModuleName) if each.family.startswith(_RAW_IP_ONLY)]
    for each in evidence.of(ModemReport):
        modules += [each.where(at) for at in ("model", "revision") if getattr(each, at).startswith(_RAW_IP_ONLY)]
    old = next((each for each in versions if parsed(each.version) < (1, 14)), None)
    if asked and modules and old:
        yield Finding(
            "mm-too-old",
            subject="ModemManager",
            says=f"ModemManager {old.version} has the address fetched by DHCP, which this module does not answer: it "
            "sends plain IP packets (raw-ip)",
            do="ModemManager 1.14 or newer",
            because=(asked[-1].where("method"), old.source, modules[0]),
        )


def _sim_of_a_later_module(evidence: Evidence, versions: Sequence[Version]) -> Iterator[Finding]:
    """It asks of the SIM in a way that later modules gave up (QMI's DMS, and not UIM)."""
    reports = evidence.of(ModemReport)
    missed = [each for each in reports if each.program == "mmcli" and each.failed_reason == "sim-missing"]
    read = [each for each in reports if each.program != "mmcli" and each.sim == "ready"]
    if missed and read and versions and parsed(versions[-1].version) < (1, 8):
        yield Finding(
            "mm-too-old",
            subject="ModemManager",
            says=f"ModemManager {versions[-1].version} cannot ask this modem for its SIM, which is there and ready",
            do="a distribution or backport with ModemManager 1.8 or newer",
            because=(missed[-1].where("failed_reason"), read[-1].where("sim"), versions[-1].source),
            confidence=Confidence.LIKELY,
        )


def _names(evidence: Evidence) -> Iterator[tuple[str, Source]]:
    for device in evidence.of(UsbDevice):
        yield f"{device.id} {device.product.lower()}", device.source
    for report in evidence.of(ModemReport):
        for field in ("model", "revision", "primary_port"):
            if said := getattr(report, field):
                yield said.lower(), report.where(field)
        yield from ((driver.lower(), report.where("drivers")) for driver in report.drivers)
    for module in evidence.of(ModuleName):
        yield module.family.lower(), module.source
    for node in evidence.of(DeviceNode):
        if node.exists:
            yield node.path.rpartition("/")[2], node.source


def _has_failed(evidence: Evidence) -> bool:
    return any(_trouble(evidence)) or bool(evidence.of(NoModems))


def _stumbles(evidence: Evidence, versions: Sequence[Version]) -> Iterator[Finding]:
    """It makes the modem's object again and again, and fails at an answer that it does not know."""
    failed = [each for each in evidence.of(Refusal) if each.request in ("create", "initialize")]
    old = bool(versions) and parsed(versions[-1].version) < (1, 10)
    words = (*_UNKNOWN, _NOT_KNOWN) if old else _UNKNOWN
    unknown = [each.source for each in failed if any(word in each.error.lower() for word in words)]
    if len(unknown) >= _OFTEN:
        told = f", {versions[-1].version}," if versions else ""
        yield Finding(
            "mm-too-old",
            subject="ModemManager",
            says=f"this ModemManager{told} does not understand what the modem answers, and tries for ever",
            do="a newer ModemManager, from the distribution's next release or its backports",
            because=(unknown[-1], *(each.source for each in versions[-1:])),
        )


def _trouble(evidence: Evidence) -> tuple[Source, ...]:
    created = [each.source for each in evidence.of(Refusal) if each.request in ("create", "initialize")]
    failed = [each.where("state") for each in evidence.of(ModemReport) if each.state == "failed"]
    return tuple((created + failed)[:1])
