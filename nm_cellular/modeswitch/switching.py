"""Switches a stick as planned, and believes what the port shows, not what usb_modeswitch returns."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass
from enum import Enum

from ..printable import printable
from ..udev import Port, age, watching
from .decide import SwitchPlan
from .usb import STORAGE, UsbDevice

_PATIENCE = 60
"""Seconds for usb_modeswitch itself, which a stick that answers nothing can keep waiting."""

_UNEXPECTED = 3
"""Seconds that a device of another id may take to become the expected one, as some do on their way."""


class Outcome(Enum):
    SWITCHED = "switched"
    UNEXPECTED = "unexpected"
    UNCHANGED = "unchanged"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class SwitchResult:
    """What came of it, in a word and a sentence.  seconds: from the first attempt to the end."""

    outcome: Outcome
    message: str
    seconds: float
    device: UsbDevice | None = None


def switch(found: UsbDevice, plan: SwitchPlan) -> SwitchResult:
    """Blocks for as long as the profile allows at most: tries × (settle + timeout) seconds and usb_modeswitch's own."""
    start = time.monotonic()
    said, device = "", None
    with watching(found.sysname) as port:
        for _ in range(plan.profile.tries):
            device = _settled(port, plan)
            if device is None or plan.is_done(device) or not _is_same(device, found):
                break
            said = _run(plan.for_device(device))
            device = _awaited(port, plan, device)
            if device is None or not _is_unchanged(device, plan):
                break
    return _result(device, plan, said, time.monotonic() - start)


def _settled(port: Port, plan: SwitchPlan) -> UsbDevice | None:
    """The device when it was there for a moment, as a message that comes too early is lost, and some change by
    themselves.
    """
    device = None
    for device in port.changes(plan.profile.settle - age(port.sysname)):
        if device is None or plan.is_done(device):
            break
    return device


def _awaited(port: Port, plan: SwitchPlan, before: UsbDevice) -> UsbDevice | None:
    """The device once it is what is wanted, or as it is when time is up; None where it stays away half of that."""
    device: UsbDevice | None = before
    for device in port.changes(plan.profile.timeout, plan.profile.timeout / 2):
        if device and plan.is_done(device):
            return device
        if device and device.interfaces and not _is_unchanged(device, plan):
            return _last(port, plan, device)
    return device


def _last(port: Port, plan: SwitchPlan, device: UsbDevice | None) -> UsbDevice | None:
    for device in port.changes(_UNEXPECTED):
        if device and plan.is_done(device):
            break
    return device


def _is_same(device: UsbDevice, found: UsbDevice) -> bool:
    return (device.id, device.bus) == (found.id, found.bus)


def _is_unchanged(device: UsbDevice, plan: SwitchPlan) -> bool:
    """Also where it has left and come back as it was."""
    return plan.profile.applies(device) and device.first_class in (None, STORAGE, plan.profile.match.interface_class)


def _run(plan: SwitchPlan) -> str:
    """The last thing that usb_modeswitch said; its status is 0 also where the message failed."""
    try:
        done = subprocess.run(
            plan.argv, capture_output=True, check=False, errors="replace", text=True, timeout=_PATIENCE
        )
    except subprocess.TimeoutExpired:
        return f"usb_modeswitch did not end within {_PATIENCE} s"
    except OSError as exc:
        return f"usb_modeswitch cannot be run: {exc.strerror}"
    lines = [line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")]
    return printable((errors or lines or [""])[-1])


def _result(device: UsbDevice | None, plan: SwitchPlan, said: str, seconds: float) -> SwitchResult:
    if device is None:
        return SwitchResult(Outcome.GONE, "left the bus", seconds)
    if plan.is_done(device):
        return SwitchResult(Outcome.SWITCHED, f"switched to {device.id} in {seconds:.1f} s", seconds, device)
    if not _is_unchanged(device, plan):
        message = f"came up as {device.id}, which is not in the profile"
        return SwitchResult(Outcome.UNEXPECTED, message, seconds, device)
    tries = "once" if plan.profile.tries == 1 else f"{plan.profile.tries} times"
    message = f"is still {device.id}, though it was tried {tries}" + (f": {said}" if said else "")
    return SwitchResult(Outcome.UNCHANGED, message, seconds, device)
