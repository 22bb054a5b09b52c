"""A daemon of the lab: started, stopped or killed at will, with its output kept."""

from __future__ import annotations

from collections.abc import Sequence
from subprocess import Popen
from typing import ClassVar

from tests.lab.bus import Bus
from tests.lab.logs import open_log
from tests.lab.namespace import Namespace
from tests.lab.waiting import wait_for


class Daemon:
    """A program that runs in the namespace and owns a name on the bus."""

    argv: ClassVar[Sequence[str]]
    bus_name: ClassVar[str]
    cwd: ClassVar[str] = "/"

    def __init__(self, namespace: Namespace, bus: Bus) -> None:
        self._namespace = namespace
        self._bus = bus
        self._process: Popen[str] | None = None

    def start(self) -> None:
        """Start, and return when the daemon answers on the bus."""
        with open_log(self._namespace, self.argv[0]) as log:
            self._process = self._namespace.popen(self.argv, cwd=self.cwd, stdout=log, stderr=log)
        wait_for(self._is_up, what=f"{self.argv[0]} on the bus")

    def stop(self) -> None:
        """Ask the daemon to end, and return when it has ended."""
        if self._process:
            self._process.terminate()
            self._process.wait()

    def kill(self) -> None:
        """End the daemon as a crash would."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def _is_up(self) -> bool:
        if self._process and self._process.poll() is not None:
            raise ChildProcessError(f"{self.argv[0]} ended with status {self._process.returncode}")
        return self._is_ready()

    def _is_ready(self) -> bool:
        return self._bus.has_owner(self.bus_name)
