"""What `nm-cellular status` shows people and programs, on the real daemons."""

from __future__ import annotations

import json
import re
from pathlib import Path
from subprocess import Popen

import jsonschema
import pytest
from dbus_next.signature import Variant

from nm_cellular.apns import apn_memory
from nm_cellular.apns.apn_memory import AccessPoint
from tests.daemons import modem_of_tomorrow as tomorrow
from tests.daemons.modem_states import (
    CASES,
    NO_PROFILE,
    PATH,
    ROOT,
    bring,
    give_a_profile,
    registered,
    run,
    spawn,
    status,
    summary,
)
from tests.lab import BOOT, Lab, Modem

pytestmark = pytest.mark.either_dbus_library


def test_a_connected_modem_is_shown_with_its_profile_and_address_and_without_its_numbers(lab: Lab) -> None:
    bring(lab, CASES["connected"])
    shown = run(lab, "status")
    assert shown.returncode == 0
    first, *rest = shown.stdout.splitlines()
    assert first == "works: connected to O2 - UK (LTE), with the profile giffgaff"
    assert "  profile        giffgaff (activated)" in rest
    assert "  addresses      IPv4 10.64.64.2/32 on ppp0" in rest
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


def test_abroad_a_profile_without_roaming_is_the_reason(lab: Lab) -> None:
    # One try, because without a limit NetworkManager 1.42 makes a hundred in a second.
    conf = "[home]\napn = internet\nroaming = no\nconnection.autoconnect-retries = 1\n"
    (lab.path(BOOT) / "cellular.conf").write_text(conf)
    assert run(lab, "apply").returncode == 0
    lab.modemmanager.start([Modem(replies=dict(CASES["roaming"].replies))])
    reason = "the modem is in a foreign network, and roaming is off in its profile"
    lab.wait_for(lambda: summary(lab) == reason, what=reason)
    lab.wait_for(lambda: "profile        none, of 1 that fit" in run(lab, "status").stdout, what="the end of its try")
    assert summary(lab) == reason


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


IMPATIENT = """\
import sys
from nm_cellular import __main__
from nm_cellular.daemons import bus, observing
bus.READ_TIMEOUT = observing._AGAIN = 0.5
sys.exit(__main__.main())
"""


def test_a_networkmanager_that_hangs_is_told_from_one_that_is_not_running(lab: Lab) -> None:
    lab.modemmanager.start([Modem()])
    lab.wait_for(lambda: registered(lab), what="the modem")
    watching = lab.spawn(["/usr/bin/python3", "-c", IMPATIENT, "status", "--watch"], env=PATH)
    lab.wait_for(lambda: f"does not work: {NO_PROFILE}" in lab.logs(), what="the first look")
    process = networkmanagers_process(lab)
    lab.run(["kill", "-STOP", process])
    lab.modemmanager.unplug("ttyUSB0")
    lab.modemmanager.replug("ttyUSB0")
    lab.wait_for(lambda: "does not work: NetworkManager did not answer in 0.5 s" in lab.logs(), what="the silence")
    before = lab.logs().count(NO_PROFILE)
    lab.run(["kill", "-CONT", process])
    lab.wait_for(lambda: lab.logs().count(NO_PROFILE) > before, what="the answer")
    assert watching.poll() is None


def networkmanagers_process(lab: Lab) -> str:
    ask = "org.freedesktop.DBus.GetConnectionUnixProcessID"
    [process] = lab.bus.call("org.freedesktop.DBus", "/", ask, "s", "org.freedesktop.NetworkManager")
    return str(process)


def test_data_over_ppp_is_counted_by_the_kernel(lab: Lab) -> None:
    bring(lab, CASES["connected"])
    [modem] = status(lab)["modems"]
    assert modem["bearers"][0]["stats"]["tx_bytes"] == 0
    assert (modem["traffic"]["source"], modem["traffic"]["interface"]) == ("kernel", "ppp0")
    assert "received, 0 B sent on ppp0" in run(lab, "status").stdout


SEND = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(bytes(5000), ('127.0.0.1', 9))"


def test_the_kernels_count_is_the_interfaces(lab: Lab) -> None:
    """The virtual modem's ppp0 carries nothing; an interface of the lab that does stands in for a modem's."""
    lab.networkmanager.stop()
    objects = tomorrow.modem()
    objects[tomorrow.BEARER][tomorrow.IBEARER] |= {"Interface": Variant("s", "lo"), "Stats": Variant("a{sv}", {})}
    lab.fake_modemmanager.start(objects)
    before = status(lab)["modems"][0]["traffic"]
    lab.run(["/usr/bin/python3", "-c", SEND])
    after = status(lab)["modems"][0]["traffic"]
    assert (after["source"], after["interface"]) == ("kernel", "lo")
    assert 5000 <= after["tx_bytes"] - before["tx_bytes"] < 20_000
    sent = lab.run(["cat", "/sys/class/net/lo/statistics/tx_bytes"]).stdout.strip()
    assert (
        f'modem_sent_bytes{{device="/sys/devices/platform/usb1/1-1"}} {sent}' in run(lab, "status", "--metrics").stdout
    )


def test_root_is_told_why_an_apn_was_chosen(lab: Lab) -> None:
    bring(lab, CASES["connected"])
    why = AccessPoint("giffgaff.com", reason="GID1 508 on 234-10 is giffgaff's")
    memory = lab.path("/var/lib/nm-cellular/apns.json")
    memory.parent.mkdir(parents=True, exist_ok=True)
    memory.write_text(apn_memory.serialise(apn_memory.seen({}, Modem().iccid, "23410", [why])))
    memory.chmod(0o600)
    sentence = f"{why.apn} is tried first because {why.reason}"
    row = f"  APN            giffgaff.com for IPv4 and IPv6\n                 {sentence}\n"
    assert row in run(lab, "status").stdout
    assert status(lab)["modems"][0]["apn_chosen"] == sentence


def test_a_terminal_shows_how_the_signal_was(lab: Lab) -> None:
    bring(lab, CASES["registered"])
    command = "stty columns 80 rows 40; exec /usr/bin/python3 -m nm_cellular status --watch"
    lab.spawn(["script", "--quiet", "--flush", "--command", command, "/dev/null"], env=PATH | {"TERM": "xterm"})
    lab.wait_for(lambda: " ▆ 64 %" in lab.logs(), what="the sparkline")


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


def test_metrics_are_utf_8_whatever_the_locale_is(lab: Lab) -> None:
    lab.modemmanager.start([Modem(operator_name="Télécom")])
    argv = ["/usr/bin/python3", "-m", "nm_cellular", "status", "--metrics"]
    ascii_only = PATH | {"PYTHONIOENCODING": "ascii"}
    lab.wait_for(lambda: 'operator="Télécom"' in lab.run(argv, env=ascii_only).stdout, what="the operator's name")
