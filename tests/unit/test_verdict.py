"""Of all that may be wrong with a modem, the first thing is named, with what to do about it."""

from __future__ import annotations

from typing import Any

import pytest

from nm_cellular.daemons.dbus_errors import CallFailed
from nm_cellular.errors import CommandError
from nm_cellular.modems.bearer import Bearer
from nm_cellular.modems.modem import MODEM, Modem, Sim
from nm_cellular.modems.nm_device import Device, DeviceState, Networking
from nm_cellular.modems.observation import Observation
from nm_cellular.status import verdict

PATH = "/org/freedesktop/ModemManager1/Modem/0"
HOME = {"RegistrationState": 1, "OperatorName": "O2 - UK", "PacketServiceState": 2}
ERROR = "org.freedesktop.ModemManager1.Error"


def modem(
    state: int,
    *,
    network: dict[str, Any] | None = None,
    bearer: dict[str, Any] | None = None,
    path: str = PATH,
    **more: Any,
) -> Modem:
    interfaces = {
        MODEM: {"State": state, "PowerState": 3, "AccessTechnologies": 1 << 14, **more},
        f"{MODEM}.Modem3gpp": network or {},
    }
    sim = Sim.from_properties("/org/freedesktop/ModemManager1/SIM/4", {})
    bearers = [] if bearer is None else [Bearer.from_properties("/b", bearer)]
    return Modem.from_interfaces(path, interfaces, sim, bearers)


def networking(
    state: DeviceState = DeviceState.ACTIVATED,
    *,
    profiles: int = 1,
    enabled: bool = True,
    profile: str = "giffgaff",
    reason: int = 0,
) -> Networking:
    device = Device("ttyUSB0", "ppp0", state, profile, "5b0d", (), (), profiles, reason=reason)
    return Networking(enabled, {PATH: device})


def summary(modem: Modem, networking: Networking | None) -> str:
    return verdict.of(Observation((modem,), networking)).summary


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (modem(-1, StateFailedReason=2), "the modem sees no SIM"),
        (modem(-1, StateFailedReason=2, PowerState=2), "the modem sees no SIM and is in low power"),
        (modem(-1, StateFailedReason=3), "the SIM cannot be read"),
        (modem(-1, StateFailedReason=5), "the eSIM has no profile"),
        (modem(-1, StateFailedReason=17), "the modem failed (17)"),
        (modem(2, UnlockRequired=2, UnlockRetries={2: 3}), "the SIM asks for its PIN; 3 tries are left"),
        (modem(2, UnlockRequired=2, UnlockRetries={2: 1}), "the SIM asks for its PIN; 1 try is left"),
        (
            modem(2, UnlockRequired=4, UnlockRetries={4: 10}),
            "the SIM is blocked and asks for its PUK; 10 tries are left",
        ),
        (modem(2, UnlockRequired=8), "the modem is locked (ph-net-pin)"),
        (modem(2, UnlockRequired=40), "the modem is locked (40)"),
        (modem(1), "the modem is starting"),
        (modem(3, PowerState=2), "the modem is off"),
        (modem(5, PowerState=1), "the modem's radio is off and does not come on"),
        (modem(6, PowerState=2), "the modem's radio is in low power and does not come on"),
        (modem(5), "the modem is enabling"),
        (modem(7, network={"RegistrationState": 2}), "the modem finds no network yet"),
        (modem(6, network={"RegistrationState": 0}), "the modem is not registered and does not search"),
        (modem(6, network={"RegistrationState": 3}), "the network refuses to register the SIM"),
        (
            modem(7, network={"RegistrationState": 2, "NetworkRejection": {"error": 11}}),
            "the SIM may not use this network",
        ),
        (
            modem(7, network={"RegistrationState": 3, "NetworkRejection": {"error": 99}}),
            "the network refuses to register the SIM (cause 99)",
        ),
        (modem(12), "the modem is in a state that nm-cellular does not know (12)"),
    ],
)
def test_what_keeps_a_modem_from_registering(found: Modem, said: str) -> None:
    assert summary(found, networking(DeviceState.DISCONNECTED)) == said


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (None, "NetworkManager is not running"),
        (networking(enabled=False), "mobile broadband is switched off in NetworkManager"),
        (Networking(wwan_enabled=True, devices={}), "NetworkManager does not see the modem"),
        (networking(DeviceState.UNMANAGED), "NetworkManager leaves the modem alone"),
        (networking(DeviceState.DISCONNECTED, profiles=0), "NetworkManager has no profile for the modem"),
        (networking(DeviceState.PREPARE), "NetworkManager is connecting, with the profile giffgaff"),
        (networking(DeviceState.DISCONNECTED), "NetworkManager does not dial"),
        (networking(DeviceState.DISCONNECTED, reason=39), "somebody has taken the connection down"),
    ],
)
def test_what_keeps_networkmanager_from_dialling(seen: Networking | None, said: str) -> None:
    assert summary(modem(8, network=HOME), seen) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("MobileEquipment.MissingOrUnknownApn", "the network does not know the APN (text)"),
        # As ModemManager up to 1.18 named it.
        ("MobileEquipment.GprsMissingOrUnknownApn", "the network does not know the APN (text)"),
        ("MobileEquipment.UserAuthenticationFailed", "the network refuses the user name or password (text)"),
        ("MobileEquipment.ServiceOptionNotSubscribed", "the SIM is not subscribed to this APN or to data (text)"),
        ("Connection.NoCarrier", "the network hung up (text)"),
        ("MobileEquipment.NobodyKnows", "the connection failed (text)"),
    ],
)
def test_why_the_network_refuses_a_connection(name: str, said: str) -> None:
    refused = modem(8, network=HOME, bearer={"ConnectionError": [f"{ERROR}.{name}", "text"]})
    assert summary(refused, networking(DeviceState.DISCONNECTED)) == said


def test_where_roaming_is_off_a_foreign_network_is_the_reason() -> None:
    forbidden = {"Properties": {"apn": "a", "allow-roaming": False}}
    abroad = {**HOME, "RegistrationState": 5}
    found = verdict.of(Observation((modem(8, network=abroad, bearer=forbidden),), networking(DeviceState.PREPARE)))
    assert found.summary == "the modem is in a foreign network, and roaming is off in its profile"
    assert "roaming = yes" in found.hint
    dials = "NetworkManager is connecting, with the profile giffgaff"
    assert summary(modem(8, network=HOME, bearer=forbidden), networking(DeviceState.PREPARE)) == dials
    assert summary(modem(8, network=abroad, bearer={}), networking(DeviceState.PREPARE)) == dials


def test_a_network_without_data_service_is_named() -> None:
    detached = modem(8, network={**HOME, "PacketServiceState": 1})
    assert summary(detached, networking(DeviceState.DISCONNECTED)) == "the network gives no data service"


def test_a_pin2_that_is_asked_for_does_not_keep_a_modem_from_working() -> None:
    assert verdict.of_modem(modem(11, network=HOME, UnlockRequired=3), networking()).works


def test_the_last_try_is_not_to_be_wasted() -> None:
    found = verdict.of_modem(modem(2, UnlockRequired=2, UnlockRetries={2: 1}), networking())
    assert found.hint.startswith("a wrong PIN now blocks the SIM, so nm-cellular does not try")
    assert found.hint.endswith("mmcli -i 4 --pin=PIN")


def test_a_lock_is_opened_by_unlock() -> None:
    assert verdict.of_modem(modem(2, UnlockRequired=2), None).hint.endswith("then nm-cellular unlock")
    assert verdict.of_modem(modem(2, UnlockRequired=4), None).hint.endswith("nm-cellular unlock --puk")


def test_a_sim_that_is_blocked_for_good_is_told_from_one_that_has_a_puk() -> None:
    found = verdict.of_modem(modem(2, UnlockRequired=4, UnlockRetries={2: 0, 4: 0}), None)
    assert (found.summary, found.hint) == ("the SIM is blocked for good", "ask the operator for a new one")


def with_two_slots(state: int, *, in_use: bool = True, **more: Any) -> Modem:
    """The modem uses slot 1, and a healthy SIM is in slot 2."""
    properties = {"State": state, "PowerState": 3, "SimSlots": ["/s1" if in_use else "/", "/s2"], "PrimarySimSlot": 1}
    sims = [Sim.from_properties(path, {"Active": path == "/s1", "SimIdentifier": "8944"}) for path in ("/s1", "/s2")]
    used = sims[0] if in_use else None
    return Modem.from_interfaces(PATH, {MODEM: properties | more}, used, (), other_sims=sims[1:])


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (with_two_slots(2, UnlockRequired=2, UnlockRetries={2: 3}), "the SIM in slot 1 asks for its PIN"),
        (with_two_slots(2, UnlockRequired=4), "the SIM in slot 1 is blocked and asks for its PUK"),
        (with_two_slots(-1, StateFailedReason=2, in_use=False), "the modem sees no SIM"),
    ],
)
def test_of_two_sims_the_one_in_use_is_judged(found: Modem, said: str) -> None:
    assert verdict.of_modem(found, None).summary.startswith(said)


@pytest.mark.parametrize(
    "found",
    [with_two_slots(2, UnlockRequired=4), with_two_slots(-1, StateFailedReason=2, in_use=False)],
)
def test_another_sim_is_a_way_out(found: Modem) -> None:
    hint = verdict.of_modem(found, None).hint
    assert hint.endswith("; or use the SIM in slot 2: mmcli -m 0 --set-primary-sim-slot=2")


def test_a_locked_modem_does_not_hide_that_another_works() -> None:
    locked = modem(2, UnlockRequired=2, UnlockRetries={2: 3}, path="/Modem/1")
    found = verdict.of(Observation((modem(11, network=HOME), locked), networking()))
    assert found.works
    assert found.summary == "1 of 2 modems works; modem 1: the SIM asks for its PIN; 3 tries are left"


HANGS = Networking.unknown(CallFailed("NetworkManager", "", "did not answer in 10 s"))


def test_a_networkmanager_that_hangs_is_told_from_one_that_is_not_running() -> None:
    found = verdict.of_modem(modem(8, network=HOME), HANGS)
    assert (found.works, found.summary) == (False, "NetworkManager did not answer in 10 s")
    assert found.hint.startswith("systemctl restart NetworkManager")


def test_a_connection_outlives_a_networkmanager_that_hangs() -> None:
    found = verdict.of_modem(modem(11, network=HOME), HANGS)
    assert (found.works, found.summary) == (True, "connected to O2 - UK (LTE), NetworkManager did not answer in 10 s")


def test_a_connected_modem_works() -> None:
    found = verdict.of_modem(modem(11, network=HOME), networking())
    assert (found.works, found.summary) == (True, "connected to O2 - UK (LTE), with the profile giffgaff")


def test_a_modem_that_roams_says_so() -> None:
    found = verdict.of_modem(modem(11, network={**HOME, "RegistrationState": 5}), networking())
    assert found.summary == "connected to O2 - UK (LTE), roaming, with the profile giffgaff"


def test_a_modem_that_another_program_connected_works() -> None:
    found = verdict.of_modem(modem(11, network=HOME), None)
    assert (found.works, found.summary) == (True, "connected to O2 - UK (LTE), not by NetworkManager")


@pytest.mark.parametrize(
    ("bearer", "state", "said"),
    [
        ({"Connected": True, "Suspended": True}, DeviceState.ACTIVATED, "the network has suspended the connection"),
        (
            {"Connected": True},
            DeviceState.IP_CONFIG,
            "the modem is connected, and NetworkManager is setting up its address",
        ),
    ],
)
def test_connected_is_not_always_enough(bearer: dict[str, Any], state: DeviceState, said: str) -> None:
    found = verdict.of_modem(modem(11, network=HOME, bearer=bearer), networking(state))
    assert (found.works, found.summary) == (False, said)


def test_of_several_modems_the_one_that_got_furthest_is_named() -> None:
    modems = (
        modem(11, network=HOME),
        modem(-1, StateFailedReason=2, path="/1"),
        modem(7, network={"RegistrationState": 2}, path="/2"),
    )
    found = verdict.of(Observation(modems, networking()))
    assert (found.works, found.summary) == (True, "1 of 3 modems works; modem 2: the modem finds no network yet")


def test_several_modems_that_all_work_need_no_more_words() -> None:
    modems = (modem(11, network=HOME), modem(11, network=HOME))
    assert verdict.of(Observation(modems, networking())).summary == "2 of 2 modems work"


def test_where_nothing_could_be_read_the_error_is_the_verdict() -> None:
    found = verdict.of(Observation(failure=CommandError("ModemManager is not running", "start it")))
    assert found == verdict.Verdict(works=False, summary="ModemManager is not running", hint="start it")


def test_no_modem_at_all() -> None:
    assert verdict.of(Observation()).summary == "ModemManager sees no modem"
