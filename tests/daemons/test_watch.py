"""`nm-cellular watch` on the real daemons: what breaks is mended, and what is not its own is left alone.

Most run with times of a tenth, so that nobody waits for minutes.
"""

from __future__ import annotations

import json
import random
import signal
import time
from pathlib import Path
from subprocess import Popen
from typing import Any

from dbus_next.signature import Variant

from tests.daemons import modem_of_tomorrow
from tests.daemons.modem_states import PATH, give_a_profile, run, spawn, status
from tests.lab import BOOT, Lab, Modem
from tests.lab.sim_lock import SimLock

FIRST, SECOND = "/virtual/ttyUSB0", "/virtual/ttyUSB1"
ENOUGH = 90
"""Seconds for what takes some on an idle machine."""

PATIENCE = 1.5
"""Seconds: longer than it waits before it would repair.  That nothing happens shows itself by nothing."""


def write(lab: Lab, words: str) -> None:
    (lab.path(BOOT) / "cellular.conf").write_text(words)


def home(lab: Lab, *lines: str) -> None:
    write(lab, "\n".join(("[home]", "apn = internet", *lines, "")))
    assert run(lab, "apply").returncode == 0


def watch(lab: Lab, words: str = "", *, times: float = 10) -> Popen[str]:
    """So many times as fast; words: of [watch]."""
    with (lab.path(BOOT) / "cellular.conf").open("a") as file:
        file.write(f"[watch]\n{words}\n")
    return again(lab, times)


def again(lab: Lab, times: float = 10) -> Popen[str]:
    return lab.spawn(["/usr/bin/python3", "-m", "tests.daemons.quick_watch", str(times)], env=PATH)


def state(lab: Lab, device: str = FIRST) -> dict[str, Any]:
    path = lab.path("/run/nm-cellular/watch.json")
    found: dict[str, Any] = json.loads(path.read_text())["states"].get(device, {}) if path.exists() else {}
    return found


def phase(lab: Lab, device: str = FIRST) -> str:
    return str(state(lab, device).get("phase", ""))


def comes_to(lab: Lab, wanted: str, device: str = FIRST) -> None:
    lab.wait_for(lambda: phase(lab, device) == wanted, ENOUGH, what=f"{device} to be {wanted}")


def told(lab: Lab, device: str = FIRST) -> list[str]:
    return [line.removeprefix(f"{device}: ") for line in lab.logs().splitlines() if line.startswith(device)]


def tells(lab: Lab, words: str, times: int = 1) -> None:
    lab.wait_for(lambda: sum(words in line for line in told(lab)) >= times, ENOUGH, what=words)


def repairs(lab: Lab) -> int:
    return sum("activating the profile again" in line for line in told(lab))


def dials(modem: Modem) -> int:
    return sum(command.startswith("D*99") for command in modem.commands)


def gave_up(lab: Lab, modem: Modem) -> None:
    """NetworkManager, after as many tries as its profile allows it."""
    lab.modemmanager.start([modem])
    lab.wait_for(lambda: dials(modem), ENOUGH, what="a dial")
    lab.wait_for(lambda: "ttyUSB0:disconnected" in devices(lab), ENOUGH, what="the refusal")


def devices(lab: Lab) -> str:
    return lab.run(["nmcli", "-t", "-f", "DEVICE,STATE", "device"]).stdout


def hang_up(lab: Lab) -> None:
    """As the network does, of which pppd hears first."""
    lab.run(["sh", "-c", "kill -9 $(pidof -x pppd)"])


def test_a_networkmanager_that_gave_up_is_helped_in_its_real_time(lab: Lab) -> None:
    give_a_profile(lab)
    modem = Modem(apns=())
    gave_up(lab, modem)
    process = watch(lab, times=1)
    comes_to(lab, "waiting")
    began = time.monotonic()
    modem.apns = None
    comes_to(lab, "working")
    assert time.monotonic() - began > 4
    reason = "because the network hung up (No carrier); strike 1, the next is 45 s off"
    assert f"activating the profile again, {reason}" in told(lab)
    assert told(lab)[-1] == "works again"
    process.terminate()
    assert process.wait(ENOUGH) == 0
    assert "Traceback" not in lab.logs()
    history = run(lab, "history", "--since", "1h", "--json")
    assert sum(each["connects"] for each in json.loads(history.stdout)["modems"][0]["samples"]) == 1


def test_a_carrier_that_is_lost_comes_back_by_networkmanager_or_else_by_us(lab: Lab) -> None:
    home(lab)
    modem = Modem()
    lab.modemmanager.start([modem])
    watch(lab)
    comes_to(lab, "working")
    before, helped = dials(modem), repairs(lab)
    hang_up(lab)
    lab.wait_for(lambda: dials(modem) > before, ENOUGH, what="another dial")
    lab.wait_for(lambda: "ttyUSB0:connected" in devices(lab), ENOUGH, what="another connection")
    comes_to(lab, "working")
    modem.apns = ()
    hang_up(lab)
    lab.wait_for(lambda: repairs(lab) > helped, ENOUGH, what="a repair")
    modem.apns = None
    comes_to(lab, "working")
    assert told(lab)[-1] == "works again"


def test_a_link_that_carries_nothing_any_more_is_connected_anew(lab: Lab) -> None:
    give_a_profile(lab)
    lab.modemmanager.start([Modem()])
    watch(lab)
    comes_to(lab, "working")
    deaf = lab.path("/run/lab/deaf")
    deaf.touch()
    tells(lab, "activating the profile again, because it is connected, but nothing comes back; strike 1")
    deaf.unlink()
    comes_to(lab, "working")
    assert "is doubted: IPv4 does not answer" in told(lab)


def test_what_somebody_has_taken_down_stays_down(lab: Lab) -> None:
    give_a_profile(lab)
    modem = Modem()
    lab.modemmanager.start([modem])
    watch(lab)
    for words in ("device disconnect ttyUSB0", "connection down giffgaff"):
        comes_to(lab, "working")
        lab.run(["nmcli", *words.split()])
        comes_to(lab, "held")
        before = dials(modem)
        time.sleep(PATIENCE)
        assert (phase(lab), state(lab)["strikes"], dials(modem)) == ("held", 0, before)
        lab.run(["nmcli", "device", "connect", "ttyUSB0"])
    comes_to(lab, "working")


def test_a_modem_that_asks_for_its_pin_is_left_alone_and_another_is_not(lab: Lab) -> None:
    home(lab, "pin = 1234")
    locked = Modem(iccid="8944110065300000017", imei="867698040000002", lock=SimLock("1234"))
    lab.modemmanager.start([Modem(), locked])
    watch(lab)
    comes_to(lab, "working")
    comes_to(lab, "held", SECOND)
    asked = len(locked.commands)
    time.sleep(PATIENCE)
    assert [command for command in locked.commands[asked:] if command.startswith(("+CPIN=", "+CFUN"))] == []
    assert told(lab, SECOND)[-1] == "is left alone: the SIM asks for its PIN; 3 tries are left"
    shown = {modem["device"]: modem["watch"]["phase"] for modem in status(lab)["modems"]}
    assert shown == {FIRST: "working", SECOND: "held"}


def test_modems_daemons_and_the_bus_come_and_go(lab: Lab) -> None:
    give_a_profile(lab)
    lab.modemmanager.start([Modem()])
    process = watch(lab)
    comes_to(lab, "working")
    lab.modemmanager.unplug("ttyUSB0")
    comes_to(lab, "waiting")
    lab.modemmanager.replug("ttyUSB0")
    comes_to(lab, "working")
    lab.networkmanager.kill()
    comes_to(lab, "held")
    lab.networkmanager.start()
    comes_to(lab, "working")
    lab.modemmanager.kill()
    lab.wait_for(lambda: state(lab)["reason"] == "ModemManager is not running", ENOUGH, what="its end")
    lab.modemmanager.start([Modem()])
    comes_to(lab, "working")
    assert process.poll() is None
    lab.restart_bus()
    assert process.wait(ENOUGH) == 1
    assert "nm-cellular: the connection to the D-Bus system bus broke" in lab.logs()
    # systemd starts it again, here before the daemons are there.
    process = again(lab)
    comes_to(lab, "held")
    lab.networkmanager.start()
    lab.modemmanager.start([Modem()])
    comes_to(lab, "working")
    assert process.poll() is None
    assert "Traceback" not in lab.logs()


def test_a_networkmanager_that_dials_without_end_is_stopped(lab: Lab) -> None:
    home(lab, "connection.autoconnect-retries = 0")
    modem = Modem(apns=())
    lab.modemmanager.start([modem])
    watch(lab)
    tells(lab, "keeping NetworkManager from dialling")
    lab.wait_for(lambda: "ttyUSB0:disconnected" in devices(lab), ENOUGH, what="an end of it")
    before = dials(modem)
    lab.wait_for(lambda: repairs(lab) >= 2, ENOUGH, what="dials of our own")
    # It dials forty times a second where nobody stops it.
    assert dials(modem) - before <= 10
    modem.apns = None
    comes_to(lab, "working")
    assert "assertion" not in lab.logs()


def test_after_a_connect_that_is_refused_fifty_times_the_next_one_counts(lab: Lab) -> None:
    home(lab, "connection.autoconnect-retries = 4")
    modem = Modem(apns=())
    lab.modemmanager.start([modem])
    process = watch(lab, "longest-wait = 60 s\nladder = reconnect re-enable", times=150)
    lab.wait_for(lambda: dials(modem) >= 50, 3 * ENOUGH, what="fifty refusals")
    modem.apns = None
    comes_to(lab, "working")
    assert any("disabling and enabling the modem" in line for line in told(lab))
    assert "assertion" not in lab.logs()
    assert process.poll() is None
    assert "Traceback" not in lab.logs()


def test_where_one_access_point_is_refused_the_next_is_tried_once_the_ladder_has_it(lab: Lab) -> None:
    write(lab, "[home]\napn = wrong, right\nconnection.autoconnect-retries = 1\n")
    assert run(lab, "apply").returncode == 0
    modem = Modem(apns=())
    lab.modemmanager.start([modem])
    lab.wait_for(lambda: dials(modem) >= 2, ENOUGH, what="both to be refused")
    lab.wait_for(lambda: "ttyUSB0:disconnected" in devices(lab), ENOUGH, what="NetworkManager to give up")
    modem.apns = ("right",)
    process = watch(lab, "ladder = replug")
    comes_to(lab, "waiting")
    # It is on no USB.
    time.sleep(PATIENCE)
    assert (phase(lab), state(lab)["strikes"]) == ("waiting", 0)
    conf = lab.path(BOOT) / "cellular.conf"
    conf.write_text(conf.read_text().replace("ladder = replug", "ladder = next-apn"))
    process.send_signal(signal.SIGHUP)
    tells(lab, "activating the next profile, because")
    comes_to(lab, "working")
    assert '"right"' in [command for command in modem.commands if command.startswith("+CGDCONT=")][-1]


def test_a_service_that_is_killed_again_and_again_does_not_hurry(lab: Lab) -> None:
    give_a_profile(lab)
    gave_up(lab, Modem(apns=()))
    process, chance = watch(lab), random.Random(1)
    began: dict[int, float] = {}
    deadline = time.monotonic() + ENOUGH
    while len(began) < 3 and time.monotonic() < deadline:
        time.sleep(chance.uniform(0.05, 1.5))
        process.kill()
        process.wait()
        found = state(lab)
        began[found.get("strikes", 0)] = found.get("repair_at", 0.0)
        process = again(lab)
    # A reconnect has 45 seconds, of which a tenth.
    assert began[2] - began[1] >= 4.5
    assert len([line for line in told(lab) if "activating" in line]) <= 3
    assert "Traceback" not in lab.logs()


def test_what_changes_all_the_time_does_not_wake_it(lab: Lab) -> None:
    lab.fake_modemmanager.start(modem_of_tomorrow.modem())
    process = watch(lab, times=1)
    lab.wait_for(lambda: lab.path("/run/nm-cellular/watch.json").exists(), ENOUGH, what="its first look")
    lab.wait_for(lambda: wakeups(process) == wakeups(process, after=1.0), ENOUGH, what="silence")
    before = wakeups(process)
    for number in range(100):
        quality = Variant("(ub)", [50 + number % 2, True])
        lab.fake_modemmanager.change(modem_of_tomorrow.MODEM, modem_of_tomorrow.IMODEM, SignalQuality=quality)
    lab.run(["nmcli", "general", "status"])
    assert wakeups(process, after=1.0) - before <= 5


def wakeups(process: Popen[str], after: float = 0.0) -> int:
    """How often it was given the processor after it had waited for something."""
    time.sleep(after)
    [line] = [each for each in Path(f"/proc/{process.pid}/status").read_text().splitlines() if "voluntary" in each][:1]
    return int(line.split()[1])


def test_it_is_alone_reads_its_settings_again_and_stops_when_it_is_told_to(lab: Lab) -> None:
    lab.modemmanager.start([Modem()])
    write(lab, "[watch]\n")
    process = spawn(lab, "watch")
    comes_to(lab, "held")
    second = run(lab, "watch")
    assert second.returncode == 1
    assert second.stderr.startswith("nm-cellular: nm-cellular watch is running already\n")
    write(lab, "[watch]\ndata-budget = much\n")
    process.send_signal(signal.SIGHUP)
    lab.wait_for(lambda: "[watch] was read again" in lab.logs(), ENOUGH, what="the reload")
    assert "cellular.conf:2:15: data-budget: `much` is no amount of data" in lab.logs()
    process.terminate()
    assert process.wait(ENOUGH) == 0
    assert "Traceback" not in lab.logs()
