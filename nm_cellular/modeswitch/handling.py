"""What `nm-cellular switch` does about the sticks that are plugged in."""

from __future__ import annotations

import os
from typing import Any

from .. import udev
from ..layout import Layout
from ..problem import Problem
from . import attempts, sources
from .cards import clashes
from .decide import LeaveAlone, SwitchPlan, decide
from .known import Profiles
from .neighbours import cards, wait_for_network
from .profile import Wish
from .switching import Outcome, SwitchResult, switch
from .usb import UsbDevice

Report = dict[str, Any]
"""{"port", "id", "outcome", "message", "seconds", "argv"}; outcome is `nothing`, `planned`, or a switching.Outcome.

Of a stick that keeps its id "modemmanager", too: `inhibited`, or why it was not.
"""

_CONTAINER_MARKS = ("/run/host/container-manager", "/run/.containerenv", "/.dockerenv")
"""Of systemd-nspawn and other OCI-like managers, of Podman, and of Docker and balenaEngine."""


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
        self._pack = sources.configurations(layout)

    def all(self) -> list[Report]:
        """The devices of which something is known; a mouse needs no report."""
        known = [each for each in udev.all_devices() if any(p.applies(each) for p in self._known.profiles)]
        return [self._handle(device) for device in known]

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong between the Ethernet sticks that are plugged in, after what was done."""
        return clashes(cards(self._known, self._layout))

    def port(self, sysname: str) -> Report:
        device = udev.find(sysname)
        if device is None:
            return _report(sysname, None, "gone", "there is no USB device at this port (any more)")
        report = self._handle(device)
        # systemd starts no second unit for a stick that comes back while this one is about to end.
        came_back = report["outcome"] == Outcome.GONE.value and udev.find(sysname)
        return self.port(sysname) if came_back else report

    def _handle(self, device: UsbDevice) -> Report:
        found = decide(device, self._known, self._pack, self._wish, in_container=self._cannot_reach(device))
        if isinstance(found, LeaveAlone):
            message = f"{found.reason}; {found.hint}" if found.hint else found.reason
            return _report(device.sysname, device, "nothing", message)
        if self._dry_run:
            return _report(device.sysname, device, "planned", f"would run {' '.join(found.argv).strip()}", found.argv)
        if refusal := attempts.refusal(device, self._layout) if self._only_once else "":
            return _report(device.sysname, device, "nothing", f"{device.id} is left alone: {refusal}")
        return self._switch(device, found)

    def _switch(self, device: UsbDevice, plan: SwitchPlan) -> Report:
        attempts.note(device, self._layout)
        result, inhibition = _kept_from_modemmanager(device, plan)
        if result.outcome is Outcome.SWITCHED and plan.mode.wish is Wish.ETHERNET:
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
    uid = udev.modemmanager_uid(device.sysname) if plan.profile.keeps_id else ""
    if not uid:
        return switch(device, plan), {}
    # D-Bus takes longer to load than all the rest.
    from .inhibiting import while_inhibited

    result, inhibition = while_inhibited(uid, lambda: switch(device, plan))
    return result, {"modemmanager": inhibition}


def _report(port: str, device: UsbDevice | None, outcome: str, message: str, argv: tuple[str, ...] = ()) -> Report:
    shown = str(device.id) if device else None
    return {"port": port, "id": shown, "outcome": outcome, "message": message, "seconds": 0, "argv": list(argv)}
