"""Switches a stick as planned, and believes what the port shows, not what usb_modeswitch returns."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass
from enum import Enum

from ..printable import printable
from . import sysfs
from .decide import SwitchPlan
from .usb import STORAGE, UsbDevice

TYPE_CHECKING = False  # as in report.py

if TYPE_CHECKING:
    from ..udev import Port

_PATIENCE = 60
"""Seconds for usb_modeswitch itself, which a stick that answers nothing can keep waiting."""

_ON_ITS_WAY = 3
"""Seconds that a device which has come back as something else, or as it was, may take to become the expected one."""


class Outcome(Enum):
    SWITCHED = "switched"
    UNEXPECTED = "unexpected"
    UNCHANGED = "unchanged"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class SwitchResult:
    """What came of it, in a word and a sentence.  seconds: from the first attempt to the end.

    told: the device that got the last message; None where none was sent.
    """

    outcome: Outcome
    message: str
    seconds: float
    told: UsbDevice | None = None


def switch(found: UsbDevice, plan: SwitchPlan) -> SwitchResult:
    """Blocks for as long as the profile allows at most: tries × (settle + timeout) seconds and usb_modeswitch's own."""
    start = time.monotonic()
    said, device, told = "", None, None
    for _ in range(plan.profile.tries):
        device = _settled(found.sysname, plan)
        if device is None or plan.is_done(device) or not _is_same(device, found):
            break
        told = device
        port, said = _tell(told, plan.for_device(told))
        device = _awaited(port, plan, told)
        if device is None or not _is_unchanged(device, plan):
            break
    outcome, message = _result(device, plan, said, seconds := time.monotonic() - start)
    return SwitchResult(outcome, message, seconds, told)


def _watched(sysname: str) -> Port:
    """From now on.  pyudev takes longer to load than all that comes before."""
    from ..udev import watched

    return watched(sysname)


def _settled(sysname: str, plan: SwitchPlan) -> UsbDevice | None:
    """The device when it was there for a moment, as a message that comes too early is lost, and some change by
    themselves.
    """
    device, left = sysfs.find(sysname), plan.profile.settle - sysfs.connected(sysname)
    if left <= 0:
        return device
    for device in _watched(sysname).changes(left):
        if device is None or plan.is_done(device):
            break
    return device


def _awaited(port: Port, plan: SwitchPlan, before: UsbDevice) -> UsbDevice | None:
    """The device once it is what is wanted, or as it is when time is up; None where it stays away half of that."""
    device: UsbDevice | None = before
    for device in port.changes(plan.profile.timeout, plan.profile.timeout / 2):
        if device and plan.is_done(device):
            return device
        if device and device.interfaces and (device.address != before.address or not _is_unchanged(device, plan)):
            return _last(port, plan, device)
    return device


def _last(port: Port, plan: SwitchPlan, device: UsbDevice | None) -> UsbDevice | None:
    for device in port.changes(_ON_ITS_WAY):
        if device and plan.is_done(device):
            break
    return device


def _is_same(device: UsbDevice, found: UsbDevice) -> bool:
    return (device.id, device.bus) == (found.id, found.bus)


def _is_unchanged(device: UsbDevice, plan: SwitchPlan) -> bool:
    """Also where it has left and come back as it was."""
    return plan.profile.applies(device) and device.first_class in (None, STORAGE, plan.profile.match.interface_class)


def _tell(device: UsbDevice, plan: SwitchPlan) -> tuple[Port, str]:
    """Sends the message; returns the port, as it is watched since, and the last thing that usb_modeswitch said.

    Its status is 0 also where the message failed.
    """
    try:
        running = subprocess.Popen(plan.argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except OSError as exc:
        return _watched(device.sysname), f"usb_modeswitch cannot be run: {exc.strerror}"
    # While it starts; what has happened at the port before is seen there.
    port = _watched(device.sysname)
    try:
        return port, _last_said(running.communicate(timeout=_PATIENCE)[0])
    except subprocess.TimeoutExpired:
        running.kill()
        running.communicate()
        return port, f"usb_modeswitch did not end within {_PATIENCE} s"


def _last_said(output: bytes) -> str:
    lines = [line.strip() for line in output.decode(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")]
    return printable((errors or lines or [""])[-1])


def _result(device: UsbDevice | None, plan: SwitchPlan, said: str, seconds: float) -> tuple[Outcome, str]:
    if device is None:
        return Outcome.GONE, "left the bus"
    if plan.is_done(device):
        return Outcome.SWITCHED, f"switched to {device.id} in {seconds:.1f} s"
    if not _is_unchanged(device, plan):
        return Outcome.UNEXPECTED, f"came up as {device.id}, which is not in the profile"
    tries = "once" if plan.profile.tries == 1 else f"{plan.profile.tries} times"
    return Outcome.UNCHANGED, f"is still {device.id}, though it was tried {tries}" + (f": {said}" if said else "")
