"""`nm-cellular wait` on the real ModemManager: it ends when it shall, and says why it does not."""

from __future__ import annotations

from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from tests.daemons.modem_states import CASES, NO_PROFILE, PATH, ROOT, bring, give_a_profile, run, spawn, summary
from tests.lab import Lab, Modem

pytestmark = pytest.mark.either_dbus_library


def waits(lab: Lab, goal: str, reason: str) -> Popen[str]:
    """A running `nm-cellular wait` that has just said what keeps it waiting."""
    process = spawn(lab, "wait", "--for", goal, "--timeout", "30")
    said = f"waiting until a modem is {goal}: {reason}"
    lab.wait_for(lambda: said in lab.logs(), what=said)
    assert process.poll() is None
    return process


def test_wait_ends_when_the_modem_is_plugged_in(lab: Lab) -> None:
    lab.modemmanager.start()
    waiting = waits(lab, "present", "ModemManager sees no modem")
    lab.modemmanager.plug(Modem(), "ttyUSB0")
    assert waiting.wait(10) == 0


def test_wait_ends_when_the_pin_is_given(lab: Lab) -> None:
    modem = Modem(replies={"+CPIN?": "+CPIN: SIM PIN\nOK", '+CPIN="1234"': "OK"})
    lab.modemmanager.start([modem])
    waiting = waits(lab, "unlocked", "the SIM asks for its PIN")
    del modem.replies["+CPIN?"]
    lab.run(["mmcli", "-i", "0", "--pin=1234"])
    assert waiting.wait(20) == 0


def test_wait_ends_when_a_profile_connects(lab: Lab) -> None:
    lab.modemmanager.start([Modem()])
    waiting = waits(lab, "connected", NO_PROFILE)
    give_a_profile(lab)
    assert waiting.wait(20) == 0
    assert summary(lab) == CASES["connected"].summary


def test_wait_outlives_a_modemmanager_that_crashes_and_comes_back(lab: Lab) -> None:
    lab.modemmanager.start()
    waiting = waits(lab, "registered", "ModemManager sees no modem")
    lab.modemmanager.kill()
    lab.wait_for(lambda: "registered: ModemManager is not running" in lab.logs(), what="the crash to be seen")
    lab.modemmanager.start([Modem()])
    assert waiting.wait(20) == 0


def test_wait_does_not_outlive_its_bus(tmp_path: Path) -> None:
    address = f"unix:path={tmp_path}/bus"
    argv = ["dbus-daemon", "--session", "--nofork", "--print-address", f"--address={address}"]
    env = {"PYTHONPATH": str(ROOT), "DBUS_SYSTEM_BUS_ADDRESS": address}
    with Popen(argv, stdout=PIPE, text=True) as bus:
        assert bus.stdout
        assert bus.stdout.readline()
        waiting = Popen(["/usr/bin/python3", "-m", "nm_cellular", "wait"], env=env, stderr=PIPE, text=True)
        with waiting:
            assert waiting.stderr
            assert "is not running" in waiting.stderr.readline()
            bus.kill()
            assert waiting.wait(10) == 1
            assert "the connection to the D-Bus system bus broke" in waiting.stderr.read()


def test_a_wait_of_no_time_looks_once(lab: Lab) -> None:
    bring(lab, CASES["connected"])
    assert run(lab, "wait", "--timeout", "0").returncode == 0
    lab.modemmanager.unplug("ttyUSB0")
    lab.wait_for(lambda: summary(lab) == "ModemManager sees no modem", what="the modem to be gone")
    done = run(lab, "wait", "--timeout", "0", "--for", "present")
    assert done.returncode == 1
    assert done.stderr.startswith("nm-cellular: no modem is present: ModemManager sees no modem\n")


@pytest.mark.parametrize(("terminal", "in_place"), [("xterm", True), ("dumb", False)])
def test_on_a_terminal_that_can_what_it_waits_for_stays_in_one_line(lab: Lab, *, terminal: str, in_place: bool) -> None:
    lab.modemmanager.start()
    argv = ["/usr/bin/python3", "-m", "nm_cellular", "wait", "--timeout", "1"]
    shown = lab.terminal(argv, env=PATH | {"TERM": terminal})
    assert shown.end() == 1
    assert "waiting until a modem is connected: ModemManager sees no modem" in shown.screen
    assert ("\033[K" in shown.screen) == in_place


def test_wait_gives_up_with_the_reason(lab: Lab) -> None:
    bring(lab, CASES["asks for a pin"])
    done = run(lab, "wait", "--timeout", "0.5")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-2:] == [
        "nm-cellular: no modem is connected after 0.5 s: the SIM asks for its PIN",
        "    set `pin = …` in cellular.conf, then nm-cellular unlock",
    ]
