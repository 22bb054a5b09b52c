"""Sticks that show a CD-ROM first: which of the devices are such, and in which of their modes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .evidence import Evidence
from .facts.message import Message
from .facts.usb import ModeSwitchRun
from .usb_devices import Seen, devices
from .usb_ids import drivers_of, is_working_modem, stick, switched_ids

_STORAGE = 8
_DRIVES = re.compile(r"(?:scsi|sr|sd) \d+:\d+:\d+:\d+: .*(?:CD-ROM|CD-?ROM|Direct-Access|scsi3-mmc|Attached scsi)")


def waiting(evidence: Evidence) -> Iterator[tuple[Seen, bool]]:
    """Devices that are still as they were plugged in, and whether it is known that they are storage now."""
    seen = devices(evidence)
    for at, device in enumerate(seen):
        known = stick(device.id)
        if known is None or (device.gone and _became(device, seen[at + 1 :])) or works(device):
            continue
        if any(_is_switched(device, each) for each in seen[at + 1 :]):
            continue
        storage = is_storage(device, evidence)
        # Of some the id stays the same, or is also that of a stick which has been switched.
        ambiguous = not known.targets or device.id in known.targets or _is_also_a_modem(device.id)
        if not device.gone and (storage or not ambiguous):
            yield device, storage


def _is_switched(device: Seen, later: Seen) -> bool:
    """Whether what came later is that stick: of the same maker, and none that waits itself."""
    return later.id[:4] == device.id[:4] and later.id != device.id and stick(later.id) is None


def _became(device: Seen, later: tuple[Seen, ...]) -> bool:
    """Whether something else came to its place."""
    return any(each.id != device.id and (each.place == device.place or not each.place) for each in later)


def _is_also_a_modem(usb_id: str) -> bool:
    return usb_id in switched_ids() or (is_working_modem(usb_id) and bool(drivers_of(usb_id)) and usb_id[:4] != "12d1")


def works(device: Seen) -> bool:
    """Whether it has a modem's or a network's driver, or interfaces that would have one."""
    if device.bound_drivers - {"usb_storage", "uas", "usbhid"}:
        return True
    return any(each.interface_class in (2, 0xE0) or _is_vendors(each.interface_class) for each in device.interfaces)


def _is_vendors(code: int) -> bool:
    return code == 0xFF


def is_storage(device: Seen, evidence: Evidence) -> bool:
    if device.has("usb_storage", "uas"):
        return True
    if device.interfaces and all(each.interface_class == _STORAGE for each in device.interfaces):
        return True
    return device.by_kernel and any(
        each.program == "kernel" and _DRIVES.match(each.text) for each in evidence.of(Message)
    )


def runs_on(evidence: Evidence, usb_id: str) -> tuple[ModeSwitchRun, ...]:
    """What usb_modeswitch did about that id."""
    return tuple(run for run in evidence.of(ModeSwitchRun) if run.device == usb_id)


def command(usb_id: str) -> str:
    """The usb_modeswitch command that switches it; empty where none is known."""
    known = stick(usb_id)
    vendor, _, product = usb_id.partition(":")
    return f"usb_modeswitch -v {vendor} -p {product} {known.by}" if known and known.by else ""
