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
_MOST = 40
_DRIVES = re.compile(r"(?:scsi|sr|sd) \d+:\d+:\d+:\d+: .*(?:CD-ROM|CD-?ROM|Direct-Access|scsi3-mmc|Attached scsi)")


def waiting(evidence: Evidence) -> Iterator[tuple[Seen, bool]]:
    """Devices that are still as they were plugged in, and whether it is known that they are storage now."""
    for device in _unfollowed(evidence):
        known = stick(device.id)
        if known is None or works(device):
            continue
        storage = is_storage(device, evidence)
        # Of some the id stays the same, or is also that of a stick which has been switched.
        ambiguous = not known.targets or device.id in known.targets or _is_also_a_modem(device.id)
        if not device.gone and (storage or not ambiguous):
            yield device, storage


def _unfollowed(evidence: Evidence) -> Iterator[Seen]:
    """Those that nothing came after which may be what became of them: at their place, or of their maker."""
    at_place: dict[str, set[str]] = {}
    of_maker: dict[str, set[str]] = {}
    found = []
    for device in reversed(devices(evidence)):
        came = at_place.get(device.place, set()) | at_place.get("", set()) if device.gone else set()
        switched = of_maker.get(device.id[:4], set())
        if not (came | switched) - {device.id}:
            found.append(device)
        _keep_two(at_place.setdefault(device.place, set()), device.id)
        if stick(device.id) is None:
            _keep_two(of_maker.setdefault(device.id[:4], set()), device.id)
    return reversed(found)


def _keep_two(ids: set[str], usb_id: str) -> None:
    """Of two one is another than any that is asked for."""
    if len(ids) < 2:
        ids.add(usb_id)


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
    return device.by_kernel and evidence.view(_shows_drives)


def _shows_drives(evidence: Evidence) -> bool:
    return any(each.program == "kernel" and _DRIVES.match(each.text) for each in evidence.of(Message))


def runs(evidence: Evidence) -> tuple[ModeSwitchRun, ...]:
    """The latest ones: who has tried more often has tried the same."""
    return evidence.of(ModeSwitchRun)[-_MOST:]


def runs_before(evidence: Evidence, device: Seen) -> tuple[ModeSwitchRun, ...]:
    """What usb_modeswitch did about it, under this id or under one that it had before."""
    of_maker = [run for run in runs(evidence) if run.device.startswith(device.id[:5])]
    return tuple(run for run in of_maker if run.device == device.id or run.source.precedes(device.source))


def command(usb_id: str) -> str:
    """The usb_modeswitch command that switches it; empty where none is known."""
    known = stick(usb_id)
    vendor, _, product = usb_id.partition(":")
    return f"usb_modeswitch -v {vendor} -p {product} {known.by}" if known and known.by else ""
