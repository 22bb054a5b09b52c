"""Rungs of the ladder that only some machines want, on the real daemons: re-enable, the user's command, reboot."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import Popen
from subprocess import run as run_here
from typing import Any

import pytest
from dbus_next.message import Message

from tests.daemons.modem_states import PATH, give_a_profile, summary
from tests.lab import BOOT, Lab, Modem

FIRST = "/virtual/ttyUSB0"
_RUNNING, _LASTING = "/run/nm-cellular/watch.json", "/var/lib/nm-cellular/watch.json"


@pytest.fixture
def modem(lab: Lab) -> Modem:
    """NetworkManager has given up on it."""
    give_a_profile(lab)
    modem = Modem(apns=())
    lab.modemmanager.start([modem])
    lab.wait_for(lambda: summary(lab).startswith("the network hung up"), what="the refusal")
    return modem


def settings(lab: Lab, words: str) -> None:
    with (lab.path(BOOT) / "cellular.conf").open("a") as file:
        file.write(f"[watch]\nfirst-wait = 5 s\n{words}\n")


def state(lab: Lab, path: str = _RUNNING) -> dict[str, Any]:
    file = lab.path(path)
    found: dict[str, Any] = json.loads(file.read_text())["states"].get(FIRST, {}) if file.exists() else {}
    return found


def told(lab: Lab, words: str) -> list[str]:
    return [line for line in lab.logs().splitlines() if line.startswith(FIRST) and words in line]


def networkmanager_has_dialled(lab: Lab) -> int:
    """How often, by itself."""
    return lab.logs().count("policy: auto-activating connection")


@contextmanager
def watching(lab: Lab, uptime: float | None = None, hurry: int | None = None) -> Iterator[Popen[str]]:
    """uptime: seconds for which the machine runs, as the watch sees it; hurry: as in quick_watch."""
    argv = ["/usr/bin/python3", "-m", "nm_cellular", "watch"]
    if hurry:
        argv = ["/usr/bin/python3", "-m", "tests.daemons.quick_watch", str(hurry)]
    if uptime is not None:
        ahead = round(uptime - time.clock_gettime(time.CLOCK_BOOTTIME))
        argv = ["unshare", "--time", "--boottime", str(ahead), "--fork", "--kill-child", *argv]
    process = lab.spawn(argv, env=PATH)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_a_modem_is_disabled_and_enabled(lab: Lab, modem: Modem) -> None:
    settings(lab, "ladder = re-enable")
    with watching(lab):
        lab.wait_for(lambda: told(lab, "disabling and enabling the modem, because"), what="the repair")
        modem.apns = None
        lab.wait_for(lambda: state(lab)["phase"] == "working", 60, what="the connection")
    assert not told(lab, "that failed")


def test_what_a_repair_has_brought_back_is_dialled_where_networkmanager_does_not(lab: Lab, modem: Modem) -> None:
    settings(lab, "command = /bin/true\nladder = command")
    with watching(lab):
        lab.wait_for(lambda: told(lab, "running the user's command"), what="the repair")
        modem.apns = None
        lab.modemmanager.unplug("ttyUSB0")
        lab.wait_for(lambda: state(lab)["reason"] == "the modem is not plugged in", what="its leaving")
        dialled = networkmanager_has_dialled(lab)
        lab.modemmanager.replug("ttyUSB0")
        lab.wait_for(lambda: state(lab)["phase"] == "working", 60, what="the connection")
    # NetworkManager 1.52 dials what comes back, 1.42 does not.
    if networkmanager_has_dialled(lab) == dialled:
        assert told(lab, "activating the profile, because NetworkManager does not dial what was repaired")
    assert state(lab)["strikes"] == 1


def test_a_command_of_the_users_is_told_the_modem(lab: Lab, modem: Modem) -> None:
    script = lab.path("/usr/local/bin/../../../run/lab/cut-power")
    script.write_text('#!/bin/sh\necho "$1 $NM_CELLULAR_MODEM" >/run/lab/told\necho no relay >&2\nexit 3\n')
    script.chmod(0o755)
    settings(lab, 'command = /run/lab/cut-power "relay 4"\nladder = command')
    with watching(lab):
        [failure] = lab.wait_for(lambda: told(lab, "that failed"), what="the command")
    assert failure == f"{FIRST}: that failed: /run/lab/cut-power ended with status 3: no relay"
    assert lab.path("/run/lab/told").read_text() == f"relay 4 {FIRST}\n"


def test_a_modem_on_which_somebody_works_is_left_alone(lab: Lab, modem: Modem) -> None:
    settings(lab, "command = /usr/bin/touch /run/lab/touched\nladder = command")
    modem.apns = None
    lab.run(["nmcli", "connection", "up", "giffgaff"])
    with watching(lab, hurry=60):
        lab.wait_for(lambda: state(lab).get("phase") == "working", what="its first look")
        inhibiting = lab.spawn(["mmcli", f"--inhibit-device={FIRST}"])
        [failure] = lab.wait_for(lambda: told(lab, "that failed"), 40, what="the repair")
        inhibiting.terminate()
    assert failure.endswith("somebody works on the modem, and keeps ModemManager from it (inhibited)")
    assert not lab.path("/run/lab/touched").exists()


def test_a_network_that_refuses_the_sim_for_good_is_asked_once_an_hour(lab: Lab, modem: Modem) -> None:
    """Cause 33, as AT commands have it."""
    modem.refusal = "+CME ERROR: 133"
    lab.run(["nmcli", "connection", "up", "giffgaff"], check=False)
    lab.wait_for(lambda: summary(lab).startswith("the SIM is not subscribed"), what="the refusal")
    settings(lab, "ladder = reset")
    with watching(lab):
        lab.wait_for(lambda: told(lab, "does not work: the SIM is not subscribed"), what="its first look")
        assert state(lab)["look_at"] - state(lab)["phase_since"] > 3000


class Systemd:
    """What is asked to reboot."""

    def __init__(self, lab: Lab) -> None:
        self.reboots = 0
        lab.bus.serve("org.freedesktop.systemd1", self._answer)

    def _answer(self, call: Message) -> Message | None:
        if (call.interface, call.member) != ("org.freedesktop.systemd1.Manager", "Reboot"):
            return None
        self.reboots += 1
        return Message.new_method_return(call)


def can_shift_clocks() -> bool:
    return run_here(["unshare", "--time", "--boottime", "1", "--fork", "true"], capture_output=True).returncode == 0


@pytest.mark.skipif(not can_shift_clocks(), reason="no time namespaces here")
def test_a_machine_reboots_once_after_an_hour_and_remembers_it(lab: Lab, modem: Modem) -> None:
    systemd = Systemd(lab)
    settings(lab, "ladder = reboot")
    with watching(lab, uptime=1800):
        lab.wait_for(lambda: state(lab).get("look_at", 0) > 3600, what="a modem about which nothing can be done yet")
        assert (systemd.reboots, state(lab)["strikes"]) == (0, 0)
    lab.path(_RUNNING).unlink()
    with watching(lab, uptime=3700):
        lab.wait_for(lambda: systemd.reboots, what="the reboot")
        assert state(lab, _LASTING)["reboots"] == 1
    # What is below /run does not outlive it.
    lab.path(_RUNNING).unlink()
    with watching(lab, uptime=60):
        lab.wait_for(lambda: state(lab).get("phase") == "waiting", what="the watch to see it")
        # A repair that was begun has its ten minutes also after it.
        assert (state(lab)["reboots"], state(lab)["strikes"]) == (1, 1)
        assert state(lab)["next_at"] > 600
    assert systemd.reboots == 1
