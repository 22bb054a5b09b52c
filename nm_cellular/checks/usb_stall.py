"""The modem is on the bus and has stopped: it takes no packets, or is reset again and again."""

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
        failing = stalls or _often(boot)
        if failing and not evidence.view(Progress).follows(failing[-1].source, Stage.ADDRESS):
            yield _finding([each.source for each in failing], Confidence.LIKELY if stalls else Confidence.POSSIBLE)
            return


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
