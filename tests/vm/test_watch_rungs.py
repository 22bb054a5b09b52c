"""The rungs of the watch's ladder, each on a modem of a real kernel and from within the confined service."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.vm.system import System
from tests.vm.usb import Stick
from tests.vm.usb.qmi import QmiModem
from tests.vm.usb.sticks import EC25_QMI
from tests.vm.watched import SERVICE, state, told, wait_until_it_works, watching

INSTALLED = ()

CONF = """\
[home]
apn = internet
retries = 1
[watch]
first-wait = 5 s
"""
UNIT = Path("/run/systemd/system/cut-power.service")
SCRIPT, TOLD = Path("/root/cut-power"), Path("/run/cut-power.told")


@pytest.fixture
def stick(system: System) -> Stick:
    """NetworkManager has given up on its modem, for five minutes, and could connect it now; it is not watched yet."""
    modem = QmiModem(apns=())
    system.apply(CONF)
    stick = system.plug(EC25_QMI, modem)
    system.wait_for(lambda: modem.dialled, "a call")
    states = ("nmcli", "--terse", "--fields", "TYPE,STATE", "device")
    system.wait_for(lambda: "gsm:disconnected" in system.run(*states), "its refusal")
    modem.apns = None
    return stick


def until_it_works(system: System, words: str, began: float) -> None:
    wait_until_it_works(system)
    assert words in told(system, began)
    assert state()["strikes"] == 1
    assert "that failed" not in told(system, began)
    assert system.journal(SERVICE, "--priority=warning", since=began) == ""


def test_it_is_disabled_and_enabled(system: System, stick: Stick) -> None:
    began = time.time()
    with watching(system, f"{CONF}ladder = re-enable\n"):
        until_it_works(system, "disabling and enabling the modem, because", began)
    assert len(stick.modes) == 1


def test_modemmanager_resets_it(system: System, stick: Stick) -> None:
    began = time.time()
    with watching(system, f"{CONF}ladder = reset\n"):
        until_it_works(system, "resetting the modem, because", began)
    assert len(stick.modes) == 2


def test_uhubctl_switches_its_port_off_and_on(system: System, stick: Stick) -> None:
    began = time.time()
    with system.switching_power(stick), watching(system, f"{CONF}ladder = port-power\n"):
        until_it_works(system, "switching the USB port off and on, because", began)
    assert len(stick.modes) == 2


def test_a_command_in_somebodys_home_is_run_as_root_and_told_the_modem(system: System, stick: Stick) -> None:
    """What its confinement keeps from it, a unit that it starts may do."""
    SCRIPT.write_text(
        '#!/bin/sh\nset -e\nif touch /etc/here; then exit 9; fi\necho "$1 $NM_CELLULAR_MODEM" >$STATE_DIRECTORY/told\n'
        "exec systemctl start cut-power.service\n"
    )
    SCRIPT.chmod(0o755)
    # What is told is in the service's own directory; and that the modem was repaired, nobody but this unit knows.
    connect = f"mv /var/lib/nm-cellular/told {TOLD} && nmcli connection up home"
    UNIT.write_text(f"[Service]\nType=oneshot\nExecStart=/bin/sh -c '{connect}'\n")
    system.run("systemctl", "daemon-reload")
    began = time.time()
    with watching(system, f'{CONF}command = {SCRIPT} "relay 4"\nladder = command\n'):
        until_it_works(system, "running the user's command, because", began)
    port = os.path.realpath(f"/sys/bus/usb/devices/{stick.sysname}")
    assert TOLD.read_text() == f"relay 4 {port}\n"


def test_a_command_that_fails_is_told_of(system: System, stick: Stick) -> None:
    began = time.time()
    with watching(system, f"{CONF}command = /bin/sh -c 'echo no relay; exit 3'\nladder = command\n"):
        system.wait_for(lambda: "that failed: /bin/sh ended with status 3: no relay" in told(system, began), "failure")
