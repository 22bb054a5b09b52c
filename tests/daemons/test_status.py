"""What `nm-cellular status` shows people and programs, on the real daemons."""

from __future__ import annotations

import json
import re
from pathlib import Path
from subprocess import Popen

import jsonschema
import pytest

from tests.daemons.modem_states import (
    CASES,
    NO_PROFILE,
    ROOT,
    bring,
    give_a_profile,
    registered,
    run,
    spawn,
    status,
    summary,
)
from tests.lab import Lab, Modem


def test_a_connected_modem_is_shown_with_its_profile_and_address_and_without_its_numbers(lab: Lab) -> None:
    bring(lab, CASES["connected"])
    shown = run(lab, "status")
    assert shown.returncode == 0
    first, *rest = shown.stdout.splitlines()
    assert first == "works: connected to O2 - UK (LTE), with the profile giffgaff"
    assert "  profile        giffgaff (activated)" in rest
    assert "  addresses      10.64.64.2/32 on ppp0" in rest
    assert "  IMEI           ***0001" in rest
    modem = Modem()
    for secret in (modem.imei, modem.imsi, modem.iccid):
        assert secret not in shown.stdout
        assert secret not in run(lab, "status", "--json").stdout
        assert secret not in run(lab, "status", "--metrics").stdout
        assert secret in run(lab, "status", "--show-ids").stdout


def test_the_json_keeps_to_its_schema(lab: Lab) -> None:
    schema = json.loads((ROOT / "docs/status.schema.json").read_text())
    jsonschema.validate(status(lab), schema)
    bring(lab, CASES["connected"])
    jsonschema.validate(status(lab), schema)


def on_a_terminal(lab: Lab, **env: str) -> str:
    command = "stty columns 80; /usr/bin/python3 -m nm_cellular status"
    env = {"PYTHONPATH": str(ROOT), "TERM": "xterm", **env}
    return lab.run(["script", "--quiet", "--command", command, "/dev/null"], env=env).stdout


def test_a_terminal_gets_colours_and_no_line_that_is_too_long(lab: Lab) -> None:
    bring(lab, CASES["connected"])
    shown = on_a_terminal(lab)
    assert "\033[1;32m✔ connected to O2 - UK (LTE)" in shown
    assert max(len(line) for line in re.sub(r"\033\[[0-9;]*m", "", shown).splitlines()) <= 80


def test_without_rich_a_terminal_gets_plain_text(lab: Lab, tmp_path: Path) -> None:
    (tmp_path / "rich.py").write_text("raise ImportError")
    shown = on_a_terminal(lab, PYTHONPATH=f"{tmp_path}:{ROOT}")
    assert shown.startswith("does not work: ModemManager is not running")


def test_a_daemon_that_is_not_running_is_said(lab: Lab) -> None:
    assert status(lab)["networkmanager_runs"]
    lab.networkmanager.stop()
    found = run(lab, "status", "--json")
    assert found.returncode == 1
    verdict = {
        "works": False,
        "summary": "ModemManager is not running",
        "hint": "systemctl start ModemManager, then run this again",
    }
    assert json.loads(found.stdout) == {"verdict": verdict, "networkmanager_runs": False, "modems": []}
    lab.modemmanager.start()
    assert summary(lab) == "ModemManager sees no modem"
    lab.modemmanager.plug(Modem(), "ttyUSB0")
    lab.wait_for(lambda: summary(lab) == "NetworkManager is not running", what="the modem")


def test_without_a_bus_the_json_is_the_same(lab: Lab) -> None:
    env = {"PYTHONPATH": str(ROOT), "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nowhere"}
    found = lab.run(["/usr/bin/python3", "-m", "nm_cellular", "status", "--json"], env=env, check=False)
    assert found.returncode == 1
    assert "no D-Bus system bus can be reached" in json.loads(found.stdout)["verdict"]["summary"]


def test_watch_shows_every_change_and_outlives_modemmanager(lab: Lab) -> None:
    lab.modemmanager.start([Modem()])
    watching = spawn(lab, "status", "--watch")
    lab.wait_for(lambda: f"does not work: {NO_PROFILE}" in lab.logs(), what="the modem")
    lab.modemmanager.kill()
    lab.wait_for(lambda: "does not work: ModemManager is not running" in lab.logs(), what="the crash")
    give_a_profile(lab)
    lab.modemmanager.start([Modem()])
    lab.wait_for(lambda: "works: connected to O2 - UK (LTE), with the profile giffgaff" in lab.logs())
    lab.modemmanager.unplug("ttyUSB0")
    lab.wait_for(lambda: "does not work: ModemManager sees no modem" in lab.logs(), what="the unplugging")
    assert watching.poll() is None


def test_watch_does_not_grow(lab: Lab) -> None:
    lab.modemmanager.start([Modem()])
    watching = spawn(lab, "status", "--watch")
    for _ in range(3):
        replug(lab)
    before = resident(watching)
    for _ in range(12):
        replug(lab)
    assert resident(watching) - before < 2_000


def replug(lab: Lab) -> None:
    lab.wait_for(lambda: len(registered(lab)) == 1, what="the modem")
    lab.modemmanager.unplug("ttyUSB0")
    lab.wait_for(lambda: summary(lab) == "ModemManager sees no modem")
    lab.modemmanager.replug("ttyUSB0")


def resident(process: Popen[str]) -> int:
    """Its memory in kB."""
    found = re.search(r"VmRSS:\s*(\d+) kB", Path(f"/proc/{process.pid}/status").read_text())
    assert found
    return int(found[1])


@pytest.mark.parametrize("lacking", ["dbus_next", "dbus_fast"])
def test_either_dbus_library_will_do(lab: Lab, tmp_path: Path, lacking: str) -> None:
    (tmp_path / f"{lacking}.py").write_text("raise ImportError")
    env = {"PYTHONPATH": f"{tmp_path}:{ROOT}"}
    lab.modemmanager.start([Modem()])
    lab.run(["/usr/bin/python3", "-m", "nm_cellular", "wait", "--for", "registered"], env=env)
    shown = lab.run(["/usr/bin/python3", "-m", "nm_cellular", "status"], env=env, check=False)
    assert shown.stdout.startswith(f"does not work: {NO_PROFILE}")
    assert "modem 0: Virtual AT modem" in shown.stdout
