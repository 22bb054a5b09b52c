"""The module offers other functions on USB than those that are wanted of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..doctor.compositions import WwanMode, ethernet, is_loader, wwan_mode
from ..doctor.evidence import Evidence
from ..doctor.facts.dialing import PppStep, Prose
from ..doctor.facts.message import Message
from ..doctor.facts.modem import AtExchange, ModemReport, Refusal
from ..doctor.facts.network import DialerRun
from ..doctor.facts.system import DeviceNode
from ..doctor.finding import Confidence, Finding, Severity
from ..doctor.progress import Progress, Stage
from ..doctor.source import Source
from ..doctor.usb_devices import Seen, devices
from ..doctor.usb_ids import NETWORK_DRIVERS

SLUGS = ("wrong-usb-composition",)

_QMI_PROGRAMS = ("qmicli", "uqmi", "quectel-CM", "qmi-network", "qmi_wwan")
_WANTS_QMI = re.compile(r"\b(?:qmi\w*|wwan0|cdc-wdm\d?|9001|uqmi|quectel-CM)\b", re.IGNORECASE)
_USBNET = re.compile(r'"?usbnet"?,\s*(\d)')
_PID = re.compile(r"\+CUSBPIDSWITCH: *(9\d\w\w)")
_WITHOUT_QMI = re.compile(r"\bA76\d\d|A76XX", re.IGNORECASE)
_MODES = {"1": "ECM", "2": "MBIM", "3": "RNDIS"}


def find(evidence: Evidence) -> Iterator[Finding]:
    found = [*_loaders(evidence), *_other_ids(evidence), *_usbnet(evidence), *_pid(evidence)]
    found += [*_as_ethernet(evidence), *_without(evidence)]
    yield from sorted(found, key=lambda finding: (-finding.severity, -finding.confidence))[:1]


def _loaders(evidence: Evidence) -> Iterator[Finding]:
    for device in devices(evidence):
        if is_loader(device.id, device.name) and not device.gone:
            yield Finding(
                "wrong-usb-composition",
                subject=device.id,
                says="the module stopped in its loader and waits for firmware: it offers none of its ports",
                do="take all power from it for ten seconds; if it comes back so, flash the maker's firmware again",
                because=(device.source,),
                confidence=Confidence.LIKELY,
            )


def _other_ids(evidence: Evidence) -> Iterator[Finding]:
    for device in devices(evidence):
        mode = ethernet(device.id)
        if mode and not device.gone and not _has_no_qmi(evidence, device):
            yield _finding(evidence, device.id, mode, (device.source,))


def _has_no_qmi(evidence: Evidence, device: Seen) -> bool:
    """SIMCom's A76xx have SIM7600's ids, and RNDIS or ECM only."""
    return bool(_WITHOUT_QMI.search(device.name)) or evidence.view(_tells_of_one_without)


def _tells_of_one_without(evidence: Evidence) -> bool:
    models = [report.model for report in evidence.of(ModemReport)]
    answers = [answer for exchange in evidence.of(AtExchange) for answer in exchange.answers]
    return any(map(_WITHOUT_QMI.search, models + answers))


def _usbnet(evidence: Evidence) -> Iterator[Finding]:
    """What the module said last."""
    asked = [each for each in evidence.of(AtExchange) if each.command.startswith("+QCFG")]
    said = [each for each in asked if "usbnet" in each.command.lower()]
    for exchange in said[-1:]:
        found = _USBNET.search(" ".join(exchange.answers))
        if found and (mode := _MODES.get(found[1])) and evidence.view(_wishes):
            yield _finding(evidence, "2c7c:", mode, (exchange.source,))


def _pid(evidence: Evidence) -> Iterator[Finding]:
    """SIMCom's modules say the product of their USB id."""
    said = [each for each in evidence.of(AtExchange) if each.command.startswith("+CUSBPIDSWITCH?")]
    for exchange in said[-1:]:
        found = _PID.search(" ".join(exchange.answers))
        if found and (mode := ethernet(f"1e0e:{found[1]}")):
            yield _finding(evidence, f"1e0e:{found[1]}", mode, (exchange.source,))


def _as_ethernet(evidence: Evidence) -> Iterator[Finding]:
    """A module whose id tells nothing, by the driver that its network interface has."""
    for device in devices(evidence):
        mode = _mode(device)
        if mode and not device.gone and wwan_mode(device.id) and not ethernet(device.id) and list(_needs(evidence)):
            bound = tuple(each.source for each in device.bound if each.driver in NETWORK_DRIVERS)
            yield _finding(evidence, device.id, mode, bound[:1] or (device.source,))


def _without(evidence: Evidence) -> Iterator[Finding]:
    """It had a network function, and came back with its ports alone: no driver was lost in between."""
    had: dict[str, Seen] = {}
    for device in devices(evidence):
        before = had.get(device.id)
        wwan = wwan_mode(device.id)
        if before and device.by_kernel and not device.gone and device.nodes and not device.has(*NETWORK_DRIVERS):
            yield Finding(
                "wrong-usb-composition",
                subject=device.id,
                says=f"{device.id} had a network interface before, and offers its serial ports alone now",
                do=f"the maker's AT command for its USB functions: {wwan.command if wwan else 'see its AT manual'}",
                because=(device.source, before.source),
                confidence=Confidence.LIKELY,
            )
        if device.id and device.has(*NETWORK_DRIVERS):
            had[device.id] = device


def _mode(device: Seen) -> str:
    if device.has("qmi_wwan"):
        return ""
    modes = {"cdc_ether": "ECM", "rndis_host": "RNDIS", "cdc_ncm": "NCM", "cdc_mbim": "MBIM"}
    return next((mode for driver, mode in modes.items() if device.has(driver)), "")


def _wishes(evidence: Evidence) -> tuple[Source, ...]:
    """Who wants QMI: a program that needs it, or somebody who says so."""
    said = (prose.source for prose in evidence.of(Prose) if _WANTS_QMI.search(prose.source.text))
    return (*evidence.view(_needs), *said)


def _needs(evidence: Evidence) -> tuple[Source, ...]:
    return (
        *(run.source for run in evidence.of(DialerRun) if run.program in _QMI_PROGRAMS),
        *(each.source for each in evidence.of(Refusal) if each.program in _QMI_PROGRAMS),
        *(node.source for node in evidence.of(DeviceNode) if not node.exists and "cdc-wdm" in node.path),
        *(each.source for each in evidence.of(Message) if _finds_none(each)),
    )


def _finds_none(message: Message) -> bool:
    """quectel-CM's `qmidevice = NULL`, or `qmidev '' is not exist`."""
    missed = "NULL" in message.text or "is not exist" in message.text
    return message.program == "quectel-CM" and missed and "qmidev" in message.text.lower()


def _finding(evidence: Evidence, usb_id: str, mode: str, because: tuple[Source, ...]) -> Finding:
    wishes, needed = evidence.view(_wishes), evidence.view(_needs)
    works = evidence.view(Progress).reached(Stage.ADDRESS)
    works = works or any(step.step == "address" for step in evidence.of(PppStep))
    # Who only speaks of QMI, and whose modem is driven all the same, misses nothing.
    works = works or (not needed and any(report.ports for report in evidence.of(ModemReport)))
    wanted = wwan_mode(usb_id) or WwanMode("QMI", "see its AT manual")
    return Finding(
        "wrong-usb-composition",
        subject=usb_id.rstrip(":") if usb_id.endswith(":") else usb_id,
        says=f"the module is set to {mode}, an Ethernet card: it has no {wanted.name} port and no wwan interface",
        do=f"for {wanted.name}, on its AT port: {wanted.command}; or use its Ethernet interface as it is, with DHCP",
        because=(*because, *wishes[:2]),
        # Many are meant to be one: the A76xx are nothing else.
        severity=Severity.ERROR if wishes and not works else Severity.NOTE,
        confidence=Confidence.LIKELY if wishes else Confidence.POSSIBLE,
    )
