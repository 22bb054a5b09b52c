"""The modem is on the bus and has stopped: it takes no packets, or is reset again and again; or left a PCI bus."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor.boots import boots
from ..doctor.evidence import Evidence
from ..doctor.facts.usb import UsbFault
from ..doctor.finding import Confidence, Finding
from ..doctor.progress import Progress, Stage
from ..doctor.source import Source
from ..doctor.usb_devices import faults, modems

SLUGS = ("modem-hang",)

_OFTEN = 4
"""Resets or failed transfers: a few belong to suspending and to a modem that starts."""


def find(evidence: Evidence) -> Iterator[Finding]:
    for boot in boots(evidence):
        stalls = list(faults(boot, "stall"))
        lost = list(faults(boot, "pci"))
        failing = lost or stalls or _often(boot)
        if failing and not evidence.view(Progress).follows(failing[-1].source, Stage.ADDRESS):
            sources = [each.source for each in failing]
            likely = Confidence.LIKELY if stalls else Confidence.POSSIBLE
            yield _lost(lost[-1]) if lost else _finding(sources, likely)
            return


def _lost(fault: UsbFault) -> Finding:
    return Finding(
        "modem-hang",
        subject=fault.place,
        says="the modem stopped, and the PCI bus has lost it",
        do="switch the machine off and on; where it comes back: pcie_aspm=off on the kernel's command line, newer "
        "firmware, or the kernel with which it worked",
        because=(fault.source,),
        confidence=Confidence.LIKELY,
    )


def _often(boot: Evidence) -> list[UsbFault]:
    places = {each.place for each in modems(boot)}
    found = [each for each in faults(boot, "reset", "transfer") if each.place in places]
    return found if len(found) >= _OFTEN else []


def _finding(because: list[Source], confidence: Confidence) -> Finding:
    return Finding(
        "modem-hang",
        subject="modem",
        says="the modem is on the bus and has stopped to take what is sent to it",
        do="unplug it, or switch its power off and on (a port of a hub: uhubctl -a cycle); where it hangs again: newer "
        "firmware, and no autosuspend (power/control: on)",
        because=tuple(because[:3]),
        confidence=confidence,
    )
