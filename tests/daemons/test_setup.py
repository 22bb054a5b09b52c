"""`nm-cellular setup` on the real daemons: from a locked SIM of an unknown operator to a connection."""

from __future__ import annotations

from nm_cellular.apns import apn_memory
from tests.daemons.modem_states import run, spawn, summary
from tests.lab import BOOT, Lab, Modem
from tests.lab.sim_lock import SimLock

GID1 = {"+CRSM=176,28478,0,0,0": '+CRSM: 144,0,"508FFFFF"\nOK'}
GIFFGAFF = "8944110065300000009"
AUTO = "[home]\napn = auto\npin = 1234\n"


def write(lab: Lab, text: str) -> None:
    (lab.path(BOOT) / "cellular.conf").write_text(text)


def remembered(lab: Lab) -> apn_memory.Memory:
    path = lab.path("/var/lib/nm-cellular/apns.json")
    return apn_memory.parse(path.read_bytes()) if path.exists() else {}


def test_a_locked_sim_of_an_unknown_operator_is_connected_and_what_worked_is_first_next_time(lab: Lab) -> None:
    write(lab, AUTO)
    assert run(lab, "apply").returncode == 0
    spawn(lab, "setup", "--follow")
    modem = Modem(replies=dict(GID1), apns=["mobile.o2.co.uk"], lock=SimLock("1234"))
    lab.modemmanager.start([modem])
    lab.wait_for(lambda: summary(lab).startswith("connected to O2 - UK"), 60, what="a connection")
    lab.wait_for(lambda: remembered(lab)[GIFFGAFF].winner, what="the memory of it")
    assert remembered(lab)[GIFFGAFF].winner == ("mobile.o2.co.uk", "o2web")
    assert modem.commands.count('+CPIN="1234"') == 1
    shown = lab.run(
        ["nmcli", "--get-values", "gsm.apn,gsm.sim-id,gsm.pin", "--show-secrets", "connection", "show", "home"]
    )
    assert shown.stdout.split("\n")[:3] == ["mobile.o2.co.uk", GIFFGAFF, ""]
    assert "mobile.o2.co.uk, chosen because" in run(lab, "status").stdout


def test_a_wrong_pin_costs_one_try_however_often_the_modem_is_set_up(lab: Lab) -> None:
    write(lab, "[home]\napn = internet\npin = 0000\n")
    modem = Modem(lock=SimLock("1234"))
    lab.modemmanager.start([modem])
    lab.wait_for(lambda: summary(lab).startswith("the SIM asks for its PIN"), what="a locked modem")
    first, second = run(lab, "setup"), run(lab, "setup")
    assert first.returncode == second.returncode == 1
    assert "wrong PIN, 2 tries are left" in first.stderr
    assert "was wrong before, and is not tried again" in second.stderr
    assert modem.commands.count('+CPIN="0000"') == 1
    assert "0000" not in first.stderr + first.stdout + second.stderr + second.stdout


def test_a_pin_that_networkmanager_sends_itself_leaves_the_sim_its_last_try(lab: Lab) -> None:
    write(lab, "[home]\napn = internet\npin = 8888\n")
    lab.networkmanager.add_keyfile("hand", "[connection]\nid=hand\ntype=gsm\n[gsm]\napn=internet\npin=9999\n")
    lab.run(["nmcli", "connection", "reload"])
    modem = Modem(lock=SimLock("1234", pin_tries=2))
    lab.modemmanager.start([modem])
    lab.wait_for(lambda: modem.commands.count('+CPIN="9999"'), what="NetworkManager's try")
    for command in ("setup", "unlock"):
        ran = run(lab, command)
        assert ran.returncode == 1
        assert "NetworkManager sends the PIN in" in ran.stderr + ran.stdout
    assert modem.commands.count('+CPIN="8888"') == 0


def test_a_damaged_memory_of_pins_holds_up_no_modem_that_asks_for_none(lab: Lab) -> None:
    write(lab, "[home]\napn = auto\n")
    tries = lab.path("/var/lib/nm-cellular/pin-tries.json")
    tries.parent.mkdir(exist_ok=True)
    tries.write_text("{")
    lab.modemmanager.start([Modem(replies=dict(GID1))])
    ran = run(lab, "setup")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert remembered(lab)


def test_a_disk_that_takes_nothing_is_told_and_the_modem_followed_further(lab: Lab) -> None:
    write(lab, "[home]\napn = auto\n")
    directory = "/var/lib/nm-cellular"
    lab.path(directory).mkdir(exist_ok=True)
    lab.run(["mount", "--bind", directory, directory])
    lab.run(["mount", "-o", "remount,bind,ro", directory])
    following = spawn(lab, "setup", "--follow")
    lab.modemmanager.start([Modem(replies=dict(GID1))])
    lab.wait_for(lambda: "Read-only file system" in lab.logs(), what="the complaint")
    lab.modemmanager.unplug("ttyUSB0")
    lab.modemmanager.replug("ttyUSB0")
    lab.wait_for(lambda: lab.logs().count("Read-only file system") > 1, what="it again")
    assert following.poll() is None


def test_a_sim_without_a_number_is_named_where_its_apn_was_to_be_found(lab: Lab) -> None:
    write(lab, "[home]\napn = auto\n")
    lab.modemmanager.start([Modem(replies={"+CRSM=176,12258,0,0,10": "+CME ERROR: 3"})])
    ran = run(lab, "setup")
    assert ran.returncode == 1
    assert "the modem does not tell the SIM's number (ICCID)" in ran.stderr
    assert not remembered(lab)


def test_without_a_modem_it_says_why_nothing_was_done(lab: Lab) -> None:
    write(lab, AUTO)
    lab.modemmanager.start([])
    ran = run(lab, "setup", "--timeout", "1")
    assert ran.returncode == 1
    assert ran.stderr.startswith("nm-cellular: no modem was ready after 1 s: ModemManager sees no modem")


def test_a_modem_that_is_as_it_should_be_is_left_alone(lab: Lab) -> None:
    write(lab, "[home]\napn = internet\n")
    modem = Modem()
    lab.modemmanager.start([modem])
    ran = run(lab, "setup")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_after_another_sim_was_put_in_its_own_profile_is_dialled(lab: Lab) -> None:
    write(lab, "[home]\napn = auto\n")
    point = apn_memory.AccessPoint("giffgaff.com", "gg", "p", reason="it is giffgaff's")
    memory = apn_memory.seen(apn_memory.NOTHING, GIFFGAFF, "23410", [point])
    path = lab.path("/var/lib/nm-cellular/apns.json")
    path.parent.mkdir(exist_ok=True)
    path.write_text(apn_memory.serialise(apn_memory.seen(memory, "8944110065300000017", "23410", [point])))
    assert run(lab, "apply").returncode == 0
    spawn(lab, "setup", "--follow")
    lab.modemmanager.start([Modem(replies=dict(GID1))])
    lab.wait_for(lambda: summary(lab).endswith("with the profile home, SIM 0009"), 60, what="the SIM's own profile")


def test_modes_that_the_modem_does_not_offer_are_named_with_their_line(lab: Lab) -> None:
    write(lab, "[home]\napn = internet\nmodes = 4g\n")
    lab.modemmanager.start([Modem()])
    ran = run(lab, "setup")
    assert ran.returncode == 1
    assert f"{BOOT}/cellular.conf:3:9: modem 0 does not offer the modes 4g" in ran.stderr
