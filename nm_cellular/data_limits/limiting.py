"""Counts data, warns and stops, for `nm-cellular watch`.

Counts are below /run after each look that brought some, and on disk every ten minutes where a megabyte was used, else
every hour: that is what a power cut may cost.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from .. import state_files, this_boot
from ..apart import apart
from ..complaints import Complaints
from ..daemons import connecting
from ..daemons.observing import Daemons
from ..errors import CommandError
from ..layout import Layout
from ..modems.modem import Modem
from ..modems.nm_device import Device, DeviceState
from ..modems.observation import Observation
from . import counting, document, words
from .counting import Account, Counting
from .limit import Limit, Standing
from .months import month_of

Tell = Callable[[str], None]

_MUCH, _SOON, _LATE = 10**6, 600.0, 3600.0


class Limiting:
    """All SIMs; boots: the boot directories.  What goes wrong is told once, and is nobody else's trouble."""

    def __init__(self, boots: Sequence[str], layout: Layout, tell: Tell, at: float) -> None:
        self._boots, self._layout, self._tell = boots, layout, tell
        self._boot = this_boot.name()
        self._counting = self._recall()
        self._limits: Mapping[str, Limit] = {}
        self._looked_up: frozenset[str] = frozenset()
        self._standings: dict[str, Standing] = {}
        self._stopped = document.stopped(state_files.read(layout.data_now), self._boot)
        self._saved, self._saved_at = _total(self._counting), at
        self._complaints = Complaints(tell)
        self._shown = ""

    async def act(self, observation: Observation, daemons: Daemons, at: float) -> None:
        """at: seconds since the machine's boot (CLOCK_BOOTTIME)."""
        if observation.failure:
            return
        accounts = self.count(observation, at)
        for modem in observation.modems:
            if device := observation.device(modem):
                await self._stop_or_start(modem, device, accounts[modem.device], daemons)
        self._keep(accounts, at)

    def count(self, observation: Observation, at: float) -> dict[str, Account]:
        """What stands of each modem's SIM, by the modem's path below /sys."""
        month = month_of(time.time(), datetime.now().astimezone().tzinfo)
        self._counting = self._counting.after(observation, month, at)
        self._look_up()
        accounts = {
            modem.device: counting.account(self._counting, modem, self._limits, month) for modem in observation.modems
        }
        for device, account in accounts.items():
            if line := words.told(self._standings.get(device, Standing.WITHIN), account):
                self._tell(f"{device}: {line}")
                self._saved_at = 0.0
            self._standings[device] = account.standing
        return accounts

    def reload(self) -> None:
        """With the next look."""
        self._looked_up = frozenset()

    def close(self, at: float) -> None:
        self._save(at)

    def _look_up(self) -> None:
        """The limits are read again when a profile runs that was not there before."""
        running = frozenset(self._counting.profiles.values())
        if running <= self._looked_up:
            return
        self._looked_up = running
        try:
            self._limits = _limits(self._boots, self._layout)
        except OSError as exc:
            self._complaints.of(f"{exc.filename}: {exc.strerror}; no data limit is known")

    async def _stop_or_start(self, modem: Modem, device: Device, account: Account, daemons: Daemons) -> None:
        runs = DeviceState.PREPARE <= device.state <= DeviceState.ACTIVATED
        networkmanager = daemons.networkmanager
        try:
            # In the middle of a dial it must not be disconnected (connecting.py); what comes after it is signalled.
            if account.is_stopped and runs and device.state is not DeviceState.PREPARE:
                self._stopped |= {modem.device}
                if networkmanager:
                    await connecting.disconnect(networkmanager, device.path)
            elif not account.is_stopped and modem.device in self._stopped:
                self._stopped -= {modem.device}
                if networkmanager and not runs:
                    await connecting.connect(networkmanager, device.path)
        except CommandError as failure:
            self._complaints.of(f"{modem.device}: {failure.message}")

    def _keep(self, accounts: Mapping[str, Account], at: float) -> None:
        more, passed = _total(self._counting) - self._saved, at - self._saved_at
        if (more >= _MUCH and passed >= _SOON) or (more and passed >= _LATE) or not self._saved_at:
            self._save(at)
        text = json.dumps(document.now(accounts, self._stopped, self._boot), indent=1)
        if text != self._shown:
            self._write(self._layout.data_now, text, 0o644)
            self._write(self._layout.data_counting, counting.serialise(self._counting, self._boot), 0o600)
        self._shown = text

    def _save(self, at: float) -> None:
        self._saved, self._saved_at = _total(self._counting), at
        self._write(self._layout.data_counted, counting.serialise(self._counting, self._boot), 0o600)

    def _write(self, path: str, text: str, mode: int) -> None:
        try:
            state_files.write(path, text.encode(), mode)
        except OSError as exc:
            self._complaints.of(f"{path}: {exc.strerror}; a restart forgets what was counted since the last write")

    def _recall(self) -> Counting:
        """Of this boot from /run, which is newer, else from the disk."""
        running = counting.parse(state_files.read(self._layout.data_counting), self._boot)
        return running if running.at else counting.parse(state_files.read(self._layout.data_counted), self._boot)


def _limits(boots: Sequence[str], layout: Layout) -> Mapping[str, Limit]:
    found: dict[str, tuple[int, bool]] = json.loads(apart(lambda: _read_limits(boots, layout)))
    return {uuid: Limit(*values) for uuid, values in found.items()}


def _read_limits(boots: Sequence[str], layout: Layout) -> bytes:
    """As JSON: by uuid, bytes and whether to stop.  What reads profiles takes two megabytes."""
    from .. import boot, boot_profiles
    from ..apns import apn_file
    from . import limits

    files = [file for directory in boots for file in boot.read(directory, layout).files]
    if not any(b"data-limit" in file.data.replace(b"\0", b"").lower() for file in files):
        return b"{}"
    found = limits.by_uuid(boot_profiles.read(boots, layout), apn_file.read(layout))
    return json.dumps({uuid: (limit.bytes, limit.stop) for uuid, limit in found.items()}).encode()


def read(layout: Layout) -> dict[str, Account]:
    """What stands of each modem's SIM, by the modem's path below /sys, as it was counted last in this boot."""
    return document.accounts(state_files.read(layout.data_now), this_boot.name())


def _total(found: Counting) -> int:
    return sum(sum(months.used.values()) for months in found.sims.values())
