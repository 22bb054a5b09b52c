"""Counts data, warns and stops, for `nm-cellular watch`.

Counts are below /run after each look that brought some, and on disk every ten minutes where a megabyte was used, else
every hour: that is what a power cut may cost.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from .. import host
from ..apart import apart
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

_NM = "org.freedesktop.NetworkManager"
_NM_PATH = "/org/freedesktop/NetworkManager"
_MUCH, _SOON, _LATE = 10**6, 600.0, 3600.0
_MAX_SIZE = 1 << 20


class Limiting:
    """All SIMs; boots: the boot directories.  What goes wrong is told once, and is nobody else's trouble."""

    def __init__(self, boots: Sequence[str], layout: Layout, tell: Tell, at: float) -> None:
        self._boots, self._layout, self._tell = boots, layout, tell
        self._boot = _boot_id()
        self._counting = self._recall()
        self._limits: Mapping[str, Limit] = {}
        self._looked_up: frozenset[str] = frozenset()
        self._standings: dict[str, Standing] = {}
        self._stopped = document.stopped(_read(layout.data_now), self._boot)
        self._saved, self._saved_at = _total(self._counting), at
        self._complaint = ""
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
            self._complain(f"{exc.filename}: {exc.strerror}; no data limit is known")

    async def _stop_or_start(self, modem: Modem, device: Device, account: Account, daemons: Daemons) -> None:
        runs = DeviceState.PREPARE <= device.state <= DeviceState.ACTIVATED
        try:
            # NetworkManager 1.42 does not survive a Disconnect in the middle of a dial (an assertion in
            # nm-device-modem.c); what comes after it is signalled.
            if account.is_stopped and runs and device.state is not DeviceState.PREPARE:
                self._stopped |= {modem.device}
                await _call(daemons, device.path, f"{_NM}.Device", "Disconnect")
            elif not account.is_stopped and modem.device in self._stopped:
                self._stopped -= {modem.device}
                if not runs:
                    await _call(daemons, _NM_PATH, _NM, "ActivateConnection", "ooo", "/", device.path, "/")
        except CommandError as failure:
            self._complain(f"{modem.device}: {failure.message}")

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
        directory = os.path.dirname(path)
        try:
            os.makedirs(directory, mode=0o755, exist_ok=True)
            with host.locked(directory):
                host.change([host.NewFile(path, text.encode(), mode)])
        except OSError as exc:
            self._complain(f"{path}: {exc.strerror}; a restart forgets what was counted since the last write")

    def _recall(self) -> Counting:
        """Of this boot from /run, which is newer, else from the disk."""
        running = counting.parse(_read(self._layout.data_counting), self._boot)
        return running if running.at else counting.parse(_read(self._layout.data_counted), self._boot)

    def _complain(self, complaint: str) -> None:
        if complaint != self._complaint:
            self._tell(complaint)
        self._complaint = complaint


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
    return document.accounts(_read(layout.data_now), _boot_id())


async def _call(daemons: Daemons, path: str, interface: str, method: str, signature: str = "", *words_: str) -> None:
    if daemons.networkmanager:
        await daemons.networkmanager.call(path, interface, method, signature, *words_)


def _total(found: Counting) -> int:
    return sum(sum(months.used.values()) for months in found.sims.values())


def _read(path: str) -> bytes:
    with suppress(OSError), open(path, "rb") as stream:
        return stream.read(_MAX_SIZE)
    return b""


def _boot_id() -> str:
    with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as stream:
        return stream.read().strip()
