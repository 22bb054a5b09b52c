"""In the virtual machine: how soon after plugging it in a stick is switched, listed and connected.

The same machine has nm-cellular's udev files for one run and not for the next, so that all else is alike.  The times
are the journal's, in which ModemManager and NetworkManager say when it is so: asking them would take its own time.
"""

from __future__ import annotations

import argparse
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import tables
from tests.lab import Modem
from tests.lab.waiting import wait_for
from tests.vm.booting import boot
from tests.vm.isp import isp
from tests.vm.system import PATIENCE, System
from tests.vm.usb import Stick
from tests.vm.usb.hub import hub
from tests.vm.usb.stick import Model
from tests.vm.usb.sticks import E3131, E3531_WITH_A_MUTE_PORT, huawei_modem

_PROFILE = "[O2]\napn = mobile.o2.co.uk\n"
_OURS = Path(__file__).resolve().parent.parent / "packaging/udev"
_UDEV = Path("/usr/lib/udev")
_FILES = {_OURS / "39-nm-cellular.rules": _UDEV / "rules.d", _OURS / "60-nm-cellular.hwdb": _UDEV / "hwdb.d"}

_LISTED = re.compile(r"\[modem\d+\] state changed \(unknown -> ")
_CONNECTED = re.compile(r"Activation: successful, device activated")

Seconds = Mapping[str, float]
"""Since the stick was plugged in, by what was reached."""


@dataclass(frozen=True, slots=True)
class Case:
    """goal: how many times as long as with stock Debian it may take until it is connected."""

    name: str
    model: Model
    modem: Callable[[], Modem]
    goal: float


_CASES = {
    "switched": Case("an E3131, which is switched", E3131, huawei_modem, 1.0),
    "mute": Case("an E3531 with a port that answers nothing", E3531_WITH_A_MUTE_PORT, huawei_modem, 0.6),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.plugging")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--case", action="append", choices=_CASES, help="this one alone (repeatable)")
    arguments = parser.parse_args()
    with isp(), hub() as sockets:
        system = boot(sockets, ())
        system.apply(_PROFILE)
        cases = [_CASES[name] for name in arguments.case or _CASES]
        rows = [row for case in cases for row in _rows(case, [_round(system, case) for _ in range(arguments.runs)])]
    print(tables.markdown(["", "stock Debian", "with nm-cellular", "ratio", "wanted"], rows), flush=True)


def _round(system: System, case: Case) -> tuple[Seconds, Seconds]:
    """Stock Debian, and with nm-cellular."""
    _remove(system)
    stock = _plugged(system, case)
    _install(system)
    return stock, _plugged(system, case)


def _install(system: System) -> None:
    for file, directory in _FILES.items():
        system.run("install", "-D", "--mode=644", "--target-directory", str(directory), str(file))
    _tell_udev(system)


def _remove(system: System) -> None:
    for file, directory in _FILES.items():
        (directory / file.name).unlink(missing_ok=True)
    _tell_udev(system)


def _tell_udev(system: System) -> None:
    system.run("systemd-hwdb", "--usr", "update")
    system.run("udevadm", "control", "--reload")
    system.run("udevadm", "settle")


def _plugged(system: System, case: Case) -> Seconds:
    """From plugging in to the connection, and out again."""
    stick = system.plug(case.model, case.modem())
    # Seldom, as reading the journal takes the machine's time.
    wait_for(lambda: _moment(stick, "NetworkManager", _CONNECTED), PATIENCE, what="it is connected", interval=1)
    reached = _reached(stick)
    system.unplug(stick)
    system.wait_for(lambda: not system.modems, "ModemManager knows that it is gone")
    return reached


def _reached(stick: Stick) -> Seconds:
    moments = {
        "listed by ModemManager": _moment(stick, "ModemManager", _LISTED),
        "connected": _moment(stick, "NetworkManager", _CONNECTED),
    }
    if len(stick.modes) > 1:
        moments = {"switched": stick.modes[-1].since} | moments
    return {what: moment - stick.modes[0].since for what, moment in moments.items()}


def _moment(stick: Stick, unit: str, sentence: re.Pattern[str]) -> float:
    """When a unit said it first, in seconds since 1970; 0 where it has not."""
    since = f"--since=@{stick.modes[0].since:.6f}"
    argv = ["journalctl", "--quiet", "--no-pager", "--output=short-unix", f"--unit={unit}", since]
    lines = subprocess.run(argv, capture_output=True, text=True, check=True).stdout.splitlines()
    return next((float(line.split()[0]) for line in lines if sentence.search(line)), 0.0)


def _rows(case: Case, rounds: list[tuple[Seconds, Seconds]]) -> list[list[str]]:
    rows = []
    for what in rounds[0][0]:
        stock, ours = (median(each[way][what] for each in rounds) for way in (0, 1))
        goal = case.goal if what == "connected" else 1.0
        missed = " **missed**" if ours / stock > goal else ""
        rows.append(
            [f"{case.name}: {what}", f"{stock:.1f} s", f"{ours:.1f} s", f"{ours / stock:.2f}", f"≤ {goal}{missed}"]
        )
    return rows


if __name__ == "__main__":
    main()
