"""A lab for NetworkManager and ModemManager: the real daemons, with no hardware and nothing left behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from subprocess import CompletedProcess, Popen
from typing import Any, Self, TypeVar

from tests.lab import logs
from tests.lab.background import Background, background
from tests.lab.bus import BusDaemon, connected
from tests.lab.fake_modemmanager import FakeModemManager
from tests.lab.modemmanager import ModemManager
from tests.lab.namespace import new_namespace
from tests.lab.networkmanager import KEYFILES, NetworkManager
from tests.lab.policykit import PolicyKit
from tests.lab.terminal import Terminal
from tests.lab.waiting import LIMIT, wait_for

T = TypeVar("T")

BOOT = "/boot/firmware"

_PPPD = Path(__file__).with_name("pppd.py")
_OVERLAYS = "/run/lab/overlays"
# With a writable /sys, NetworkManager waits for udev to know each interface, for 20 seconds.
_MOUNTS = f"""\
lab /sys sysfs ro
lab /boot tmpfs mode=755
lab-etc /etc overlay lowerdir=/etc,upperdir={_OVERLAYS}/etc,workdir={_OVERLAYS}/etc-work
lab-var /var/lib overlay lowerdir=/var/lib,upperdir={_OVERLAYS}/var,workdir={_OVERLAYS}/var-work
lab /var/cache tmpfs mode=755
lab /etc/NetworkManager tmpfs mode=755
lab /var/lib/NetworkManager tmpfs mode=755
lab /usr/lib/NetworkManager/system-connections tmpfs mode=755
"""
_DIRECTORIES = (
    logs.DIRECTORY,
    BOOT,
    KEYFILES,
    "/run/NetworkManager/system-connections",
)


class Lab:
    """A private system bus with NetworkManager on it, and with ModemManager once that is started.

    Programs run inside find the bus at its standard address. /run, /boot, /var/cache and NetworkManager's
    directories are private and begin empty; changes to /etc and /var/lib are the lab's own; all other files
    are the host's.
    """

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._loop = loop = stack.enter_context(background())
            self._namespace = stack.enter_context(new_namespace())
            self._prepare()
            stack.push(self._explain)
            self._bus_daemon = BusDaemon(self._namespace)
            self._start_bus(stack, loop)
            self.fake_modemmanager = FakeModemManager(self._namespace, loop)
            stack.callback(self.fake_modemmanager.stop)
            self.networkmanager.start()
            self._resources = stack.pop_all()
        return self

    def __exit__(self, *error: Any) -> None:
        self._resources.__exit__(*error)

    def run(
        self,
        argv: Sequence[str],
        *,
        input: str | None = None,
        env: Mapping[str, str] | None = None,
        check: bool = True,
    ) -> CompletedProcess[str]:
        """Run a program inside to its end; see Namespace.run."""
        return self._namespace.run(argv, input=input, env=env, check=check)

    def spawn(self, argv: Sequence[str], *, env: Mapping[str, str] | None = None) -> Popen[str]:
        """Start a program that stays; it writes to a log and ends with the lab, if not before."""
        with logs.open_log(self._namespace, Path(argv[0]).name) as log:
            return self._namespace.popen(argv, env=env, stdout=log, stderr=log)

    def terminal(self, argv: Sequence[str], *, env: Mapping[str, str] | None = None) -> Terminal:
        """Start a program inside, on a terminal of its own."""
        return Terminal(self._namespace, argv, dict(env or {}))

    def path(self, inside: str | Path) -> Path:
        """Where the test finds the file that programs inside find at `inside`, which is absolute."""
        return self._namespace.path(inside)

    def wait_for(self, condition: Callable[[], T], timeout: float = LIMIT, *, what: str = "") -> T:
        """The first true value of the condition; see waiting.wait_for."""
        return wait_for(condition, timeout, what=what)

    def logs(self) -> str:
        """What the daemons have written so far."""
        return logs.read_logs(self._namespace)

    def restart_bus(self) -> None:
        """As after a crash of it, with which NetworkManager and ModemManager end; they are started by the test."""
        self._bus_daemon.kill()
        self.networkmanager.kill()
        self.modemmanager.kill()
        self.modemmanager.close_ports()
        self._start_bus(self._resources, self._loop)

    def _start_bus(self, stack: ExitStack, loop: Background) -> None:
        self._bus_daemon.start()
        self.bus = stack.enter_context(connected(self._namespace, loop))
        self.policykit = PolicyKit(self.bus)
        self.networkmanager = NetworkManager(self._namespace, self.bus)
        self.modemmanager = ModemManager(self._namespace, self.bus, loop)
        stack.callback(self.modemmanager.close_ports)

    def _prepare(self) -> None:
        self._namespace.mount("lab /run tmpfs mode=755\n")
        for name in ("etc", "etc-work", "var", "var-work"):
            self.path(f"{_OVERLAYS}/{name}").mkdir(parents=True)
        self._namespace.mount(_MOUNTS)
        self._namespace.run(["mount", "--bind", str(_PPPD), "/usr/sbin/pppd"])
        self._namespace.run(["ip", "link", "set", "lo", "up"])
        for directory in _DIRECTORIES:
            self.path(directory).mkdir(parents=True)

    def _explain(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error:
            error.add_note(self.logs())
