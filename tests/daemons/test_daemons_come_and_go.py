"""What status --watch and wait make of modems, daemons and a bus that leave, some of which come back."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

import pytest

from tests.daemons.modem_states import CASES, NO_PROFILE, PATH, bring, run, spawn
from tests.lab import Lab, Modem

pytestmark = pytest.mark.either_dbus_library

WORKS = f"works: {CASES['connected'].summary}"
STOPPED = "does not work: ModemManager is not running"
NO_MODEM = "does not work: ModemManager sees no modem"


@contextmanager
def watching(lab: Lab) -> Iterator[Popen[str]]:
    """A status --watch that lasts as long as the block, and then ends as with Ctrl-C, without a word."""
    process = spawn(lab, "status", "--watch")
    lab.wait_for(lambda: verdicts(lab), what="the first look")
    yield process
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 130
    assert "Traceback" not in lab.logs()


def verdicts(lab: Lab) -> list[str]:
    return [line for line in lab.logs().splitlines() if line.startswith(("works: ", "does not work: "))]


def settles(lab: Lab, verdict: str) -> None:
    lab.wait_for(lambda: verdicts(lab)[-1] == verdict, what=verdict)


def resident(process: Popen[str]) -> int:
    """Its memory in kB."""
    found = re.search(r"VmRSS:\s*(\d+) kB", Path(f"/proc/{process.pid}/status").read_text())
    assert found
    return int(found[1])


def test_a_modem_leaves_and_comes_back_a_hundred_times(lab: Lab) -> None:
    lab.modemmanager.start([Modem()])
    with watching(lab) as process:
        sizes = [replugged(lab, process) for _ in range(100)]
        settles(lab, f"does not work: {NO_PROFILE}")
        lab.modemmanager.unplug("ttyUSB0")
        settles(lab, NO_MODEM)
    assert verdicts(lab).count(NO_MODEM) >= 100
    # Python takes 1 MB more until it has settled; from 600 times on it took none in a thousand.
    assert sizes[-1] - sizes[20] < 2_000


def replugged(lab: Lab, process: Popen[str]) -> int:
    lab.wait_for(lambda: verdicts(lab)[-1] == f"does not work: {NO_PROFILE}", what="the modem")
    gone = verdicts(lab).count(NO_MODEM)
    lab.modemmanager.unplug("ttyUSB0")
    lab.wait_for(lambda: verdicts(lab).count(NO_MODEM) > gone, what="its leaving to be seen")
    lab.modemmanager.replug("ttyUSB0")
    return resident(process)


def test_modemmanager_crashes_again_and_again(lab: Lab) -> None:
    lab.modemmanager.start([Modem()])
    with watching(lab):
        for number in range(1, 6):
            # At any moment: also while it is being asked.
            lab.modemmanager.kill()
            settles(lab, STOPPED)
            lab.modemmanager.start([Modem()] * (number % 2))
        # NetworkManager may have lost sight of ModemManager by now; so the modem is not always enabled.
        lab.wait_for(lambda: "\nmodem 0: " in run(lab, "status").stdout, what="the modem")
        lab.wait_for(lambda: run(lab, "status").stdout.startswith(f"{verdicts(lab)[-1]}\n"), what="the same verdict")


def test_networkmanager_restarts(lab: Lab) -> None:
    bring(lab, CASES["connected"])
    with watching(lab):
        settles(lab, WORKS)
        lab.networkmanager.kill()
        lab.wait_for(lambda: verdicts(lab)[-1] != WORKS, what="the crash to be seen")
        lab.networkmanager.start()
        settles(lab, WORKS)


def test_wait_outlives_networkmanager(lab: Lab) -> None:
    bring(lab, CASES["registered"])
    waiting = spawn(lab, "wait", "--timeout", "40")
    lab.wait_for(lambda: f"connected: {NO_PROFILE}" in lab.logs(), what="the modem")
    lab.networkmanager.stop()
    lab.wait_for(lambda: "connected: NetworkManager is not running" in lab.logs(), what="the end of NetworkManager")
    lab.networkmanager.add_keyfile("it.nmconnection", "[connection]\nid=it\ntype=gsm\n[gsm]\napn=internet\n")
    lab.networkmanager.start()
    assert waiting.wait(30) == 0


def test_wait_outlives_a_modemmanager_that_crashes_again_and_again(lab: Lab) -> None:
    lab.modemmanager.start()
    waiting = spawn(lab, "wait", "--for", "present", "--timeout", "60")
    lab.wait_for(lambda: "present: ModemManager sees no modem" in lab.logs(), what="wait's first look")
    with watching(lab):
        for _ in range(3):
            settles(lab, NO_MODEM)
            lab.modemmanager.kill()
            settles(lab, STOPPED)
            lab.modemmanager.start()
    assert "present: ModemManager is not running" in lab.logs()
    assert waiting.poll() is None
    lab.modemmanager.kill()
    lab.modemmanager.start([Modem()])
    assert waiting.wait(20) == 0


@pytest.mark.parametrize("words", [("status", "--watch"), ("wait",)], ids=" ".join)
def test_nothing_outlives_its_bus(lab: Lab, words: tuple[str, ...]) -> None:
    address = "unix:path=/run/lab/short-lived"
    bus = lab.spawn(["dbus-daemon", "--session", "--nofork", f"--address={address}"])
    lab.wait_for(lambda: lab.path("/run/lab/short-lived").exists(), what="the bus")
    env = PATH | {"DBUS_SYSTEM_BUS_ADDRESS": address}
    following = lab.spawn(["/usr/bin/python3", "-m", "nm_cellular", *words], env=env)
    lab.wait_for(lambda: "is not running" in lab.logs(), what="the first look")
    bus.kill()
    assert following.wait(10) == 1
    assert "nm-cellular: the connection to the D-Bus system bus broke\n    run this again\n" in lab.logs()
    assert "Traceback" not in lab.logs()
