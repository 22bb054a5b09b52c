"""A stick is still the CD-ROM with its Windows driver."""

from __future__ import annotations

from collections.abc import Iterator

from ..doctor import sticks
from ..doctor.boots import boots
from ..doctor.evidence import Evidence
from ..doctor.facts.modem import ModemReport
from ..doctor.finding import Confidence, Finding
from ..doctor.usb_devices import Seen, devices
from ..doctor.usb_ids import stick

SLUGS = ("not-switched",)


def find(evidence: Evidence) -> Iterator[Finding]:
    # The latest list or boot counts: a stick that was switched in between is not waiting there.
    parts = [boot for boot in boots(evidence) if any(stick(each.id) for each in devices(boot))]
    for boot in parts[-1:]:
        if boot.of(ModemReport) and any(report.ports for report in boot.of(ModemReport)):
            return
        for device, storage in sticks.waiting(boot):
            if not any(run.error or run.outcome for run in sticks.runs_before(boot, device)):
                yield _finding(device, certain=storage)
                return


def _finding(device: Seen, *, certain: bool) -> Finding:
    known = stick(device.id)
    name = known.name if known else "a stick"
    command = sticks.command(device.id)
    return Finding(
        "not-switched",
        subject=device.id,
        says=f"{device.id} ({name}) still shows its CD-ROM and is no modem yet",
        do=f"sudo {command}, or install usb-modeswitch and usb-modeswitch-data and plug it in again"
        if command
        else "install usb-modeswitch and usb-modeswitch-data, then plug it in again",
        because=(device.source, *(each.source for each in device.bound if each.driver == "usb_storage")),
        confidence=Confidence.CERTAIN if certain else Confidence.LIKELY,
    )
