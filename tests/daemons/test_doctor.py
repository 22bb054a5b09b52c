"""`nm-cellular doctor` on the real daemons: one thing is broken at a time, and that comes first."""

from __future__ import annotations

import json
import time
from subprocess import CompletedProcess
from typing import Any

import jsonschema
import pytest

from nm_cellular.boot_report import PAGE, TEXT
from tests.daemons.modem_states import CASES, PATH, ROOT, bring, give_a_profile, registered, registers
from tests.daemons.test_many_modems import start
from tests.lab import BOOT, KEYFILES, Lab, Modem

TOOLS = "/run/lab/tools"
JOURNAL = """\
#!/bin/sh
# The daemons' own output as the journal would have it; ModemManager's has no clock, and comes first.
cd /run/lab/log || exit
sed 's/^ModemManager.[0-9]*.: /[1.0] lab ModemManager[1]: /' ModemManager 2>/dev/null
sed -n 's/^<[a-z]*> *.\\([0-9.]*\\)./[\\1] lab NetworkManager[1]: &/p' NetworkManager
"""
SILENT = "#!/bin/sh\n"


@pytest.fixture(autouse=True)
def tools(lab: Lab) -> None:
    """The machine's own journal and kernel log are no business of the lab's."""
    lab.path(TOOLS).mkdir()
    for name, script in {"journalctl": JOURNAL, "dmesg": SILENT, "systemctl": "#!/bin/sh\nexit 1\n"}.items():
        tool = lab.path(TOOLS) / name
        tool.write_text(script)
        tool.chmod(0o755)


def run(lab: Lab, *words: str, env: dict[str, str] | None = None) -> CompletedProcess[str]:
    argv = ["/usr/bin/python3", "-m", "nm_cellular", *words]
    return lab.run(argv, env={**PATH, "PATH": f"{TOOLS}:/usr/sbin:/usr/bin:/sbin:/bin", **(env or {})}, check=False)


def examined(lab: Lab) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(lab, "doctor", "--json").stdout)
    return found


def causes(lab: Lab) -> list[str]:
    """The slugs of what is worse than a note, the first cause first."""
    found = examined(lab)["findings"]
    return [each["check"] for each in found if each["severity"] != "note" and "follows" not in each]


def finds(lab: Lab, check: str) -> None:
    lab.wait_for(lambda: causes(lab)[:1] == [check], what=f"{check} first")


def test_all_is_well_and_the_whole_path_is_ticked(lab: Lab) -> None:
    bring(lab, CASES["connected"])
    found = run(lab, "doctor")
    assert (found.returncode, causes(lab)) == (0, []), found.stdout


@pytest.mark.parametrize(
    ("case", "check"),
    [
        ("asks for a pin", "sim-pin"),
        ("asks for a puk", "sim-puk"),
        ("no sim", "sim-missing"),
        ("denied", "registration-denied"),
        ("searching", "no-signal"),
        ("registered", "no-profile"),
        ("off", "rfkill"),
    ],
)
def test_what_is_wrong_with_the_modem_comes_first(lab: Lab, case: str, check: str) -> None:
    bring(lab, CASES[case])
    finds(lab, check)


def test_a_refused_dial_is_the_apns_first(lab: Lab) -> None:
    bring(lab, CASES["refused"])
    finds(lab, "apn-wrong")


def test_refused_dials_are_forgotten_once_one_works_though_modemmanager_keeps_them(lab: Lab) -> None:
    lab.modemmanager.start([Modem(apns=("web",))])
    give_a_profile(lab)
    finds(lab, "apn-wrong")
    give_a_profile(lab, "web")
    lab.run(["nmcli", "--wait", "30", "connection", "up", "giffgaff"])
    lab.wait_for(lambda: not causes(lab), what="nothing to be wrong")


def test_modemmanager_stopped(lab: Lab) -> None:
    give_a_profile(lab)
    finds(lab, "mm-not-running")


def test_modemmanager_stopped_and_its_journal_tells_of_other_troubles(lab: Lab) -> None:
    bring(lab, CASES["no sim"])
    finds(lab, "sim-missing")
    lab.modemmanager.stop()
    finds(lab, "mm-not-running")


def test_networkmanager_stopped(lab: Lab) -> None:
    lab.modemmanager.start([Modem()])
    lab.wait_for(lambda: registered(lab), what="the modem")
    lab.networkmanager.stop()
    finds(lab, "nm-not-running")


def test_a_profile_that_others_may_read(lab: Lab) -> None:
    give_a_profile(lab)
    [profile] = lab.path(KEYFILES).iterdir()
    profile.chmod(0o644)
    lab.run(["nmcli", "connection", "reload"])
    lab.modemmanager.start([Modem()])
    finds(lab, "keyfile-permissions")


def test_a_second_dialer(lab: Lab) -> None:
    lab.modemmanager.start([Modem(replies=registers("2"))])
    lab.spawn(["bash", "-c", "exec -a wvdial sleep 600"])
    finds(lab, "another-dialer")


def test_connected_and_no_name_server(lab: Lab) -> None:
    bring(lab, CASES["connected"])
    lab.path("/etc/resolv.conf").write_text("")
    finds(lab, "dns")


def test_connected_and_the_default_route_is_a_dead_cables(lab: Lab) -> None:
    bring(lab, CASES["connected"])
    lab.run(["ip", "link", "add", "eth9", "type", "veth", "peer", "name", "eth8"])
    leave_alone = ["nmcli", "device", "set", "eth9", "managed", "no"]
    lab.wait_for(lambda: lab.run(leave_alone, check=False).returncode == 0, what="eth9 in NetworkManager")
    for words in ("link set eth8 up", "link set eth9 up", "route add default dev eth9 metric 5", "link set eth8 down"):
        lab.run(["ip", *words.split()])
    finds(lab, "route-metric")


def test_a_mistake_in_the_boot_file_is_said_with_its_place(lab: Lab) -> None:
    (lab.path(BOOT) / "cellular.conf").write_text("[home]\napn = my apn\n")
    lab.modemmanager.start([Modem()])
    lab.wait_for(lambda: registered(lab), what="the modem")
    finds(lab, "boot-file")
    assert f"{BOOT}/cellular.conf:2" in run(lab, "doctor").stdout


def test_whoever_is_not_root_is_told_what_he_does_not_see(lab: Lab) -> None:
    bring(lab, CASES["connected"])
    argv = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "/usr/bin/python3", "-m", "nm_cellular"]
    env = {**PATH, "PATH": f"{TOOLS}:/usr/sbin:/usr/bin:/sbin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}
    found = lab.run([*argv, "doctor"], env=env, check=False)
    assert "run it as root" in found.stdout, found


def test_the_json_keeps_to_its_schema(lab: Lab) -> None:
    schema = json.loads((ROOT / "docs/doctor.schema.json").read_text())
    jsonschema.validate(examined(lab), schema)
    bring(lab, CASES["connected"])
    jsonschema.validate(examined(lab), schema)


def test_what_is_saved_here_says_the_same_elsewhere(lab: Lab) -> None:
    bring(lab, CASES["no sim"])
    finds(lab, "sim-missing")
    here = json.loads(run(lab, "doctor", "--json", "--save", f"{TOOLS}/evidence.json").stdout)["findings"]
    done = run(lab, "doctor", "--json", "--load", f"{TOOLS}/evidence.json")
    there = json.loads(done.stdout)["findings"]
    assert [(each["check"], each["severity"], each["confidence"]) for each in there] == [
        (each["check"], each["severity"], each["confidence"]) for each in here
    ]
    assert done.returncode == 2


def test_a_report_names_nobody(lab: Lab) -> None:
    bring(lab, CASES["connected"])
    modem = Modem()
    run(lab, "doctor", "--save", f"{TOOLS}/evidence.json")
    run(lab, "report", "--boot")
    written = [lab.path(TOOLS) / "evidence.json", *(lab.path(BOOT) / name for name in (PAGE, TEXT))]
    for file in written:
        told = file.read_text()
        assert not [each for each in (modem.imei, modem.imsi, modem.iccid, "username=gg") if each in told], file


def test_ten_modems_take_less_than_two_seconds(lab: Lab) -> None:
    start(lab, 10)
    # The machine may be busy with something else: the quickest run of a few counts.
    assert min(seconds(lab) for _ in range(5)) < 2
    now = [fact for fact in examined(lab)["evidence"]["facts"] if not fact["source"]["line"]]
    assert sum(fact["fact"] == "ModemReport" for fact in now) == 10


def seconds(lab: Lab) -> float:
    began = time.monotonic()
    assert run(lab, "doctor").returncode == 2
    return time.monotonic() - began


def test_one_modem_works_and_the_other_has_no_sim(lab: Lab) -> None:
    bring(lab, CASES["connected"])
    lab.modemmanager.plug(Modem(replies=dict(CASES["no sim"].replies)), "ttyUSB1")
    finds(lab, "sim-missing")


def test_of_a_modem_that_is_gone_the_journal_says_nothing_that_matters(lab: Lab) -> None:
    bring(lab, CASES["no sim"])
    finds(lab, "sim-missing")
    lab.modemmanager.unplug("ttyUSB0")
    finds(lab, "usb-not-enumerating")
