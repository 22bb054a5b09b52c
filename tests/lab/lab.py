"""The lab: real daemons on a private bus, in namespaces that leave nothing behind."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from tests.lab.background import background
from tests.lab.bus import private_bus
from tests.lab import logs
from tests.lab.modemmanager import ModemManager
from tests.lab.namespace import Namespace, new_namespace
from tests.lab.networkmanager import NetworkManager
from tests.lab.policykit import PolicyKit
from tests.lab.waiting import wait_for

T = TypeVar("T")

BOOT = "/boot/firmware"
_PPPD = Path(__file__).with_name("pppd.py")
_MOUNTS = """\
lab /sys sysfs ro
lab /run tmpfs mode=755
lab /boot tmpfs mode=755
lab /etc/NetworkManager tmpfs mode=755
lab /var/lib/NetworkManager tmpfs mode=755
lab /usr/lib/NetworkManager/system-connections tmpfs mode=755
"""
_DIRECTORIES = (logs.DIRECTORY, BOOT, "/etc/NetworkManager/system-connections", "/run/NetworkManager/system-connections")


class Lab:
    """A bus, NetworkManager and, when started, ModemManager with virtual modems."""

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._namespace = stack.enter_context(new_namespace())
            self._prepare()
            loop = stack.enter_context(background())
            self.bus = stack.enter_context(private_bus(self._namespace, loop))
            self.policykit = PolicyKit(self.bus)
            self.networkmanager = NetworkManager(self._namespace, self.bus)
            self.modemmanager = ModemManager(self._namespace, self.bus, loop)
            self.networkmanager.start()
            self._resources = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error:
            error.add_note(self.logs())
        self._resources.close()

    def run(
        self,
        argv: Sequence[str],
        *,
        input: str | None = None,
        env: Mapping[str, str] | None = None,
        check: bool = True,
    ) -> subprocess.CompletedProcess[str]:
        return self._namespace.run(argv, input=input, env=env, check=check)

    def path(self, inside: str | Path) -> Path:
        return self._namespace.path(inside)

    def wait_for(self, condition: Callable[[], T], timeout: float = 20.0, *, what: str = "") -> T:
        return wait_for(condition, timeout, what=what)

    def logs(self) -> str:
        """What the daemons have written so far."""
        return logs.read_logs(self._namespace)

    def _prepare(self) -> None:
        self._namespace.mount(_MOUNTS)
        self._namespace.run(["mount", "--bind", str(_PPPD), "/usr/sbin/pppd"])
        self._namespace.run(["ip", "link", "set", "lo", "up"])
        for directory in _DIRECTORIES:
            self.path(directory).mkdir(parents=True)
