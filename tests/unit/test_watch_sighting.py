"""What the watch makes of an observation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nm_cellular.errors import CommandError
from nm_cellular.modems.modem import Modem
from nm_cellular.modems.modem_enums import FailedReason, Lock, RegistrationState, State
from nm_cellular.modems.nm_device import Device, DeviceState, Networking
from nm_cellular.modems.observation import Observation
from nm_cellular.watch import sighting
from nm_cellular.watch.event import Condition, Counted, Family, Need
from nm_cellular.watch.sighting import Surroundings, usb_port

from .test_setup_steps import modem

PORT = "/sys/devices/platform/soc/3f980000.usb/usb1/1-1/1-1.3"
EMPTY = Surroundings({})
READY = Device("cdc-wdm0", "", DeviceState.DISCONNECTED, "", "", (), (), 1, "/nm/2")
RUNNING = replace(READY, ip_interface="wwan0", state=DeviceState.ACTIVATED, addresses=("10.0.0.2/30", "fe80::1/64"))


def seen(what: Modem, device: Device | None, *, wwan_enabled: bool = True) -> Observation:
    return Observation((what,), Networking(wwan_enabled, {what.path: device} if device else {}))


def condition(what: Modem, device: Device | None = READY) -> Condition:
    return sighting.of_all(seen(what, device), (), EMPTY)[what.device].condition


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.INITIALIZING, Condition.STARTING),
        (State.DISABLED, Condition.DOWN),
        (State.ENABLING, Condition.STARTING),
        (State.SEARCHING, Condition.SEARCHING),
        (State.REGISTERED, Condition.DOWN),
        (State.CONNECTING, Condition.STARTING),
        (State.CONNECTED, Condition.HELD),
    ],
    ids=lambda each: each.name,
)
def test_a_modem_by_its_state(state: State, expected: Condition) -> None:
    assert condition(replace(modem(), state=state)) is expected


def test_locks_and_missing_sims_are_left_to_people() -> None:
    locked = replace(modem(), state=State.LOCKED)
    assert condition(replace(locked, lock=Lock.SIM_PIN)) is Condition.HELD
    assert condition(replace(locked, lock=Lock.SIM_PUK)) is Condition.HELD
    assert condition(replace(locked, lock=Lock.SIM_PIN2)) is Condition.STARTING
    failed = replace(modem(), state=State.FAILED)
    assert condition(replace(failed, failed_reason=FailedReason.SIM_MISSING)) is Condition.HELD
    assert condition(replace(failed, failed_reason=FailedReason.UNKNOWN)) is Condition.SEARCHING


def test_a_network_that_refuses_the_sim_is_known_from_one_that_is_not_found() -> None:
    searching = replace(modem(), state=State.SEARCHING)
    denied = replace(searching.registration, state=RegistrationState.DENIED)
    assert condition(replace(searching, registration=denied)) is Condition.REFUSED


@pytest.mark.parametrize("device", [replace(READY, profiles=0), replace(READY, state=DeviceState.UNMANAGED)])
def test_without_a_profile_or_networkmanagers_care_there_is_nothing_to_repair(device: Device) -> None:
    assert condition(replace(modem(), state=State.REGISTERED), device) is Condition.HELD


def test_radios_that_are_switched_off_stay_off() -> None:
    what = replace(modem(), state=State.DISABLED)
    sights = sighting.of_all(seen(what, READY, wwan_enabled=False), (), EMPTY)
    assert (sights[what.device].condition, sights[what.device].reason) == (
        Condition.HELD,
        "mobile broadband is switched off in NetworkManager",
    )


def test_a_connection_has_the_families_of_which_it_has_addresses() -> None:
    what = replace(modem(), state=State.CONNECTED)
    around = Surroundings({"wwan0": {Family.IPV4: Counted(3, 4), Family.IPV6: Counted(1, 1)}})
    sight = sighting.of_all(seen(what, RUNNING), (), around)[what.device]
    assert (sight.condition, sight.families) == (Condition.UP, {Family.IPV4: Counted(3, 4)})


def test_a_device_that_a_user_has_disconnected_is_known() -> None:
    what = replace(modem(), state=State.REGISTERED)
    sight = sighting.of_all(seen(what, replace(READY, reason=39)), (), EMPTY)[what.device]
    assert sight.by_user


def test_one_that_networkmanager_disconnects_is_on_its_way_to_something() -> None:
    what, ending = replace(modem(), state=State.REGISTERED), replace(READY, state=DeviceState.DEACTIVATING)
    assert condition(what, ending) is Condition.STARTING
    by_user = sighting.of_all(seen(replace(what, state=State.CONNECTED), replace(ending, reason=39)), (), EMPTY)
    assert (by_user[what.device].by_user, by_user[what.device].reason) == (True, "NetworkManager ends a connection")


def test_a_modem_that_is_not_listed_any_more() -> None:
    def unlisted(around: Surroundings, observation: Observation) -> tuple[Condition, str, frozenset[Need]]:
        sight = sighting.of_all(observation, [PORT], around)[PORT]
        return sight.condition, sight.reason, sight.needs

    there = Surroundings({}, {"1-1.3"})
    assert unlisted(EMPTY, Observation()) == (Condition.ABSENT, "the modem is not plugged in", {Need.PORT})
    listed_no_more = "ModemManager does not list the modem"
    assert unlisted(there, Observation()) == (Condition.ABSENT, listed_no_more, {Need.PORT, Need.USB})
    flashing = replace(there, holders={PORT: "qfirehose"})
    assert unlisted(flashing, Observation()) == (Condition.HELD, "qfirehose has the modem's ports open", frozenset())
    stopped = Observation(failure=CommandError("ModemManager is not running"))
    assert unlisted(there, stopped) == (Condition.HELD, "ModemManager is not running", frozenset())


@pytest.mark.parametrize(
    ("path", "port"),
    [
        (PORT, "1-1.3"),
        ("/sys/devices/pci0000:00/0000:00:14.0/usb2/2-4", "2-4"),
        ("/sys/devices/pci0000:00/0000:00:1c.0/0000:01:00.0", ""),
        ("/virtual/ttyUSB0", ""),
    ],
)
def test_ports(path: str, port: str) -> None:
    assert usb_port(path) == port
