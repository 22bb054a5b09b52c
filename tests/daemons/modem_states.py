"""Modems in the states that nm-cellular has to tell apart, and nm-cellular run in the lab that they are in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess, Popen
from typing import Any

from tests.lab import BOOT, Lab, Modem

ROOT = Path(__file__).parents[2]
WITHOUT = "/run/lab/without"
"""In the lab: modules that hide installed ones."""

PATH = {"PYTHONPATH": f"{WITHOUT}:{ROOT}"}


def run(lab: Lab, *words: str) -> CompletedProcess[str]:
    argv = ["/usr/bin/python3", "-m", "nm_cellular", *words]
    return lab.run(argv, env=PATH, check=False)


def spawn(lab: Lab, *words: str) -> Popen[str]:
    """The same for one that stays; what it writes is in the lab's logs."""
    # A shell has its background jobs ignore what Ctrl-C sends, and the tests may be part of one.
    return lab.spawn(["env", "--default-signal=INT", "/usr/bin/python3", "-m", "nm_cellular", *words], env=PATH)


def status(lab: Lab, *options: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(lab, "status", "--json", *options).stdout)
    return found


def summary(lab: Lab) -> str:
    return str(status(lab)["verdict"]["summary"])


def give_a_profile(lab: Lab, apn: str = "giffgaff.com") -> None:
    # Else NetworkManager dials again and again, and what there is to see changes all the time.
    once = "connection.autoconnect-retries = 1"
    (lab.path(BOOT) / "cellular.conf").write_text(f"[giffgaff]\napn = {apn}\nusername = gg\npassword = p\n{once}\n")
    assert run(lab, "apply").returncode == 0


def registered(lab: Lab) -> list[str]:
    return [modem["path"] for modem in status(lab)["modems"] if modem["state"] == "registered"]


def registers(answer: str) -> dict[str, str]:
    return {f"+{command}?": f"+{command}: 2,{answer}\nOK" for command in ("CREG", "CGREG", "CEREG")}


@dataclass(frozen=True)
class Case:
    """A modem, and what mmcli says of it when it has got where the test wants it."""

    replies: Mapping[str, str]
    said: str
    summary: str
    profile: bool = False
    radio: str = "on"
    apns: tuple[str, ...] | None = None


NO_PROFILE = "NetworkManager has no profile for the modem"
CASES = {
    "registered": Case({}, '"registration-state":"home"', NO_PROFILE),
    "roaming": Case(registers('5,"0001","00000001",7'), '"roaming"', NO_PROFILE),
    "searching": Case(registers("2"), '"state":"searching"', "the modem finds no network yet"),
    "denied": Case(registers("3"), '"registration-state":"denied"', "the network refuses to register the SIM"),
    "emergency": Case(registers("8"), '"emergency-only"', "the network allows emergency calls only"),
    "off": Case({}, '"state":"disabled"', "mobile broadband is switched off in NetworkManager", radio="off"),
    "no sim": Case({"+CPIN?": "+CME ERROR: 10"}, '"sim-missing"', "the modem sees no SIM"),
    "asks for a pin": Case({"+CPIN?": "+CPIN: SIM PIN\nOK"}, '"state":"locked"', "the SIM asks for its PIN"),
    "asks for a puk": Case(
        {"+CPIN?": "+CPIN: SIM PUK\nOK"}, '"state":"locked"', "the SIM is blocked and asks for its PUK"
    ),
    "locked to an operator": Case(
        {"+CPIN?": "+CPIN: PH-NET PIN\nOK"}, '"state":"locked"', "the modem is locked (ph-net-pin)"
    ),
    "connected": Case(
        {},
        '"state":"connected"',
        "connected to O2 - UK (LTE), with the profile giffgaff",
        profile=True,
    ),
    "refused": Case({}, "NoCarrier", "the network hung up (No carrier)", profile=True, apns=()),
}


def bring(lab: Lab, case: Case) -> None:
    """The modem to where the case wants it, and the operator's name and the signal, which come a little later."""
    if case.profile:
        give_a_profile(lab)
    lab.run(["nmcli", "radio", "wwan", case.radio])
    lab.modemmanager.start([Modem(replies=dict(case.replies), apns=case.apns)])
    lab.wait_for(lambda: case.said in everything(lab), what=case.said)
    lab.wait_for(lambda: summary(lab) == case.summary, what=f"{case.summary!r}")


def everything(lab: Lab) -> str:
    said = lab.run(["sh", "-c", "mmcli -J -m 0; mmcli -J -b 0; true"], check=False)
    return said.stdout
