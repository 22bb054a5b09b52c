"""`nm-cellular switch` beside the real ModemManager: what it sees of a stick that keeps its id while it changes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.lab import Lab, Modem

_ROOT = Path(__file__).parents[2]
_STICK = str(_ROOT / "tests/unit/virtual_stick.py")
_PORT = "ttyUSB0"

CONFIGURATION = "1410:9020/08 1410:9020/02"
"""A Verizon U620L; with class:02 alone, as the virtual stick has one configuration."""
CONF = "[modeswitch 1410:9020]\nsettle = 0\ntimeout = 2\nethernet-by = DetachStorageOnly\n"


@pytest.fixture(autouse=True)
def _umockdev() -> None:
    if not shutil.which("umockdev-wrapper"):
        pytest.skip("umockdev is not installed")


def listed(lab: Lab) -> list[str]:
    return lab.run(["mmcli", "--list-modems", "--output-keyvalue"]).stdout.splitlines()[1:]


def switch(lab: Lab, story: str, uid: str = f"/virtual/{_PORT}") -> dict[str, Any]:
    """The report of the switch, and in "meanwhile" what mmcli said when usb_modeswitch was called."""
    lab.path("/boot/firmware/cellular.conf").write_text(CONF)
    messages, meanwhile = "/run/lab/messages", "/run/lab/meanwhile"
    env = {"PYTHONPATH": str(_ROOT), "MESSAGES": messages, "MODEMMANAGER_UID": uid}
    env |= {"MEANWHILE": f"mmcli --list-modems > {meanwhile} 2>&1"}
    argv = ["umockdev-wrapper", "/usr/bin/python3", _STICK, story, "--device", "1-1", "--json"]
    # The machine that the tests run on may be a container; below this root there is no sign of that.
    done = lab.run([*argv, "--boot", "/boot/firmware", "--root", "/boot"], env=env, check=False)
    assert done.stdout, done.stderr
    (report,) = json.loads(done.stdout)
    return report | {"meanwhile": lab.path(meanwhile).read_text()}


def test_modemmanager_has_no_such_modem_while_the_stick_is_switched_and_has_it_again_after(lab: Lab) -> None:
    lab.modemmanager.start([Modem()])
    lab.wait_for(lambda: listed(lab), what="ModemManager lists the modem")
    report = switch(lab, CONFIGURATION)
    assert (report["outcome"], report["modemmanager"]) == ("switched", "inhibited")
    assert "No modems were found" in report["meanwhile"]
    lab.wait_for(lambda: listed(lab), what="ModemManager lists the modem again")


def test_other_modems_stay_while_a_stick_that_modemmanager_does_not_have_is_switched(lab: Lab) -> None:
    lab.modemmanager.start([Modem()])
    lab.wait_for(lambda: listed(lab), what="ModemManager lists the modem")
    report = switch(lab, CONFIGURATION, uid="/sys/devices/1-1")
    assert report["outcome"] == "switched"
    assert "No device found" in report["modemmanager"]
    assert "/Modem/0" in report["meanwhile"]


def test_without_modemmanager_the_stick_is_switched_all_the_same(lab: Lab) -> None:
    report = switch(lab, CONFIGURATION)
    assert (report["outcome"], report["modemmanager"]) == ("switched", "ModemManager is not running")


def test_a_stick_that_leaves_by_its_id_needs_no_inhibition(lab: Lab) -> None:
    lab.modemmanager.start([Modem()])
    lab.wait_for(lambda: listed(lab), what="ModemManager lists the modem")
    assert "modemmanager" not in switch(lab, "12d1:14fe/08 12d1:1506/ff")
    lab.wait_for(lambda: listed(lab), what="the modem is there")
