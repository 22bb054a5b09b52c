"""mmcli on the same bus is the oracle for every field of `nm-cellular status --json`."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from dbus_next.signature import Variant

from tests.daemons import modem_of_tomorrow as tomorrow
from tests.daemons.in_mmclis_words import in_mmclis_words, mmcli, sim_in_mmclis_words, told_by_mmcli, told_of_sim
from tests.daemons.modem_states import CASES, NO_PROFILE, bring, registered, run, status
from tests.lab import Lab, Modem
from tests.lab.fake_modemmanager import Objects


@pytest.mark.parametrize("name", CASES)
def test_status_says_what_mmcli_says(lab: Lab, name: str) -> None:
    bring(lab, CASES[name])

    def ours() -> object:
        [modem] = status(lab, "--show-ids")["modems"]
        return in_mmclis_words(modem)

    said, told = while_nothing_changes(lab, lambda: told_by_mmcli(lab, "0"), ours)
    assert said == told


def test_slots_and_the_initial_bearer_are_what_mmcli_says(lab: Lab) -> None:
    """The virtual modem has neither, so that a fake has to."""
    lab.networkmanager.stop()
    lab.fake_modemmanager.start(with_slots())
    [modem] = status(lab, "--show-ids")["modems"]
    assert in_mmclis_words(modem) == told_by_mmcli(lab, "0")
    assert [(slot["number"], slot["primary"], slot["path"]) for slot in modem["sim_slots"]] == [
        (1, True, tomorrow.SIM),
        (2, False, ""),
        (3, False, OTHER_SIM),
    ]
    assert told_of_sim(mmcli(lab, "--sim", OTHER_SIM)["sim"]) == sim_in_mmclis_words(modem["sim_slots"][2]["sim"])
    assert modem["initial_bearer"]["apn"] == "attach.example"
    assert "  initial APN    attach.example" in run(lab, "status").stdout


OTHER_SIM = f"{tomorrow.ROOT}/SIM/1"
INITIAL = f"{tomorrow.ROOT}/Bearer/1"


def with_slots() -> Objects:
    objects = tomorrow.modem()
    objects[tomorrow.MODEM][tomorrow.IMODEM] |= {
        "SimSlots": Variant("ao", [tomorrow.SIM, "/", OTHER_SIM]),
        "PrimarySimSlot": Variant("u", 1),
    }
    objects[tomorrow.MODEM][tomorrow.I3GPP]["InitialEpsBearer"] = Variant("o", INITIAL)
    eid = Variant("s", "89049032000001000000000000000001")
    objects[OTHER_SIM] = {tomorrow.ISIM: {"Active": Variant("b", False), "Eid": eid, "SimType": Variant("u", 2)}}
    attached = {"apn": Variant("s", "attach.example"), "ip-type": Variant("u", 4)}
    objects[INITIAL] = {tomorrow.IBEARER: {"Connected": Variant("b", True), "Properties": Variant("a{sv}", attached)}}
    return objects


def test_what_may_tell_the_place_is_what_mmcli_says(lab: Lab) -> None:
    bring(lab, CASES["registered"])
    told = mmcli(lab, "-m", "0", "--location-status")["modem"]["location"]
    ours = status(lab)["modems"][0]["location"]
    assert ours == {
        "capabilities": told["capabilities"],
        "enabled": told["enabled"],
        "signals": told["signals"] == "yes",
    }
    lab.run(["mmcli", "-m", "0", "--location-disable-3gpp"])
    assert status(lab)["modems"][0]["location"]["enabled"] == []


def test_the_measured_signal_is_what_mmcli_says(lab: Lab) -> None:
    measures = {"+CESQ=?": "+CESQ: (0-63,99),(0-7,99),(0-96,255),(0-49,255),(0-34,255),(0-97,255)\nOK"}
    lab.modemmanager.start([Modem(replies=measures | {"+CESQ": "+CESQ: 99,99,255,255,20,60\nOK"})])
    assert run(lab, "wait", "--for", "registered").returncode == 0
    lab.run(["mmcli", "-m", "0", "--signal-setup=60"])
    lab.wait_for(lambda: measured(lab), what="a measurement")
    told = mmcli(lab, "-m", "0", "--signal-get")["modem"]["signal"]["lte"]
    assert measured(lab) == {"lte": {name: float(told[name]) for name in ("rsrp", "rsrq")}}
    assert status(lab)["modems"][0]["signal"]["rate"] == 60
    assert "LTE: RSRP -81 dBm, RSRQ -10 dB" in run(lab, "status").stdout
    assert 'technology="lte",measure="rsrp"} -81' in run(lab, "status", "--metrics").stdout


def measured(lab: Lab) -> object:
    return status(lab)["modems"][0]["signal"]["measured"]


def test_ten_modems_are_listed_in_the_order_of_their_numbers(lab: Lab) -> None:
    lab.modemmanager.start([Modem(imei=f"86769804000{number:04}") for number in range(10)])
    lab.wait_for(lambda: len(registered(lab)) == 10, what="ten registered modems")
    found = status(lab, "--show-ids")
    assert [modem["path"].rpartition("/")[2] for modem in found["modems"]] == [str(number) for number in range(10)]
    for number, modem in enumerate(found["modems"]):
        told = mmcli(lab, "-m", str(number))["modem"]["generic"]
        assert (modem["imei"], modem["primary_port"]) == (told["equipment-identifier"], told["primary-port"])
    assert found["verdict"]["summary"] == f"0 of 10 modems work; modem 0: {NO_PROFILE}"


def while_nothing_changes(lab: Lab, told: Callable[[], object], ours: Callable[[], object]) -> tuple[object, object]:
    """What both say, of one and the same state."""

    def both() -> tuple[object, object] | None:
        before, said, after = told(), ours(), told()
        return (said, before) if before == after else None

    found = lab.wait_for(both, what="a state that lasts")
    assert found
    return found
