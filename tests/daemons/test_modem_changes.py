"""Modes, bands, the initial EPS bearer, network and roaming of cellular.conf, on the real daemons.

The generic plugin lets nobody choose; Telit's does modes and bands, Cinterion's the initial EPS bearer, both by plain
AT commands.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.daemons.in_mmclis_words import in_mmclis_words, mmcli, told_by_mmcli
from tests.daemons.modem_states import ROOT, registers, run, status
from tests.lab import BOOT, Lab, Modem

DEBIAN_12 = "1.42"
CONF = f"{BOOT}/cellular.conf"

TELIT = {
    "+WS46=?": "+WS46: (12,22,25,28,29,30,31)\nOK",
    "+WS46?": "+WS46: 25\nOK",
    # Sets of bands of 2G and 3G by number, those of LTE as a mask: bands 3, 7 and 20.
    "#BND=?": "#BND: (0-5),(0-7),(524356)\nOK",
    "#BND?": "#BND: 0,0,524356\nOK",
}
_CONTEXT = re.compile(r'\+CGDCONT=1,"\w+","([^"]*)"')
_SET = re.compile(r"(\+WS46|#BND)=([0-9,]+)")


class Telit(Modem):
    """Keeps the modes and bands that it is given."""

    def answer(self, command: str) -> str:
        answer = super().answer(command)
        if chosen := _SET.fullmatch(command):
            self.replies[f"{chosen[1]}?"] = f"{chosen[1]}: {chosen[2]}\nOK"
            return "OK"
        return answer


class Cinterion(Modem):
    """Tells the APN of its first context where ModemManager 1.20 looks for it."""

    def answer(self, command: str) -> str:
        if chosen := _CONTEXT.fullmatch(command):
            self.replies["+CGCONTRDP"] = f'+CGCONTRDP: 1,5,"{chosen[1]}"\nOK'
        return super().answer(command)


@pytest.fixture
def telit(lab: Lab) -> Modem:
    return plugged(lab, Telit(replies=dict(TELIT)), "telit")


def plugged(lab: Lab, modem: Modem, plugin: str) -> Modem:
    lab.modemmanager.start()
    lab.modemmanager.plug(modem, "ttyUSB0", plugin)
    assert run(lab, "wait", "--for", "registered", "--quiet").returncode == 0
    return modem


def disabled(lab: Lab, modem: Modem, plugin: str) -> None:
    lab.modemmanager.start()
    lab.modemmanager.plug(modem, "ttyUSB0", plugin)
    lab.wait_for(lambda: states(lab) == ["disabled"], what="a disabled modem")


def version_of_modemmanager(lab: Lab) -> tuple[int, ...]:
    return tuple(map(int, lab.run(["mmcli", "--version"]).stdout.split()[1].split(".")[:2]))


def states(lab: Lab) -> list[str]:
    return [modem["state"] for modem in status(lab)["modems"]]


def configure(lab: Lab, lines: str) -> None:
    (lab.path(BOOT) / "cellular.conf").write_text(f"[home]\napn = internet\n{lines}\n")


def change(lab: Lab, lines: str, version: str = DEBIAN_12) -> dict[str, list[str]]:
    """What the modem is asked for, and what is wrong."""
    configure(lab, lines)
    argv = ["/usr/bin/python3", "-m", "tests.daemons.change_modems", CONF, version]
    found: dict[str, list[str]] = json.loads(lab.run(argv, env={"PYTHONPATH": str(ROOT)}).stdout)
    return found


def generic(lab: Lab) -> dict[str, Any]:
    found: dict[str, Any] = mmcli(lab, "-m", "0")["modem"]["generic"]
    return found


NOTHING: dict[str, list[str]] = {"asked": [], "problems": []}


def test_modes_are_set_once(lab: Lab, telit: Modem) -> None:
    assert change(lab, "modes = 4g") == {"asked": ["modes: 2g, 3g, 4g → 4g"], "problems": []}
    assert generic(lab)["current-modes"] == "allowed: 4g; preferred: none"
    assert change(lab, "modes = 4g") == NOTHING
    assert telit.commands.count("+WS46=28") == 1


def test_bands_are_set_once(lab: Lab, telit: Modem) -> None:
    before = generic(lab)["current-bands"]
    wanted = "egsm, dcs, utran-1, eutran-3, eutran-20"
    found = change(lab, f"bands = {wanted}")
    assert found == {"asked": [f"bands: {', '.join(before)} → {wanted}"], "problems": []}
    assert set(generic(lab)["current-bands"]) == set(wanted.split(", "))
    assert change(lab, f"bands = {wanted}") == NOTHING


def test_status_says_what_mmcli_says_of_modes_and_bands_and_shows_what_is_restricted(lab: Lab, telit: Modem) -> None:
    change(lab, "modes = 3g, 4g\nbands = egsm, dcs, utran-1, eutran-20")
    [modem] = status(lab, "--show-ids")["modems"]
    assert in_mmclis_words(modem)["generic"] == told_by_mmcli(lab, "0")["generic"]
    said = run(lab, "status").stdout
    assert "3g, 4g, of 2g, 3g, 4g" in said
    assert "egsm, dcs, utran-1, eutran-20, of 1" in said


def test_what_a_modem_lacks_is_said_and_not_asked_for(lab: Lab, telit: Modem) -> None:
    found = change(lab, "modes = 5g\nbands = n78, b3")
    assert found["asked"] == []
    modes, bands = found["problems"]
    assert modes.startswith("modem 0 does not offer the modes 5g: it offers 2g; 3g; ")
    assert bands.startswith("modem 0 does not have ngran-78: it has ")


def test_a_modem_that_lets_nobody_choose_has_what_it_offers(lab: Lab) -> None:
    plugged(lab, Modem(), "generic")
    assert change(lab, "modes = 2g, 3g, 4g") == NOTHING
    assert change(lab, "modes = any") == NOTHING
    [problem] = change(lab, "modes = 4g")["problems"]
    assert problem == "modem 0 does not offer the modes 4g: it offers 2g, 3g, 4g"


def test_the_initial_eps_bearer_is_set_once_where_networkmanager_is_too_old(lab: Lab) -> None:
    if version_of_modemmanager(lab) >= (1, 24):
        pytest.skip("no virtual modem takes it with ModemManager 1.24, which comes with a NetworkManager that does it")
    # Enabled, 1.20.4's plugin brings ModemManager down over the answers of a modem that is no real Cinterion.
    lab.run(["nmcli", "radio", "wwan", "off"])
    modem = Cinterion(replies={"^SGAUTH=1,0": "OK"})
    disabled(lab, modem, "cinterion")
    wanted = "initial-eps-bearer = ims\nipv6 = disabled"
    assert change(lab, wanted) == {"asked": ["initial EPS bearer: the network's own → ims"], "problems": []}
    assert mmcli(lab, "-m", "0")["modem"]["3gpp"]["eps"]["initial-bearer"]["settings"]["apn"] == "ims"
    assert change(lab, wanted) == NOTHING
    assert modem.commands.count('+CGDCONT=1,"IP","ims"') == 1
    assert modem.commands.count("+CFUN=4") == 1


def test_a_locked_modem_is_left_alone(lab: Lab) -> None:
    lab.modemmanager.start()
    lab.modemmanager.plug(Telit(replies={**TELIT, "+CPIN?": "+CPIN: SIM PIN\nOK"}), "ttyUSB0", "telit")
    lab.wait_for(lambda: states(lab) == ["locked"], what="the lock")
    assert change(lab, "modes = 4g\npreferred-mode = 4g") == NOTHING


def apply(lab: Lab, lines: str) -> None:
    configure(lab, f"{lines}\nretries = 1")
    assert run(lab, "apply", "--quiet").returncode == 0


def test_the_modem_registers_with_the_network_that_is_named(lab: Lab) -> None:
    apply(lab, "network = 23415")
    modem = Modem()
    lab.modemmanager.start([modem])
    lab.wait_for(lambda: '+COPS=1,2,"23415"' in modem.commands, what="the choice of the network")


ROAMING = registers('5,"0001","00000001",7')


def dialled(modem: Modem) -> bool:
    return any(command.startswith("D*99") for command in modem.commands)


def test_a_modem_that_roams_dials_where_it_may(lab: Lab) -> None:
    apply(lab, "roaming = yes")
    modem = Modem(replies=dict(ROAMING))
    lab.modemmanager.start([modem])
    lab.wait_for(lambda: dialled(modem), what="a call")


def test_a_modem_that_roams_does_not_dial_where_it_may_not(lab: Lab) -> None:
    apply(lab, "roaming = no")
    modem = Modem(replies=dict(ROAMING))
    lab.modemmanager.start([modem])
    lab.wait_for(lambda: "roaming not allowed" in lab.logs(), what="the refusal")
    assert not dialled(modem)


def test_a_modem_at_home_dials_where_roaming_is_forbidden(lab: Lab) -> None:
    apply(lab, "roaming = no")
    modem = Modem()
    lab.modemmanager.start([modem])
    lab.wait_for(lambda: dialled(modem), what="a call")
