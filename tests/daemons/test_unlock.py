"""`nm-cellular unlock` on the real ModemManager: a SIM gets its PIN, and no wrong one twice."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.daemons.modem_states import PATH, run, spawn, summary
from tests.lab import BOOT, Lab, Modem, SimLock
from tests.lab.terminal import Terminal

pytestmark = pytest.mark.either_dbus_library

TRIES = "/var/lib/nm-cellular/pin-tries.json"
SILENT = ""


def configure(lab: Lab, text: str) -> None:
    (lab.path(BOOT) / "cellular.conf").write_text(text)


def plug(lab: Lab, *modems: Modem) -> None:
    """Start ModemManager with these modems, and wait until it has found them locked."""
    lab.modemmanager.start(modems)
    lab.wait_for(lambda: states(lab) == ["locked"] * len(modems), what="the modems to be locked")


def reboot(lab: Lab, modem: Modem) -> None:
    lab.modemmanager.kill()
    assert modem.lock
    modem.lock.restart()
    plug(lab, modem)


def states(lab: Lab) -> list[str]:
    found = json.loads(run(lab, "status", "--json").stdout)
    return [modem["state"] for modem in found["modems"]]


def unlock(lab: Lab, *options: str) -> tuple[int, list[str]]:
    """The exit status, and what it said: for each modem a line, and below it what to do."""
    done = run(lab, "unlock", *options)
    assert "Traceback" not in done.stderr
    return done.returncode, (done.stderr + done.stdout).splitlines()


def entered(modem: Modem) -> list[str]:
    return [command for command in modem.commands if command.startswith('+CPIN="')]


def on_terminal(lab: Lab, *options: str) -> Terminal:
    argv = ["/usr/bin/python3", "-m", "nm_cellular", "unlock", *options]
    return lab.terminal(argv, env=PATH)


def conf(pin: str) -> str:
    return f"[home]\napn = internet\npin = {pin}\n"


def test_a_locked_modem_gets_its_pin_and_networkmanager_connects(lab: Lab) -> None:
    configure(lab, conf("1234"))
    run(lab, "apply")
    modem = Modem(lock=SimLock())
    plug(lab, modem)
    assert unlock(lab) == (0, ["modem 0: unlocked"])
    lab.wait_for(lambda: summary(lab).startswith("connected to"), what="the connection")
    assert entered(modem) == ['+CPIN="1234"']


def test_networkmanager_alone_sends_no_pin(lab: Lab) -> None:
    configure(lab, conf("9999"))
    run(lab, "apply")
    modem = Modem(lock=SimLock())
    plug(lab, modem)
    lab.wait_for(lambda: "need authentication" in lab.run(["nmcli", "device"]).stdout, what="NetworkManager's try")
    assert entered(modem) == []


def test_a_right_pin_is_sent_at_every_boot_and_leaves_nothing_behind(lab: Lab) -> None:
    configure(lab, conf("1234"))
    modem = Modem(lock=SimLock())
    plug(lab, modem)
    for boot in (1, 2):
        assert unlock(lab)[0] == 0
        assert len(entered(modem)) == boot
        assert json.loads(lab.path(TRIES).read_text())["sims"] == {}
        reboot(lab, modem)


def test_a_wrong_pin_is_sent_once_and_at_no_later_boot(lab: Lab) -> None:
    configure(lab, conf("9999"))
    modem = Modem(lock=SimLock())
    plug(lab, modem)
    status, said = unlock(lab)
    assert (status, said[0]) == (1, "modem 0: wrong PIN, 2 tries are left: it will not be tried again")
    assert lab.path(TRIES).stat().st_mode & 0o777 == 0o600
    again = "modem 0: this PIN was wrong before, and is not tried again; 2 tries are left"
    for _ in range(2):
        status, said = unlock(lab)
        assert (status, said[0]) == (1, again)
        reboot(lab, modem)
    assert entered(modem) == ['+CPIN="9999"']


def test_what_somebody_has_to_do_goes_to_standard_error(lab: Lab) -> None:
    configure(lab, conf("9999"))
    modem = Modem(lock=SimLock())
    plug(lab, modem, Modem(iccid="8944110065300000017", lock=SimLock(pin="9999")))
    done = run(lab, "unlock")
    assert done.stdout == "modem 1: unlocked\n"
    assert done.stderr.startswith("modem 0: wrong PIN, 2 tries are left: it will not be tried again\n    find out")


def test_a_corrected_pin_is_sent(lab: Lab) -> None:
    configure(lab, conf("9999"))
    modem = Modem(lock=SimLock())
    plug(lab, modem)
    unlock(lab)
    configure(lab, conf("1234"))
    assert unlock(lab) == (0, ["modem 0: unlocked"])


def test_the_last_try_is_never_used(lab: Lab) -> None:
    configure(lab, conf("1234"))
    modem = Modem(lock=SimLock(pin_tries=1))
    plug(lab, modem)
    status, said = unlock(lab)
    assert (status, said[0]) == (1, "modem 0: 1 try is left, and a wrong PIN would block the SIM")
    assert "mmcli -i 0 --pin=PIN" in said[1]
    assert entered(modem) == []


def test_where_the_tries_are_not_told_one_wrong_pin_is_the_last(lab: Lab) -> None:
    configure(lab, conf("9999"))
    modem = Modem(lock=SimLock(counts=False))
    plug(lab, modem)
    said = unlock(lab)[1]
    assert said[0].startswith("modem 0: wrong PIN, the modem does not tell how many tries are left")
    configure(lab, conf("1234"))
    status, said = unlock(lab)
    assert (status, said[0].startswith("modem 0: another PIN was wrong before")) == (1, True)
    assert entered(modem) == ['+CPIN="9999"']


def test_a_pin_that_blocks_the_sim_is_said_to(lab: Lab) -> None:
    configure(lab, conf("9999"))
    modem = Modem(lock=SimLock(pin_tries=1, counts=False))
    plug(lab, modem)
    assert unlock(lab)[1][0] == "modem 0: wrong PIN, and the SIM is blocked now: it asks for its PUK"
    # ModemManager looks at the modem anew, under another number.
    lab.wait_for(lambda: "asks for its PUK" in unlock(lab)[1][0], what="the modem to be back")
    assert entered(modem) == ['+CPIN="9999"']


def test_no_pin_is_sent_where_the_puk_is_asked_for(lab: Lab) -> None:
    configure(lab, conf("1234"))
    modem = Modem(lock=SimLock(pin_tries=0))
    plug(lab, modem)
    assert unlock(lab)[1][0] == "modem 0: the SIM is blocked and asks for its PUK"
    assert entered(modem) == []


def test_each_sim_gets_its_own_pin(lab: Lab) -> None:
    one, two = Modem(lock=SimLock()), Modem(iccid="8944110065300000017", lock=SimLock(pin="4321"))
    configure(lab, f"[one]\napn = a\npin = 1234\nsim = {one.iccid}\n[two]\napn = b\npin = 4321\nsim = {two.iccid}\n")
    plug(lab, one, two)
    assert unlock(lab, "--modem", "1") == (0, ["modem 1: unlocked"])
    assert unlock(lab) == (0, ["modem 0: unlocked", "modem 1: is not locked"])
    assert (entered(one), entered(two)) == (['+CPIN="1234"'], ['+CPIN="4321"'])


def test_of_two_pins_for_one_sim_none_is_sent(lab: Lab) -> None:
    modem = Modem(lock=SimLock())
    configure(lab, conf("1234") + "[away]\napn = b\npin = 4321\n")
    plug(lab, modem)
    status, said = unlock(lab)
    assert (status, said[0].startswith("modem 0: different PINs fit this SIM")) == (1, True)
    assert entered(modem) == []


def test_nothing_to_unlock_is_no_failure(lab: Lab) -> None:
    lab.modemmanager.start()
    assert unlock(lab) == (0, ["ModemManager sees no modem, so there is nothing to unlock"])
    assert unlock(lab, "--modem", "7")[0] == 1
    lab.modemmanager.plug(Modem(), "ttyUSB0")
    lab.wait_for(lambda: states(lab) not in ([], ["locked"]), what="the modem")
    assert unlock(lab) == (0, ["modem 0: is not locked", "nothing to unlock"])


def test_a_refusal_of_polkit_costs_nothing(lab: Lab) -> None:
    configure(lab, conf("1234"))
    modem = Modem(lock=SimLock())
    plug(lab, modem)
    lab.policykit.allows = False
    status, said = unlock(lab)
    assert (status, said[0].startswith("modem 0: ModemManager does not allow this")) == (1, True)
    assert entered(modem) == []
    lab.policykit.allows = True
    assert unlock(lab)[0] == 0


def hanging(lab: Lab, modem: Modem) -> Any:
    """A running `unlock` whose PIN has reached the modem, which says nothing."""
    modem.replies['+CPIN="1234"'] = SILENT
    process = spawn(lab, "unlock")
    lab.wait_for(lambda: entered(modem), what="the PIN to be sent")
    return process


def test_a_power_cut_while_the_pin_is_on_its_way_has_it_not_sent_again(lab: Lab) -> None:
    configure(lab, conf("1234"))
    modem = Modem(lock=SimLock())
    plug(lab, modem)
    hanging(lab, modem).kill()
    reboot(lab, modem)
    status, said = unlock(lab)
    assert (status, said[0].startswith("modem 0: this PIN was sent before and no answer came")) == (1, True)
    assert len(entered(modem)) == 1
    del modem.replies['+CPIN="1234"']
    terminal = on_terminal(lab, "--ask")
    terminal.type("1234", at="3 tries are left: ")
    assert terminal.end() == 0
    reboot(lab, modem)
    assert unlock(lab)[0] == 0


def test_a_modemmanager_that_crashes_meanwhile_is_told(lab: Lab) -> None:
    configure(lab, conf("1234"))
    modem = Modem(lock=SimLock())
    plug(lab, modem)
    process = hanging(lab, modem)
    lab.modemmanager.kill()
    assert process.wait(20) == 1
    assert "modem 0: ModemManager stopped or restarted before it had answered" in lab.logs()
    assert "Traceback" not in lab.logs()


def test_a_modem_that_leaves_meanwhile_is_told(lab: Lab) -> None:
    configure(lab, conf("1234"))
    modem = Modem(lock=SimLock())
    plug(lab, modem)
    process = hanging(lab, modem)
    lab.modemmanager.unplug("ttyUSB0")
    assert process.wait(20) == 1
    assert "nobody knows whether the SIM got the PIN" in lab.logs()
    assert "Traceback" not in lab.logs()


def test_a_moved_pin_is_sent_from_our_own_file(lab: Lab) -> None:
    configure(lab, f"[nm-cellular]\nsecrets = move\n{conf('1234')}")
    run(lab, "apply")
    assert "1234" not in (lab.path(BOOT) / "cellular.conf").read_text()
    modem = Modem(lock=SimLock())
    plug(lab, modem)
    assert unlock(lab) == (0, ["modem 0: unlocked"])


def test_the_json_says_which_modem_is_locked_and_shows_no_pin(lab: Lab) -> None:
    configure(lab, conf("9999"))
    plug(lab, Modem(lock=SimLock()))
    done = run(lab, "unlock", "--json")
    (found,) = json.loads(done.stdout)["modems"]
    assert found.keys() == {"modem", "device", "locked", "message", "hint"}
    assert (found["modem"], found["device"], found["locked"]) == ("0", "/virtual/ttyUSB0", True)
    assert "9999" not in done.stdout + done.stderr


@pytest.mark.parametrize("text", ["{", '{"key": "another", "sims": {}}'])
def test_no_pin_is_sent_where_the_memory_is_broken(lab: Lab, text: str) -> None:
    configure(lab, conf("1234"))
    modem = Modem(lock=SimLock())
    plug(lab, modem)
    lab.path(TRIES).parent.mkdir(exist_ok=True)
    lab.path(TRIES).write_text(text)
    status, said = unlock(lab)
    assert (status, TRIES in said[0]) == (1, True)
    assert entered(modem) == []


def test_a_pin_that_is_typed_is_not_shown(lab: Lab) -> None:
    modem = Modem(lock=SimLock())
    plug(lab, modem)
    terminal = on_terminal(lab, "--ask")
    terminal.type("9999", at="PIN of the SIM in modem 0 (Virtual AT modem), 3 tries are left: ")
    assert terminal.end() == 1
    assert "wrong PIN, 2 tries are left" in terminal.screen
    assert "9999" not in terminal.screen
    again = on_terminal(lab, "--ask")
    again.type("9999", at="2 tries are left: ")
    assert again.end() == 1
    assert entered(modem) == ['+CPIN="9999"']
    status, said = unlock(lab, "--ask")
    assert (status, said[0]) == (1, "nm-cellular: there is no terminal to ask on")


def give_the_puk(terminal: Terminal, puk: str = "12345678", pin: str = "4321") -> None:
    terminal.type(puk, at="PUK: ")
    terminal.type(pin, at="New PIN: ")
    terminal.type(pin, at="New PIN again: ")


def test_a_blocked_sim_gets_a_new_pin_with_its_puk(lab: Lab) -> None:
    modem = Modem(lock=SimLock(pin_tries=0))
    plug(lab, modem)
    terminal = on_terminal(lab, "--puk")
    give_the_puk(terminal)
    assert terminal.end() == 0
    assert "10 tries are left" in terminal.screen
    assert "unlocked, and it has the new PIN" in terminal.screen
    assert not [secret for secret in ("12345678", "4321") if secret in terminal.screen]
    assert modem.lock
    assert (modem.lock.pin, modem.lock.is_open) == ("4321", True)


def test_a_wrong_puk_is_told_with_what_is_left(lab: Lab) -> None:
    modem = Modem(lock=SimLock(pin_tries=0))
    plug(lab, modem)
    terminal = on_terminal(lab, "--puk")
    give_the_puk(terminal, "00000000")
    assert terminal.end() == 1
    assert "wrong PUK, 9 tries are left" in terminal.screen


def test_the_last_puk_is_not_sent_to_who_shrinks_back(lab: Lab) -> None:
    modem = Modem(lock=SimLock(pin_tries=0, puk_tries=1))
    plug(lab, modem)
    terminal = on_terminal(lab, "--puk")
    terminal.type("yes", at="Type destroy to go on: ")
    assert terminal.end() == 1
    assert entered(modem) == []


def test_the_last_puk_is_sent_to_who_insists(lab: Lab) -> None:
    modem = Modem(lock=SimLock(pin_tries=0, puk_tries=1))
    plug(lab, modem)
    terminal = on_terminal(lab, "--puk")
    terminal.type("destroy", at="Type destroy to go on: ")
    give_the_puk(terminal)
    assert terminal.end() == 0
    assert entered(modem) == ['+CPIN="12345678","4321"']


def test_a_puk_is_not_asked_for_where_the_pin_is(lab: Lab) -> None:
    modem = Modem(lock=SimLock())
    plug(lab, modem)
    assert unlock(lab, "--puk")[1][0] == "modem 0: the SIM does not ask for its PUK"
    assert entered(modem) == []


def test_no_pin_is_seen_in_any_argument_list(lab: Lab) -> None:
    configure(lab, conf("1234"))
    plug(lab, Modem(lock=SimLock()))
    tracing = ["strace", "-f", "-s", "4096", "-e", "trace=execve", "-o", "/run/trace"]
    lab.run([*tracing, "/usr/bin/python3", "-m", "nm_cellular", "unlock"], env=PATH)
    seen = lab.path("/run/trace").read_text()
    assert "nm_cellular" in seen
    assert "1234" not in seen
