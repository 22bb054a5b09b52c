"""`apn = auto` on the real NetworkManager and ModemManager: from what the SIM says to a connection."""

from __future__ import annotations

import json
from typing import Any

import pytest

from nm_cellular.apns.apn_memory import AccessPoint, Memory, parse, seen, serialise, won
from tests.daemons.modem_states import ROOT, run
from tests.lab import BOOT, Lab, Modem
from tests.lab.sim_lock import SimLock

MEMORY = "/var/lib/nm-cellular/apns.json"
GIFFGAFF = "8944110065300000009"
ANOTHER = "8944110065300000017"
GID1 = {"+CRSM=176,28478,0,0,0": '+CRSM: 144,0,"508FFFFF"\nOK'}

REMEMBER = """
import asyncio
from nm_cellular.apns import apn_file, providers
from nm_cellular.apns.apn_memory import seen
from nm_cellular.apns.sim_access_points import identity, resolve
from nm_cellular.daemons import modemmanager
from nm_cellular.daemons.bus import system_bus
from nm_cellular.layout import Layout

async def sims():
    async with system_bus() as bus:
        return [modem.sim for modem in await modemmanager.read(await modemmanager.find(bus))]

for sim in asyncio.run(sims()):
    known = identity(sim)
    found = resolve(known, *providers.rows(known.mcc, Layout())[:2])
    apn_file.update(Layout(), lambda memory: seen(memory, sim.iccid, sim.operator_code, found))
"""


def write(lab: Lab, text: str) -> None:
    (lab.path(BOOT) / "cellular.conf").write_text(text)


def remember(lab: Lab) -> None:
    """As setup does, once ModemManager has read the SIM."""
    lab.run(["/usr/bin/python3", "-c", REMEMBER], env={"PYTHONPATH": str(ROOT)})


def keep(lab: Lab, memory: Memory) -> None:
    path = lab.path(MEMORY)
    path.parent.mkdir(exist_ok=True)
    path.write_text(serialise(memory))


def kept(lab: Lab) -> Memory:
    return parse(lab.path(MEMORY).read_bytes())


def apply(lab: Lab, *options: str) -> dict[str, str]:
    """What it did, by the profile's name."""
    report: dict[str, Any] = json.loads(run(lab, "apply", "--json", *options).stdout)
    assert not report["errors"]
    return {profile["id"]: profile["action"] for profile in report["profiles"]}


def held(lab: Lab, name: str, field: str) -> str:
    shown = lab.run(["nmcli", "--show-secrets", "--get-values", field, "connection", "show", name])
    return shown.stdout.strip()


def connected(lab: Lab) -> str:
    listed = lab.run(["nmcli", "--terse", "--fields", "DEVICE,STATE,CONNECTION", "device"]).stdout
    lines = [line for line in listed.splitlines() if line.startswith("ttyUSB0:connected:")]
    return lines[0].removeprefix("ttyUSB0:connected:") if lines else ""


def read(lab: Lab, *options: str) -> Any:
    return json.loads(run(lab, "apn", "--json", "--modem", *options).stdout)


def plug_in(lab: Lab, *modems: Modem) -> None:
    """Modems whose SIMs are read, and which do not dial yet."""
    lab.run(["nmcli", "radio", "wwan", "off"])
    lab.modemmanager.start(modems)
    lab.wait_for(lambda: count(lab, '"state":"disabled"') == len(modems), what="the SIMs")


def count(lab: Lab, text: str) -> int:
    shown = lab.run(["sh", "-c", "for modem in 0 1; do mmcli -J -m $modem; done"], check=False)
    return shown.stdout.count(text)


@pytest.mark.parametrize("via", ["files", "dbus"])
def test_the_access_points_of_a_sim_are_tried_and_the_one_that_worked_is_first_at_the_next_boot(
    lab: Lab, via: str
) -> None:
    write(lab, "[home]\napn = auto\n")
    assert apply(lab, "--via", via) == {"home": "create"}
    assert held(lab, "home", "gsm.auto-config") == "yes"
    plug_in(lab, Modem(replies=dict(GID1), apns=["mobile.o2.co.uk"]))
    remember(lab)
    assert apply(lab, "--via", via)["home (mobile.o2.co.uk, o2web)"] == "create"
    login = [held(lab, "home", f"gsm.{key}") for key in ("apn", "username", "password", "sim-id")]
    assert login == ["giffgaff.com", "gg", "p", GIFFGAFF]
    assert held(lab, "home", "ppp.refuse-chap") == "yes"
    lab.run(["nmcli", "radio", "wwan", "on"])
    assert lab.wait_for(lambda: connected(lab), what="a connection") == "home (mobile.o2.co.uk, o2web)"
    keep(lab, won(kept(lab), GIFFGAFF, ("mobile.o2.co.uk", "o2web"), "2026-11-20"))
    assert apply(lab, "--via", via)["home"] == "update"
    assert held(lab, "home", "gsm.apn") == "mobile.o2.co.uk"
    assert connected(lab) == "home"
    assert set(apply(lab, "--via", via).values()) == {"unchanged"}


def test_at_the_next_boot_what_has_worked_is_dialled_first(lab: Lab) -> None:
    write(lab, "[home]\napn = auto\n")
    points = [AccessPoint("first.example"), AccessPoint("second.example")]
    keep(lab, won(seen({}, GIFFGAFF, "23410", points), GIFFGAFF, ("second.example", ""), "2026-11-20"))
    apply(lab)
    modem = Modem(apns=["second.example"])
    lab.modemmanager.start([modem])
    lab.wait_for(lambda: connected(lab), what="a connection")
    assert not [command for command in modem.commands if "first.example" in command]


def two_sims(lab: Lab, last: str) -> None:
    """A section with profiles for both SIMs, of which `last` was seen last; only the modem's own is GIFFGAFF."""
    write(lab, "[home]\napn = auto\n")
    memory = seen({}, ANOTHER, "23410", [AccessPoint("another.example")])
    memory = seen(memory, GIFFGAFF, "23410", [AccessPoint("mine.example")])
    keep(lab, seen(memory, last, "23410", memory[last].access_points))
    apply(lab)


def asked_for(modem: Modem, apn: str) -> bool:
    return any(f'"{apn}"' in command for command in modem.commands)


def test_the_profiles_of_another_sim_are_not_tried(lab: Lab) -> None:
    two_sims(lab, last=ANOTHER)
    modem = Modem()
    plug_in(lab, modem)
    lab.run(["nmcli", "radio", "wwan", "on"])
    assert lab.wait_for(lambda: connected(lab), what="a connection") == "home, SIM 0009"
    assert not asked_for(modem, "another.example")


def test_at_its_start_networkmanager_dials_before_it_has_asked_which_sim_is_in(lab: Lab) -> None:
    """So the SIM that was seen last goes first, and whoever finds the other connected has to activate the right one."""
    two_sims(lab, last=GIFFGAFF)
    modem = Modem()
    lab.modemmanager.start([modem])
    assert lab.wait_for(lambda: connected(lab), what="a connection") == "home, SIM 0009"
    assert not asked_for(modem, "another.example")


def test_a_profile_of_another_sim_that_was_dialled_too_soon_gives_way_when_it_is_refused(lab: Lab) -> None:
    two_sims(lab, last=ANOTHER)
    lab.modemmanager.start([Modem(apns=["mine.example"])])
    assert lab.wait_for(lambda: connected(lab), what="a connection") == "home, SIM 0009"


def test_one_that_was_not_refused_gives_way_when_the_device_is_activated_anew(lab: Lab) -> None:
    two_sims(lab, last=ANOTHER)
    lab.modemmanager.start([Modem()])
    lab.wait_for(lambda: connected(lab), what="a connection")
    lab.run(["nmcli", "device", "connect", "ttyUSB0"])
    assert connected(lab) == "home, SIM 0009"


def test_a_changed_memory_is_noticed_and_what_a_sim_no_longer_wants_goes(lab: Lab) -> None:
    write(lab, "[home]\napn = auto\n[theirs]\napn = internet\n")
    keep(lab, seen({}, GIFFGAFF, "23410", [AccessPoint("a.example"), AccessPoint("b.example")]))
    assert apply(lab) == {"home": "create", "home (b.example)": "create", "theirs": "create"}
    assert set(apply(lab).values()) == {"unchanged"}
    keep(lab, seen({}, GIFFGAFF, "23410", [AccessPoint("a.example")]))
    assert apply(lab) == {"home": "update", "theirs": "unchanged", "home (b.example)": "remove"}


def test_a_damaged_memory_is_as_good_as_none(lab: Lab) -> None:
    write(lab, "[home]\napn = auto\n")
    keep(lab, {})
    lab.path(MEMORY).write_bytes(b'{"sims": {"8944')
    assert apply(lab) == {"home": "create"}
    assert held(lab, "home", "gsm.auto-config") == "yes"


def test_the_sim_in_a_modem_is_read_and_what_has_worked_is_marked(lab: Lab) -> None:
    plug_in(lab, Modem(replies=dict(GID1)))
    first, *_ = read(lab)["modems"][0]["candidates"]
    assert (first["apn"], first["provider"]) == ("giffgaff.com", "giffgaff")
    remember(lab)
    keep(lab, won(kept(lab), GIFFGAFF, ("mobile.o2.co.uk", "o2web"), "2026-11-20"))
    (found,) = read(lab, "0")["modems"]
    assert found["worked"] == {"apn": "mobile.o2.co.uk", "username": "o2web", "since": "2026-11-20"}
    assert found["problem"] is None
    assert GIFFGAFF not in json.dumps(found)
    assert read(lab, "--show-ids")["modems"][0]["sim"]["iccid"] == GIFFGAFF
    text = run(lab, "apn", "--modem").stdout
    assert text.startswith("modem 0: home 234-10, imsi 234103*********, iccid 894411*************, gid1 508FFFFF\n 1. ")
    assert text.count("works since 2026-11-20") == 1


def test_a_modem_without_a_sim_and_one_that_is_locked_are_named(lab: Lab) -> None:
    lab.modemmanager.start([Modem(replies={"+CPIN?": "+CME ERROR: 10"}), Modem(lock=SimLock())])
    lab.wait_for(lambda: count(lab, '"sim-missing"') == 1 and count(lab, '"state":"locked"') == 1, what="the states")
    done = run(lab, "apn", "--modem")
    assert done.returncode == 1
    assert "the modem sees no SIM" in done.stderr
    assert "asks for its PIN" in done.stderr
    problems = [modem["problem"]["message"] for modem in read(lab)["modems"]]
    assert sorted(problem.split(";")[0] for problem in problems) == [
        "the SIM asks for its PIN",
        "the modem sees no SIM",
    ]


def test_without_modem_or_modemmanager_it_says_so(lab: Lab) -> None:
    assert "ModemManager is not running" in run(lab, "apn", "--modem").stderr
    lab.modemmanager.start()
    assert "ModemManager sees no modem" in run(lab, "apn", "--modem").stderr
    done = run(lab, "apn", "--modem", "7")
    assert (done.returncode, "there is no modem 7" in done.stderr) == (1, True)
