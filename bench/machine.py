"""A machine to measure on: the lab's NetworkManager, and the directories that the contenders write to."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.installation import PYTHON, Installation, installed
from tests.lab import BOOT, KEYFILES, Lab

_STOPWATCH = str(Path(__file__).with_name("stopwatch.py"))
_PORTION = 20
_STATE = "/var/lib/nm-cellular"
_NETPLAN = "/etc/netplan"
_NETPLAN_OUTPUT = "/run/NetworkManager/system-connections"

_NETWORKMANAGER = "org.freedesktop.NetworkManager"
_SETTINGS = "/org/freedesktop/NetworkManager/Settings"

Commands = list[list[str]]


@dataclass(frozen=True, slots=True)
class Sample:
    """What one run took."""

    seconds: float
    kilobytes: int


@dataclass(frozen=True, slots=True)
class Machine:
    """Runs commands inside the lab; installation: of the nm-cellular that is measured."""

    lab: Lab
    installation: Installation

    def time(self, commands: Commands) -> Sample:
        """All of them, one after the other, in portions: the lab lets nothing run longer than a minute."""
        portions = [commands[start : start + _PORTION] for start in range(0, len(commands), _PORTION)]
        samples = [self._time(portion) for portion in portions]
        return Sample(sum(each.seconds for each in samples), max(each.kilobytes for each in samples))

    def _time(self, commands: Commands) -> Sample:
        """The stopwatch runs inside too, so that the way there is not measured."""
        watch = [PYTHON, "-I", "-S", _STOPWATCH]
        done = self.lab.run(watch, input=json.dumps(commands), env=self._environment)
        return Sample(**json.loads(done.stdout))

    def run(self, *argv: str) -> None:
        """Not timed."""
        self.lab.run(argv, env=self._environment)

    @property
    def _environment(self) -> dict[str, str]:
        return {"PYTHONPATH": self.installation.modules}

    def forget_everything(self) -> None:
        """No profile, no configuration, no trace of an earlier run."""
        for directory in (BOOT, KEYFILES, _NETPLAN, _NETPLAN_OUTPUT, _STATE):
            for path in self.lab.path(directory).iterdir():
                path.unlink()
        self.lab.bus.call(_NETWORKMANAGER, _SETTINGS, f"{_NETWORKMANAGER}.Settings.ReloadConnections")

    def profiles(self) -> list[tuple[str, bytes]]:
        """The files of the installed profiles, as (name, content)."""
        return [(path.name, path.read_bytes()) for path in self.lab.path(KEYFILES).iterdir()]

    def write(self, path: str, content: bytes) -> None:
        """A file of root's alone, as NetworkManager wants its profiles."""
        inside = self.lab.path(path)
        inside.touch(0o600)
        inside.write_bytes(content)

    def write_boot_file(self, text: str) -> None:
        self.write(f"{BOOT}/cellular.conf", text.encode())

    def write_netplan(self, text: str) -> None:
        self.write(f"{_NETPLAN}/bench.yaml", text.encode())

    def count_profiles(self) -> int:
        """How many NetworkManager has loaded."""
        answer = self.lab.bus.call(_NETWORKMANAGER, _SETTINGS, f"{_NETWORKMANAGER}.Settings.ListConnections")
        return len(answer[0])


@contextmanager
def machine(disk: Path | None) -> Iterator[Machine]:
    """disk: where profiles are on a real disk during the measurement; None keeps them in memory."""
    with _cleared(_STATE), Lab() as lab, installed() as installation:
        for directory in (_STATE, _NETPLAN):
            lab.run(["mount", "-t", "tmpfs", "-o", "mode=700,X-mount.mkdir", "bench", directory])
        if disk:
            lab.run(["mount", "--bind", str(disk), KEYFILES])
        yield Machine(lab, installation)


@contextmanager
def _cleared(directory: str) -> Iterator[None]:
    """A mount point that was made for us does not stay."""
    yield
    with suppress(OSError):
        Path(directory).rmdir()


def lacking() -> Sequence[str]:
    """The programs that are compared or needed, and are not here."""
    wanted = ("NetworkManager", "dbus-daemon", "nmcli", "netplan", "busctl", "nsenter", "unshare")
    return [program for program in wanted if not shutil.which(program)]
