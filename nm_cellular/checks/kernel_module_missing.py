"""The kernel has no driver for something that this modem, or a dialer, needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..doctor import kernel_options
from ..doctor.boots import boots
from ..doctor.compositions import router
from ..doctor.drivers import (
    goes_on,
    has_a_network_side,
    is_loaded,
    is_missing,
    knows_no_id,
    lacking_options,
    left_unloaded,
    unbound,
)
from ..doctor.evidence import Evidence
from ..doctor.facts.dialing import ChatStep, PppStep
from ..doctor.facts.message import Message
from ..doctor.facts.modem import ModemReport
from ..doctor.facts.system import DeviceNode, KernelModule, KernelOption, MissingModule, ModuleList
from ..doctor.finding import Confidence, Finding, Severity
from ..doctor.lacking_drivers import lacks
from ..doctor.source import Source
from ..doctor.usb_devices import Seen, modems
from ..doctor.usb_ids import NETWORK_DRIVERS, drivers_of, named_drivers_of, stick

SLUGS = ("kernel-module-missing",)

_SERIAL = ("option", "qcserial", "sierra")
_COMMON = ("option", "qmi_wwan", "cdc_wdm", "cdc_mbim", "usb_wwan")
_ROUTERS = frozenset({"cdc_ether", "rndis_host", "cdc_ncm"})
_ANY = frozenset({"option", "cdc_acm", *_SERIAL}) | NETWORK_DRIVERS
_IN_VAIN = ("Operation not permitted", "Permission denied", "No such device or address")


def find(evidence: Evidence) -> Iterator[Finding]:
    found = [*_told(evidence), *_configured(evidence), *_packaged(evidence), *_listed(evidence), *_logged(evidence)]
    yield from sorted(found, key=lambda finding: (-finding.severity, -finding.confidence))[:1]


def _told(evidence: Evidence) -> Iterator[Finding]:
    """A tool says so itself."""
    for missing in evidence.of(MissingModule):
        if missing.tool == "modprobe.d":
            yield from _blacklisted(evidence, missing)
        elif missing.name and kernel_options.is_known(missing.name) and not is_loaded(evidence, missing.name):
            yield lacks(evidence, [missing.name], (missing.source,), Confidence.CERTAIN)
        elif not missing.name and missing.tree:
            yield _no_tree(missing)
    for step in evidence.of(PppStep):
        if step.step == "module-missing" and not any(words in step.source.text for words in _IN_VAIN):
            yield lacks(evidence, ["ppp_generic"], (step.source,), Confidence.CERTAIN)


def _blacklisted(evidence: Evidence, missing: MissingModule) -> Iterator[Finding]:
    """Only what this modem needs: some blacklist a network driver for the sake of another one."""
    wanted = {driver for device in modems(evidence) for driver in drivers_of(device.id)}
    if missing.name in (wanted or _COMMON) and not is_loaded(evidence, missing.name):
        yield Finding(
            "kernel-module-missing",
            subject=missing.name,
            says=f"the module {missing.name} is on a blacklist: nothing loads it",
            do=f"delete that line, then: modprobe {missing.name}",
            because=(missing.source,),
        )


def _no_tree(missing: MissingModule) -> Finding:
    return Finding(
        "kernel-module-missing",
        subject=missing.tree,
        says=f"the kernel that runs, {missing.tree}, has none of its modules on the disk: it was updated since",
        do="reboot; if that is not enough, install the kernel's package again",
        because=(missing.source,),
        confidence=Confidence.CERTAIN,
    )


def _configured(evidence: Evidence) -> Iterator[Finding]:
    """The kernel's configuration lacks what this modem's drivers need."""
    wanted = [driver for device in modems(evidence) for driver in sorted(drivers_of(device.id))]
    certain = bool(wanted)
    wanted = [each for each in wanted or ["option", "qmi_wwan"] if each in ("option", "qmi_wwan", "qcserial", "sierra")]
    wanted += ["ppp_generic"] if _dials(evidence) else []
    drivers = [each for each in dict.fromkeys(wanted) if kernel_options.is_known(each)]
    lacking = lacking_options(evidence, kernel_options.options(drivers))
    if lacking and not (has_a_network_side(evidence) and _only_network(lacking)):
        yield _of_options(lacking, Confidence.CERTAIN if certain else Confidence.LIKELY)


def _dials(evidence: Evidence) -> bool:
    return bool(evidence.of(ChatStep)) or bool(evidence.of(PppStep))


def _only_network(lacking: Sequence[KernelOption]) -> bool:
    return all("NET" in each.name or "WDM" in each.name for each in lacking)


def _of_options(lacking: Sequence[KernelOption], confidence: Confidence) -> Finding:
    names = " ".join(each.name for each in lacking)
    return Finding(
        "kernel-module-missing",
        subject=lacking[0].name,
        says=f"the kernel was built without {names}",
        do=f"build the kernel with {', '.join(f'{each.name}=m' for each in lacking)}",
        because=tuple(each.source for each in lacking),
        confidence=confidence,
    )


def _packaged(evidence: Evidence) -> Iterator[Finding]:
    """OpenWrt's list of packages has USB, and nothing that a modem needs."""
    lists = [each.source for each in evidence.of(ModuleList) if each.state == "packaged"]
    names = {each.name for each in evidence.of(KernelModule)}
    ids = [device.id for device in modems(evidence) if not device.gone]
    wanted = {driver for usb_id in ids for driver in (_ROUTERS if router(usb_id) else drivers_of(usb_id))}
    if lists and not names & (wanted or _ANY) and not any(is_loaded(evidence, each) for each in wanted or _ANY):
        drivers = [each for each in ("option", "qmi_wwan", "cdc_ether") if each in wanted] or ["option", "qmi_wwan"]
        because = (lists[-1], *(device.source for device in modems(evidence)[-1:]))
        finding = lacks(evidence, drivers, because, Confidence.CERTAIN if wanted else Confidence.LIKELY)
        yield replace(finding, do=f"opkg update && opkg install {kernel_options.packages(drivers)}")


def _listed(evidence: Evidence) -> Iterator[Finding]:
    """A list shows interfaces without a driver, of a kind that a driver knows which is not there."""
    for device in modems(evidence):
        wanted = {each.wanted for each in unbound(device) if each.wanted}
        absent = sorted(driver for driver in wanted if not knows_no_id(evidence, device, driver))
        if not absent or device.has(*absent) or stick_waits(device):
            continue
        sought = (is_missing(evidence, driver) or left_unloaded(evidence, driver) for driver in absent)
        proofs = [source for source in sought if source]
        alone = not device.bound_drivers
        if proofs or alone or set(absent) <= NETWORK_DRIVERS:
            yield lacks(evidence, absent, (device.source, *proofs), Confidence.LIKELY)


def stick_waits(device: Seen) -> bool:
    return stick(device.id) is not None and device.has("usb_storage")


def _logged(evidence: Evidence) -> Iterator[Finding]:
    """The kernel's messages tell of the modem and of no driver, or of its serial ports alone."""
    for boot in boots(evidence):
        for device in modems(boot):
            if device.by_kernel and not device.gone and not device.has("usb_storage"):
                yield from _of_messages(evidence, boot, device)


def _of_messages(evidence: Evidence, boot: Evidence, device: Seen) -> Iterator[Finding]:
    known = named_drivers_of(device.id)
    if device.has(*_SERIAL) and "qmi_wwan" in known and not device.has(*NETWORK_DRIVERS):
        if not has_a_network_side(evidence) and _is_whole(boot, device):
            yield _without_network(evidence, device)
    elif not device.bound_drivers and known and _has_no_ports(evidence) and not stick(device.id):
        wanted = [each for each in (*_SERIAL, "qmi_wwan") if each in known and not knows_no_id(evidence, device, each)]
        if wanted:
            sure = goes_on(boot, device) or bool(_absent_ports(boot))
            confidence = Confidence.LIKELY if sure else Confidence.POSSIBLE
            yield lacks(evidence, wanted, (device.source, *_absent_ports(evidence)), confidence)


def _without_network(evidence: Evidence, device: Seen) -> Finding:
    """Who dials over a serial port misses nothing."""
    says = f"{device.id} has its serial ports, and no cdc-wdm and wwan interface: the kernel lacks qmi_wwan or cdc_wdm"
    dials = _dials(evidence)
    return lacks(
        evidence,
        ["qmi_wwan"],
        (device.bound[-1].source, device.source),
        Confidence.POSSIBLE if dials else Confidence.LIKELY,
        says=says,
        extra=("CONFIG_USB_SERIAL_WWAN",),
        severity=Severity.NOTE if dials else Severity.ERROR,
    )


def _is_whole(boot: Evidence, device: Seen) -> bool:
    """A log that was filtered shows neither the device nor its first ports."""
    interfaces = {each.interface for each in device.bound if each.interface >= 0}
    return device.bindings >= 2 or (len(interfaces) >= 2 and bool(boot.of(Message)))


def _has_no_ports(evidence: Evidence) -> bool:
    reports = any(report.ports for report in evidence.of(ModemReport))
    return not reports and not any(node.exists for node in evidence.of(DeviceNode))


def _absent_ports(evidence: Evidence) -> tuple[Source, ...]:
    return tuple(node.source for node in evidence.of(DeviceNode) if not node.exists and "ttyUSB" in node.path)[:1]
