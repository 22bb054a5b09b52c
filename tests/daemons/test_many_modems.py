"""As many modems as an SMS gateway has: all of them, each with its own SIM, in the order of their numbers."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.daemons.in_mmclis_words import in_mmclis_words, told_by_mmcli
from tests.daemons.modem_states import NO_PROFILE, registered, run, spawn, status, summary
from tests.lab import Lab, Modem


def modems(count: int) -> Sequence[Modem]:
    return [
        Modem(
            imei=f"86769804000{number:04}",
            imsi=f"23410300000{number:04}",
            iccid=f"894411006530000{number:04}",
        )
        for number in range(count)
    ]


def start(lab: Lab, count: int) -> Sequence[Modem]:
    started = modems(count)
    lab.modemmanager.start(started)
    lab.wait_for(lambda: len(registered(lab)) == count, timeout=60, what=f"{count} registered modems")
    return started


def numbers(shown: str) -> list[str]:
    return [line.split()[1].rstrip(":") for line in shown.splitlines() if line.startswith("modem ")]


@pytest.mark.parametrize("count", [10, 50])
def test_all_are_listed_each_with_its_own_sim(lab: Lab, count: int) -> None:
    started = start(lab, count)
    found = status(lab, "--show-ids")
    assert found["verdict"]["summary"] == f"0 of {count} modems work; modem 0: {NO_PROFILE}"
    assert {each["imei"]: (each["sim"]["imsi"], each["sim"]["iccid"]) for each in found["modems"]} == {
        modem.imei: (modem.imsi, modem.iccid) for modem in started
    }
    in_order = list(map(str, range(count)))
    assert [modem["path"].rpartition("/")[2] for modem in found["modems"]] == in_order
    assert numbers(run(lab, "status").stdout) == in_order


def test_each_of_ten_is_as_mmcli_says(lab: Lab) -> None:
    start(lab, 10)
    # Operator and signal come a little after the registration.
    lab.wait_for(lambda: each_as_mmcli_says(lab, 10), what="the same of mmcli and of us")


def each_as_mmcli_says(lab: Lab, count: int) -> bool:
    found = status(lab, "--show-ids")["modems"]
    return [in_mmclis_words(modem) for modem in found] == [told_by_mmcli(lab, str(n)) for n in range(count)]


def test_watch_keeps_up_while_fifty_start_and_end_together(lab: Lab) -> None:
    lab.modemmanager.start()
    watching = spawn(lab, "status", "--watch")
    lab.wait_for(lambda: "does not work: ModemManager sees no modem" in lab.logs(), what="the first look")
    for number, modem in enumerate(modems(50)):
        lab.modemmanager.plug(modem, f"ttyUSB{number}")
    lab.wait_for(lambda: len(registered(lab)) == 50, timeout=60, what="fifty registered modems")
    lab.wait_for(lambda: f"0 of 50 modems work; modem 0: {NO_PROFILE}" in lab.logs(), what="all of them shown")
    lab.modemmanager.kill()
    lab.wait_for(lambda: last_verdict(lab) == "does not work: ModemManager is not running", what="their end")
    assert watching.poll() is None
    assert "Traceback" not in lab.logs()
    assert summary(lab) == "ModemManager is not running"


def last_verdict(lab: Lab) -> str:
    verdicts = [line for line in lab.logs().splitlines() if line.startswith(("works: ", "does not work: "))]
    return verdicts[-1]
