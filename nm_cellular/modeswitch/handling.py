"""What `nm-cellular switch` does about the sticks that are plugged in.

A stick waits for what is loaded before it gets its message: what is imported in functions is not needed before, or
not by most.
"""

from __future__ import annotations

import os

from ..layout import Layout
from ..problem import Problem
from . import attempts, sources, sysfs
from .decide import LeaveAlone, SwitchPlan, decide
from .known import Profiles
from .profile import Wish
from .switching import Outcome, SwitchResult, switch
from .usb import UsbDevice

TYPE_CHECKING = False  # as in report.py

if TYPE_CHECKING:
    from typing import Any

    Report = dict[str, Any]
    """{"port", "id", "outcome", "message", "seconds", "argv"}; outcome is `nothing`, `planned`, or a switching.Outcome.

    Of a stick that keeps its id "modemmanager", too: `inhibited`, or why it was not.
    """

_CONTAINER_MARKS = ("/run/host/container-manager", "/run/.containerenv", "/.dockerenv")
"""Of systemd-nspawn and other OCI-like managers, of Podman, and of Docker and balenaEngine."""

_TRIED = tuple(outcome.value for outcome in Outcome)

_LOOKS = 2
"""How often a port is looked at again: a stick that falls back by itself comes back each time."""


class Handling:
    """One run: what is known, and how careful to be.

    only_once: what was tried since it was plugged in, or too often, is left alone.  dry_run: nothing is switched.
    """

    def __init__(
        self, layout: Layout, known: Profiles, wish: Wish | None, *, only_once: bool = False, dry_run: bool = False
    ) -> None:
        self._layout = layout
        self._known = known
        self._wish = wish
        self._only_once = only_once
        self._dry_run = dry_run
        self._told: UsbDevice | None = None

    def all(self) -> list[Report]:
        """The devices of which something is known; a mouse needs no report."""
        from ..udev import all_devices

        return [self._handle(device) for device in all_devices() if self._is_known(device)]

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong between the Ethernet sticks that are plugged in, after what was done."""
        from .cards import clashes
        from .neighbours import cards

        return clashes(cards(self._known, self._layout))

    def port(self, sysname: str) -> Report:
        """systemd starts no second unit for a stick that is plugged in while this one is at work on another."""
        report = self._at(sysname)
        for _ in range(_LOOKS):
            if report["outcome"] not in _TRIED or not self._is_another(sysfs.find(sysname)):
                break
            report = self._at(sysname)
        return report

    def _at(self, sysname: str) -> Report:
        device = sysfs.find(sysname)
        if device is None:
            return _report(sysname, None, "gone", "there is no USB device at this port (any more)")
        return self._handle(device)

    def _is_another(self, device: UsbDevice | None) -> bool:
        """Whether it is to be switched, and has had no message."""
        if device is None or (self._told and device.address == self._told.address):
            return False
        return isinstance(self._decide(device), SwitchPlan)

    def _is_known(self, device: UsbDevice) -> bool:
        return any(profile.applies(device) for profile in self._known.profiles)

    def _handle(self, device: UsbDevice) -> Report:
        found = self._decide(device)
        if isinstance(found, LeaveAlone):
            message = f"{found.reason}; {found.hint}" if found.hint else found.reason
            return _report(device.sysname, device, "nothing", message)
        if self._dry_run:
            return _report(device.sysname, device, "planned", f"would run {' '.join(found.argv).strip()}", found.argv)
        if refusal := attempts.refusal(device, self._layout) if self._only_once else "":
            return _report(device.sysname, device, "nothing", f"{device.id} is left alone: {refusal}")
        return self._switch(device, found)

    def _decide(self, device: UsbDevice) -> SwitchPlan | LeaveAlone:
        # Reading these takes longer than all the rest, and they say nothing of a stick of ours.
        theirs = () if self._is_known(device) else sources.configurations(self._layout)
        return decide(device, self._known, theirs, self._wish, in_container=self._cannot_reach(device))

    def _switch(self, device: UsbDevice, plan: SwitchPlan) -> Report:
        attempts.note(device, self._layout)
        result, inhibition = _kept_from_modemmanager(device, plan)
        self._told = result.told
        if result.outcome is Outcome.SWITCHED and plan.mode.wish is Wish.ETHERNET:
            from .neighbours import wait_for_network

            wait_for_network(device.sysname, self._known, self._layout)
        report = _report(device.sysname, device, result.outcome.value, result.message, plan.argv)
        return report | inhibition | {"seconds": round(result.seconds, 2)}

    def _cannot_reach(self, device: UsbDevice) -> bool:
        """Whether this is a container that was not given the device."""
        node = self._layout.path(f"/dev/bus/usb/{device.bus:03}/{device.address:03}")
        marks = map(self._layout.path, _CONTAINER_MARKS)
        return any(map(os.path.exists, marks)) and not os.access(node, os.W_OK)


def _kept_from_modemmanager(device: UsbDevice, plan: SwitchPlan) -> tuple[SwitchResult, dict[str, str]]:
    """A device that leaves by its id is ignored by it (60-nm-cellular.hwdb); one that keeps it is inhibited."""
    if not plan.profile.keeps_id:
        return switch(device, plan), {}
    from ..udev import modemmanager_uid
    from .inhibiting import while_inhibited

    uid = modemmanager_uid(device.sysname)
    if not uid:
        return switch(device, plan), {}
    result, inhibition = while_inhibited(uid, lambda: switch(device, plan))
    return result, {"modemmanager": inhibition}


def _report(port: str, device: UsbDevice | None, outcome: str, message: str, argv: tuple[str, ...] = ()) -> Report:
    shown = str(device.id) if device else None
    return {"port": port, "id": shown, "outcome": outcome, "message": message, "seconds": 0, "argv": list(argv)}
