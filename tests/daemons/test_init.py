"""`nm-cellular init` on a terminal, beside the real ModemManager: what it proposes, asks and writes."""

from __future__ import annotations

import json

import pytest

from nm_cellular import formats
from nm_cellular.profile import CellularProfile
from tests.daemons.modem_states import PATH, run
from tests.lab import BOOT, Lab, Modem, SimLock
from tests.lab.terminal import Terminal

pytestmark = pytest.mark.either_dbus_library


def init(lab: Lab, *options: str) -> Terminal:
    return lab.terminal(["/usr/bin/python3", "-m", "nm_cellular", "init", *options], env=PATH)


def plug(lab: Lab, modem: Modem, state: str = "registered") -> None:
    lab.modemmanager.start([modem])
    lab.wait_for(lambda: _state(lab) in (state, "connected", "disabled"), what=f"the modem to be {state}")


def _state(lab: Lab) -> str:
    found = json.loads(run(lab, "status", "--json").stdout)["modems"]
    return str(found[0]["state"]) if found else ""


def written(lab: Lab) -> CellularProfile:
    parsed = formats.parse("cellular.conf", (lab.path(BOOT) / "cellular.conf").read_bytes())
    assert parsed.problems == ()
    (profile,) = parsed.profiles
    return profile


def test_what_the_sim_wants_is_proposed_and_empty_lines_take_it(lab: Lab) -> None:
    plug(lab, Modem())
    terminal = init(lab)
    terminal.type("", at="APN: a number, a name, or auto [1]: ")
    terminal.type("", at="May it connect abroad, where that may cost more? [yes]: ")
    terminal.type("", at="Write it? [yes]: ")
    assert terminal.end() == 0
    assert "modem: Virtual AT modem" in terminal.screen
    assert "<hidden>" in terminal.screen
    profile = written(lab)
    listed = terminal.screen.partition(" 1. ")[2].split()[0]
    assert profile.apn == listed
    assert profile.username
    assert profile.roaming is None


def test_an_apn_of_ones_own_is_asked_its_login_and_wrong_answers_are_asked_again(lab: Lab) -> None:
    plug(lab, Modem())
    terminal = init(lab)
    terminal.type("my apn,", at="or auto [1]: ")
    terminal.type("my.apn", at="or auto [1]: ")
    terminal.type("me", at="User name, empty if there is none: ")
    terminal.type("hunter2", at="Password: ")
    terminal.type("perhaps", at="[yes]: ")
    terminal.type("no", at="[yes]: ")
    terminal.type("yes", at="Write it? [yes]: ")
    assert terminal.end() == 0
    assert "hunter2" not in terminal.screen
    profile = written(lab)
    assert (profile.apn, profile.username, profile.roaming) == ("my.apn", "me", False)
    assert profile.password
    assert profile.password.reveal() == "hunter2"


def test_a_locked_sims_pin_is_asked_and_not_tried(lab: Lab) -> None:
    lock = SimLock("1234")
    modem = Modem(lock=lock)
    plug(lab, modem, "locked")
    terminal = init(lab, "--apn", "internet", "--roaming", "yes")
    terminal.type("12", at="PIN of the SIM (it is not tried now): ")
    terminal.type("4321", at="PIN of the SIM (it is not tried now): ")
    terminal.type("", at="Write it? [yes]: ")
    assert terminal.end() == 0
    assert "4321" not in terminal.screen
    pin = written(lab).pin
    assert pin
    assert pin.reveal() == "4321"
    assert not any(command.startswith('+CPIN="') for command in modem.commands)


def test_a_file_that_is_there_is_told_of_before_anything_is_asked(lab: Lab) -> None:
    file = lab.path(BOOT) / "Cellular.CONF"
    file.write_text("[mine]\napn = mine\n")
    terminal = init(lab)
    assert terminal.end() == 1
    assert "is there already, and stays as it is" in terminal.screen
    assert "--force replaces it" in terminal.screen
    assert file.read_text() == "[mine]\napn = mine\n"


def test_without_a_modem_it_says_why_and_proposes_auto(lab: Lab) -> None:
    lab.modemmanager.start([])
    terminal = init(lab)
    terminal.type("", at="(the one that the SIM wants) [auto]: ")
    terminal.type("", at="[yes]: ")
    terminal.type("no", at="Write it? [yes]: ")
    assert terminal.end() == 1
    assert "no modem to look at: " in terminal.screen
    assert "nothing was written" in terminal.screen
    assert not (lab.path(BOOT) / "cellular.conf").exists()


def test_what_was_written_is_what_apply_installs(lab: Lab) -> None:
    plug(lab, Modem())
    assert run(lab, "init", "--yes", "--apn", "internet", "--name", "home").returncode == 0
    assert run(lab, "apply").returncode == 0
    assert run(lab, "check").returncode == 0
    assert "home" in lab.run(["nmcli", "-t", "-f", "NAME", "connection"]).stdout
