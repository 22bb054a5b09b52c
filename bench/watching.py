"""What `nm-cellular status --watch` costs while nothing happens, and what remains of ten thousand signals."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

from dbus_next.signature import Variant

from bench.machine import Machine
from tests.daemons import modem_of_tomorrow
from tests.daemons.modem_of_tomorrow import IMODEM, MODEM

TERMINAL = "on a terminal"
PIPE = "into a pipe or a file"

_FIRST, _LAST = 77, 1
"""The signal quality before and after the signals, which none of the others says."""


_SETTLED = 1000
"""Signals after which Python has taken most of the memory that it wants, about 1 MB."""

_APART = 0.005
"""Seconds from one signal to the next: those that come closer together are shown as one change."""


@dataclass(frozen=True, slots=True)
class Watched:
    """wakeups: while nothing happened; kilobytes: before and after the signals; cpu: seconds for one of these."""

    how: str
    wakeups: int
    kilobytes: tuple[int, int]
    cpu: float


def watch(machine: Machine, how: str, seconds: float, signals: int) -> Watched:
    """On a bus with a modem that says only what it is told to."""
    machine.lab.networkmanager.stop()
    machine.lab.fake_modemmanager.start(modem_of_tomorrow.modem())
    with _watching(machine, how) as process:
        _send(machine, _SETTLED)
        wakeups = _wakeups(process, seconds)
        before, begun = _kilobytes(process), _cpu(process)
        _send(machine, signals)
        return Watched(how, wakeups, (before, _kilobytes(process)), (_cpu(process) - begun) / signals)


@contextmanager
def _watching(machine: Machine, how: str) -> Iterator[Path]:
    """The process, as its directory in /proc."""
    command = f"{machine.installation.command} status --watch"
    argv = ["script", "--quiet", "--flush", "--command", f"exec {command}", "/dev/null"]
    environment = {"PYTHONPATH": machine.installation.modules, "TERM": "xterm"}
    shown = _shown(machine, _FIRST)
    started = machine.lab.spawn(command.split() if how == PIPE else argv, env=environment)
    machine.lab.wait_for(lambda: _shown(machine, _FIRST) > shown, what="the first look")
    try:
        yield _innermost(started)
    finally:
        started.terminate()
        started.wait()
        machine.lab.fake_modemmanager.stop()
        machine.lab.networkmanager.start()


def _innermost(started: Popen[str]) -> Path:
    """script(1) has the command as its child."""
    process = Path(f"/proc/{started.pid}")
    while children := (process / f"task/{process.name}/children").read_text().split():
        process = Path(f"/proc/{children[0]}")
    return process


def _send(machine: Machine, signals: int) -> None:
    """So many changes of the signal quality; returns when the last is shown."""
    shown = _shown(machine, _LAST)
    for number in range(signals - 1):
        _change(machine, 50 + number % 2)
        time.sleep(_APART)
    _change(machine, _LAST)
    machine.lab.wait_for(lambda: _shown(machine, _LAST) > shown, timeout=120, what="the last signal")


def _shown(machine: Machine, quality: int) -> int:
    """How often that signal quality was shown so far."""
    return machine.lab.logs().count(f" {quality} %")


def _change(machine: Machine, quality: int) -> None:
    machine.lab.fake_modemmanager.change(MODEM, IMODEM, SignalQuality=Variant("(ub)", [quality, True]))


def _wakeups(process: Path, seconds: float) -> int:
    """How often it was given the processor after it had waited for something."""
    time.sleep(1)
    before = _number(process, "voluntary_ctxt_switches")
    time.sleep(seconds)
    return _number(process, "voluntary_ctxt_switches") - before


def _kilobytes(process: Path) -> int:
    return _number(process, "VmRSS")


def _number(process: Path, name: str) -> int:
    fields = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
    return int(fields[name].split()[0])


def _cpu(process: Path) -> float:
    user, system = (process / "stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
