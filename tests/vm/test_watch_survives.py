"""nm-cellular-watch.service, killed, stuck, and with a clock that jumps by decades."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.vm.isp import SERVER_IPV4
from tests.vm.system import System
from tests.vm.usb.qmi import QmiModem
from tests.vm.usb.sticks import EC25_QMI
from tests.vm.watched import SERVICE, looked_at, property_of, state, told, wait_until_it_works, watching

INSTALLED = ()

CONF = """\
[home]
apn = internet
retries = 1
[watch]
first-wait = 5 s
ladder = replug
"""


def main_pid(system: System) -> int:
    return int(property_of(system, "MainPID"))


def is_up_again(system: System, before: int) -> bool:
    return property_of(system, "ActiveState") == "active" and main_pid(system) not in (0, before)


def test_killed_in_the_middle_of_a_replug_it_puts_the_device_back_and_goes_on_counting(system: System) -> None:
    with watching(system, CONF):
        before = main_pid(system)
        stick = system.plug(EC25_QMI, QmiModem(apns=()))
        switch = Path(f"/sys/bus/usb/devices/{stick.sysname}/authorized")
        system.wait_for(lambda: is_off(switch), "a device that is off")
        os.kill(before, signal.SIGKILL)
        assert is_off(switch)
        remembered = state()
        system.wait_for(lambda: is_up_again(system, before), "the restart")
        system.wait_for(lambda: not is_off(switch), "the device's return")
        assert (state()["strikes"], state()["next_at"]) == (1, remembered["next_at"])


def is_off(switch: Path) -> bool:
    """It is on the bus, and not let in."""
    return switch.exists() and switch.read_text() == "0\n"


def test_systemd_restarts_it_where_it_does_not_say_that_it_lives(system: System) -> None:
    with watching(system, CONF, service="WatchdogSec=20\n"):
        first = property_of(system, "WatchdogTimestampMonotonic")
        system.wait_for(lambda: property_of(system, "WatchdogTimestampMonotonic") != first, "a sign of life")
        before = main_pid(system)
        assert property_of(system, "NRestarts") == "0"
        os.kill(before, signal.SIGSTOP)
        system.wait_for(lambda: is_up_again(system, before), "the restart")
        assert "Watchdog timeout" in told(system)


@contextmanager
def clock_at(year: int) -> Iterator[None]:
    """Meanwhile the calendar says January of that year."""
    began, wall = time.monotonic(), time.time()
    set_clock(f"{year}-01-10 12:00")
    try:
        yield
    finally:
        set_clock(f"@{wall + time.monotonic() - began:.0f}")


def set_clock(when: str) -> None:
    subprocess.run(["date", "--set", when], check=True, capture_output=True)


def looks(system: System) -> bool:
    """Whether it has looked since it was given reason to."""
    before = looked_at()
    for switch in ("off", "on"):
        system.run("nmcli", "radio", "wwan", switch)
    system.wait_for(lambda: looked_at() > before, "a look")
    return True


def status(system: System) -> Any:
    """Of the one modem."""
    return json.loads(system.run("sh", "-c", "nm-cellular status --json || true"))["modems"][0]


def test_no_calendar_makes_it_hurry_or_wait(system: System) -> None:
    with watching(system, CONF), clock_at(1971):
        system.plug(EC25_QMI, QmiModem(apns=()))
        system.wait_for(lambda: state().get("strikes") == 1, "the first repair")
        system.wait_for(lambda: system.modems, "the modem's return")
        next_at = state()["next_at"]
        for year in (2037, 1971, 2030):
            set_clock(f"{year}-01-10 12:00")
            assert looks(system)
            assert (state()["strikes"], state()["next_at"]) == (1, next_at)


def test_data_and_history_come_to_the_time_that_the_clock_is_set_to(system: System) -> None:
    with watching(system, CONF), clock_at(1971):
        system.plug(EC25_QMI, QmiModem())
        wait_until_it_works(system)
        assert status(system)["data"]["month"] == ""
        set_clock("2030-01-10 12:00")
        assert system.reaches(SERVER_IPV4)
        # What was seen and counted since the last look is written at the end.
        system.run("systemctl", "restart", SERVICE)
        system.wait_for(lambda: status(system)["data"]["month"] == "2030-01", "the month")
        system.wait_for(lambda: status(system)["data"]["used"] > 0, "what was used")
        history = system.run("nm-cellular", "history", "--json")
        assert "2030-01-10T" in history
        assert "1971-" not in history
