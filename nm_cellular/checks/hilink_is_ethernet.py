"""The stick is a router with a USB cable: it dials by itself, and the machine sees an Ethernet card."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..doctor.compositions import router
from ..doctor.evidence import Evidence
from ..doctor.facts.dialing import ChatStep, Prose
from ..doctor.facts.modem import ModemReport, NoModems
from ..doctor.facts.network import DialerRun, Fetch, Lease, Link, Ping, Profile
from ..doctor.facts.system import DeviceNode
from ..doctor.facts.usb import ModeSwitchRun
from ..doctor.finding import Confidence, Finding, Severity
from ..doctor.source import Source
from ..doctor.usb_devices import Seen, devices

SLUGS = ("hilink-is-ethernet",)

_DIALS = re.compile(r"\b(?:dial|wvdial|pppd?|ttyUSB|modem ?manager|mmcli|gsm|sakis3g|AT commands?)\b", re.IGNORECASE)
_PORT = re.compile(r"ttyUSB|cdc-wdm")
_HUAWEIS = "192.168.8."
_SUBNETS = (_HUAWEIS, "192.168.0.", "192.168.1.", "192.168.100.")


class _Place(NamedTuple):
    usb_id: str
    name: str
    address: str
    source: Source


def find(evidence: Evidence) -> Iterator[Finding]:
    stick = next(_routers(evidence), None)
    if stick is None:
        yield from [*_by_its_network(evidence), *_meant(evidence)][:1]
        return
    tried = list(_tries(evidence))
    dialling = [*tried, *(each.source for each in evidence.of(Prose) if _DIALS.search(each.source.text))]
    yield _finding(stick, dialling, _severity(evidence, stick, tried, dialling))


def _severity(evidence: Evidence, stick: _Place, tried: list[Source], dialling: list[Source]) -> Severity:
    """It may well have an address: who dials all the same has not understood what it is."""
    if _answers(evidence) or (_has_address(evidence, stick) and not tried):
        return Severity.NOTE
    return Severity.ERROR if dialling else Severity.WARNING


def _routers(evidence: Evidence) -> Iterator[_Place]:
    """Those that are there now, or at the end of the log."""
    for device in reversed(devices(evidence)):
        known = router(device.id)
        if known and not device.gone and not _has_a_port(evidence, device):
            yield _Place(device.id, known.name, known.address, _telling(device))


def _has_a_port(evidence: Evidence, device: Seen) -> bool:
    """Whether it is a modem for all that, or another modem is what matters."""
    if any(report.ports for report in evidence.of(ModemReport)):
        return True
    return device.has("option") and any(each.startswith("ttyUSB") for each in device.nodes)


def _telling(device: Seen) -> Source:
    names = ("cdc_ether", "rndis_host", "cdc_ncm")
    return next((each.source for each in device.bound if each.driver in names), device.source)


def _attempts(evidence: Evidence) -> Iterator[Source]:
    yield from _tries(evidence)
    yield from (prose.source for prose in evidence.of(Prose) if _DIALS.search(prose.source.text))


def _tries(evidence: Evidence) -> Iterator[Source]:
    """What only makes sense with a modem."""
    yield from (step.source for step in evidence.of(ChatStep) if step.kind == "failed")
    yield from (run.source for run in evidence.of(DialerRun))
    if not evidence.live:  # there it is looked at in any case
        yield from (none.source for none in evidence.of(NoModems))
    yield from (each.source for each in evidence.of(Profile) if each.get("connection", "type") in ("gsm", "cdma"))
    yield from (node.source for node in evidence.of(DeviceNode) if not node.exists and _PORT.search(node.path))


def _has_address(evidence: Evidence, stick: _Place) -> bool:
    subnets = (f"{stick.address.rpartition('.')[0]}.", *_SUBNETS)
    if any(lease.address.startswith(subnets) for lease in evidence.of(Lease)):
        return True
    return any(address.startswith(subnets[0]) for link in evidence.of(Link) for address in link.addresses)


def _answers(evidence: Evidence) -> bool:
    return any(ping.received for ping in evidence.of(Ping)) or any(not each.kind for each in evidence.of(Fetch))


def _finding(
    stick: _Place, dialling: list[Source], severity: Severity, confidence: Confidence = Confidence.LIKELY
) -> Finding:
    return Finding(
        "hilink-is-ethernet",
        subject=stick.usb_id,
        says=f"{stick.usb_id} ({stick.name}) is a router, to this machine an Ethernet card: there is nothing to dial",
        do=f"an Ethernet profile with DHCP for its interface; the APN is set on its own page, http://{stick.address}",
        because=(stick.source, *dialling[:2]),
        severity=severity,
        confidence=confidence,
    )


def _by_its_network(evidence: Evidence) -> Iterator[Finding]:
    """No list of devices, but the network that such sticks make, and somebody who looks for a modem."""
    dialling = list(_attempts(evidence))
    links = [each.source for each in evidence.of(Link) if any(one.startswith(_HUAWEIS) for one in each.addresses)]
    links += [each.source for each in evidence.of(Lease) if each.address.startswith(_HUAWEIS)]
    if links and dialling and not any(report.ports for report in evidence.of(ModemReport)):
        place = _Place("the stick", "Huawei HiLink", f"{_HUAWEIS}1", links[0])
        yield _finding(place, dialling, Severity.WARNING, Confidence.POSSIBLE)


def _meant(evidence: Evidence) -> Iterator[Finding]:
    """A stick that somebody switches into one."""
    for run in evidence.of(ModeSwitchRun):
        known = next(((target, found) for target in run.targets if (found := router(target))), None)
        if known:
            place = _Place(known[0], known[1].name, known[1].address, run.source)
            yield _finding(place, [], Severity.NOTE)
