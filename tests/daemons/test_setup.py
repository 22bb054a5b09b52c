"""`nm-cellular setup` on the real daemons: from a locked SIM of an unknown operator to a connection."""

from __future__ import annotations

from dbus_next.signature import Variant

from nm_cellular.apns import apn_memory
from tests.daemons import modem_of_tomorrow as tomorrow
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
    show = ["nmcli", "--get-values", "gsm.apn,gsm.sim-id,gsm.pin", "--show-secrets", "connection", "show", "home"]
    expected = ["mobile.o2.co.uk", GIFFGAFF, ""]
    # It is remembered first, and then installed.
    lab.wait_for(lambda: lab.run(show).stdout.split("\n")[:3] == expected, what="the profile with it")
    assert "mobile.o2.co.uk, chosen because" in run(lab, "status").stdout


def test_a_wrong_pin_costs_one_try_however_often_the_modem_is_set_up(lab: Lab) -> None:
    write(lab, "[home]\napn = internet\npin = 0000\n")
    modem = Modem(lock=SimLock("1234"))
    lab.modemmanager.start([modem])
    lab.wait_for(lambda: summary(lab).startswith("the SIM asks for its PIN"), what="a locked modem")
    first, second = run(lab, "setup"), run(lab, "setup")
    assert first.returncode == second.returncode == 1
    assert first.stderr.splitlines() == [
        "modem 0: wrong PIN, 2 tries are left: it will not be tried again",
        "    find out the right PIN, and write it into cellular.conf",
    ]
    assert second.stderr.startswith("modem 0: this PIN was wrong before, and is not tried again; 2 tries are left\n")
    assert modem.commands.count('+CPIN="0000"') == 1
    assert "0000" not in first.stderr + first.stdout + second.stderr + second.stdout


def test_a_modem_that_does_not_answer_holds_up_no_other(lab: Lab) -> None:
    hanging = Modem(lock=SimLock("1234"), replies={'+CPIN="1234"': ""})
    other = Modem(lock=SimLock("1234"), replies=dict(GID1), iccid="8944110065300000017")
    write(lab, AUTO)
    lab.modemmanager.start([hanging, other])
    lab.wait_for(lambda: summary(lab).startswith("0 of 2 modems work"), what="both")
    following = spawn(lab, "setup", "--follow")
    lab.wait_for(lambda: other.iccid in remembered(lab), what="the APN of the SIM that answers")
    assert "modem 1: unlocked" in lab.logs()
    # ModemManager waits three seconds for an answer to each command, and then asks whether the SIM is unlocked.
    assert hanging.commands.count('+CPIN="1234"') == 1
    assert following.poll() is None


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
    lab.wait_for(lambda: f"{directory}/apns.json: Read-only file system" in lab.logs(), what="the complaint")
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


def fakes(*states: int) -> dict[str, dict[str, dict[str, Variant]]]:
    """Modems that have their SIMs and no bearers, in these states."""
    found = {}
    for number, state in enumerate(states):
        modem = tomorrow.modem()
        found[tomorrow.SIM] = modem[tomorrow.SIM]
        found[f"{tomorrow.ROOT}/Modem/{number}"] = modem[tomorrow.MODEM]
        modem[tomorrow.MODEM][tomorrow.IMODEM] |= {"State": Variant("i", state), "Bearers": Variant("ao", [])}
    return found


REGISTERED, STARTING = 8, 1


def test_of_two_modems_the_one_that_was_not_ready_is_named(lab: Lab) -> None:
    write(lab, "[home]\napn = internet\n")
    lab.fake_modemmanager.start(fakes(REGISTERED, STARTING))
    ran = run(lab, "setup", "--timeout", "2")
    assert ran.returncode == 1
    assert ran.stderr == "nm-cellular: modem 1 was not ready after 2 s: the modem is starting\n"


def test_what_failed_is_tried_again_when_the_modem_has_got_further(lab: Lab) -> None:
    write(lab, "[home]\napn = internet\nmodes = 4g\n")
    lab.fake_modemmanager.errors["SetCurrentModes"] = "org.freedesktop.ModemManager1.Error.Core.Retry"
    lab.fake_modemmanager.answers["SetCurrentModes"] = "", []
    lab.fake_modemmanager.start(fakes(REGISTERED))
    spawn(lab, "setup", "--follow")
    lab.wait_for(lambda: "as the test wants it" in lab.logs(), what="the failure")
    lab.fake_modemmanager.errors.clear()
    assert "\nmodem 0: modes: 4g, 5g with 5g preferred → 4g\n" not in lab.logs()
    lab.fake_modemmanager.change(tomorrow.MODEM, tomorrow.IMODEM, State=Variant("i", 11))
    lab.wait_for(lambda: "\nmodem 0: modes: 4g, 5g with 5g preferred → 4g\n" in lab.logs(), what="the modes")


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
