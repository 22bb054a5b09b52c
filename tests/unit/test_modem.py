"""What ModemManager says becomes a snapshot, also where it says what nobody has heard of yet."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nm_cellular.modems.bearer import Bearer
from nm_cellular.modems.modem import MODEM, Modem, Sim, Slot
from nm_cellular.modems.modem_enums import AccessTechnology, IpFamily, IpMethod, Lock, PortType, State
from nm_cellular.modems.nm_device import DeviceState, Networking
from nm_cellular.modems.object_paths import bearer_paths, modem_paths, other_sim_paths, sim_path
from nm_cellular.modems.registration import Rejection

PATH = "/org/freedesktop/ModemManager1/Modem/0"
MODEM_3GPP = f"{MODEM}.Modem3gpp"
SIGNAL = f"{MODEM}.Signal"
LOCATION = f"{MODEM}.Location"


def modem(properties: dict[str, Any], **interfaces: dict[str, Any]) -> Modem:
    return Modem.from_interfaces(PATH, {MODEM: properties, **interfaces}, None, ())


def test_a_state_that_a_later_modemmanager_adds_is_its_number() -> None:
    found = modem({"State": 12, "UnlockRequired": 99, "PowerState": 7})
    assert (found.state.label, found.lock.label, found.power.label) == ("12", "99", "7")
    assert not found.state.is_known
    assert found.state > State.CONNECTED


def test_a_technology_that_a_later_modemmanager_adds_is_its_number() -> None:
    technologies = AccessTechnology(1 << 15 | 1 << 20)
    assert technologies.labels() == ("5gnr", str(1 << 20))


def test_ports_and_retries_of_unknown_kinds_are_kept() -> None:
    found = modem({"Ports": [["wwan0", 2], ["wwan0x0", 42]], "UnlockRetries": {2: 3, 77: 1}})
    assert [(port.name, port.type.label) for port in found.ports] == [("wwan0", "net"), ("wwan0x0", "42")]
    assert found.ports[0].type is PortType.NET
    assert found.retries[Lock.SIM_PIN] == 3
    assert found.retries[Lock(77)] == 1


def test_tries_of_which_the_modem_does_not_tell_are_left_out() -> None:
    """ModemManager's MM_UNLOCK_RETRIES_UNKNOWN."""
    assert modem({"UnlockRetries": {2: 999, 4: 10}}).retries == {Lock.SIM_PUK: 10}


def test_5g_is_measured_and_what_is_unknown_is_left_out() -> None:
    unknown = -1.7976931348623157e308
    found = modem({}, **{SIGNAL: {"Nr5g": {"rsrp": -95.0, "rsrq": unknown, "snr": 12.5}, "Lte": {"rsrp": unknown}}})
    assert found.signal.measured == {"5g": {"rsrp": -95.0, "snr": 12.5}}


def test_the_rejection_of_modemmanager_1_24_is_read() -> None:
    rejection = {"error": 11, "operator-id": "23415", "access-technology": 16384}
    found = modem({}, **{MODEM_3GPP: {"RegistrationState": 3, "NetworkRejection": rejection}})
    assert found.registration.rejection == Rejection(11, "23415", "", AccessTechnology.LTE)


def test_every_slot_is_there_with_its_sim_or_without() -> None:
    used = Sim.from_properties("/s2", {"Active": True, "SimIdentifier": "8944"})
    other = Sim.from_properties("/s3", {"Active": False, "Eid": "8904"})
    properties = {"SimSlots": ["/", "/s2", "/s3"], "PrimarySimSlot": 2}
    found = Modem.from_interfaces(PATH, {MODEM: properties}, used, (), other_sims=[other])
    assert found.sim_slots == (
        Slot(1, "", primary=False, sim=None),
        Slot(2, "/s2", primary=True, sim=used),
        Slot(3, "/s3", primary=False, sim=other),
    )


def test_a_sim_in_a_slot_is_asked_for_once() -> None:
    interfaces = {MODEM: {"Sim": "/s2", "SimSlots": ["/", "/s2", "/s3"]}}
    assert (sim_path(interfaces), other_sim_paths(interfaces)) == ("/s2", ("/s3",))


def test_a_modem_that_offers_no_location_has_none() -> None:
    assert modem({}).location is None
    location = {"Capabilities": 3, "Enabled": 1, "SignalsLocation": True}
    found = modem({}, **{LOCATION: location}).location
    assert found
    assert (found.capabilities.labels(), found.enabled.labels(), found.signals) == (
        ("3gpp-lac-ci", "gps-raw"),
        ("3gpp-lac-ci",),
        True,
    )


def test_the_power_is_that_of_the_best_technology_that_is_measured() -> None:
    measured = {"Gsm": {"rssi": -70.0}, "Lte": {"rssi": -60.0, "rsrp": -95.0}, "Nr5g": {"snr": 7.0}, "Rate": 30}
    signal = modem({}, **{SIGNAL: measured}).signal
    assert (signal.power, signal.rate) == (-95.0, 30)
    assert modem({}).signal.power is None


def test_a_bearer_with_static_addresses_of_both_families() -> None:
    config = {"method": 2, "address": "10.0.0.2", "prefix": 30, "gateway": "10.0.0.1", "dns1": "9.9.9.9", "mtu": 1430}
    found = Bearer.from_properties(
        "/b",
        {
            "Connected": True,
            "Ip4Config": config,
            "Ip6Config": {"method": 2, "address": "2001:db8::2", "prefix": 64, "dns1": "2620:fe::9", "dns2": "2620::1"},
            "Properties": {"apn": "internet", "ip-type": 4, "password": "secret"},
            "Stats": {"rx-bytes": 5, "tx-bytes": 7, "duration": 60},
        },
    )
    assert found.ipv4
    assert found.ipv6
    assert (found.ipv4.method, found.ipv4.prefix, found.ipv4.dns, found.ipv4.mtu) == (
        IpMethod.STATIC,
        30,
        ("9.9.9.9",),
        1430,
    )
    assert found.ipv6.dns == ("2620:fe::9", "2620::1")
    assert found.ip_type is IpFamily.IPV4V6
    assert (found.stats.received, found.stats.sent) == (5, 7)
    assert "secret" not in repr(found)


def test_the_bearer_that_carries_data_comes_before_the_one_that_was_tried_last() -> None:
    bearers = [Bearer.from_properties(path, {"Connected": path == "/b"}) for path in ("/a", "/b", "/c")]
    assert Modem.from_interfaces(PATH, {MODEM: {}}, None, bearers).bearer == bearers[1]
    assert Modem.from_interfaces(PATH, {MODEM: {}}, None, bearers[::2]).bearer == bearers[2]


def test_the_bearer_that_was_tried_last_is_the_newest() -> None:
    """As ModemManager 1.20 lists them."""
    paths = [f"/org/freedesktop/ModemManager1/Bearer/{number}" for number in (10, 9, 2)]
    assert bearer_paths({MODEM: {"Bearers": paths}}) == tuple(paths[::-1])


def test_a_sim_has_its_gid1_in_hexadecimal() -> None:
    assert Sim.from_properties("/s", {"Gid1": b"\x0a\xff"}).gid1 == "0aff"


def test_modems_are_in_the_order_of_their_numbers() -> None:
    paths = [f"/org/freedesktop/ModemManager1/Modem/{number}" for number in (10, 9, 100)]
    assert modem_paths({**{path: {MODEM: {}} for path in paths}, "/other": {}}) == [paths[1], paths[0], paths[2]]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
KEYS = st.sampled_from(
    (
        *("State", "SignalQuality", "Ports", "UnlockRetries", "OwnNumbers", "AccessTechnologies", "Drivers"),
        *("RegistrationState", "NetworkRejection", "Lte", "Sim", "Model", "SimSlots", "PrimarySimSlot", "Enabled"),
    )
)


@given(st.dictionaries(KEYS, ANYTHING))
def test_whatever_type_a_property_has_there_is_a_snapshot(properties: dict[str, Any]) -> None:
    found = modem(properties, **{MODEM_3GPP: properties, SIGNAL: properties, LOCATION: properties})
    assert found.path == PATH
    assert isinstance(found.state.label, str)


NM = "org.freedesktop.NetworkManager"


@pytest.fixture
def objects() -> dict[str, dict[str, dict[str, Any]]]:
    """What NetworkManager has of one modem that is connected."""
    device = {
        "Udi": PATH,
        "DeviceType": 8,
        "Interface": "ttyUSB0",
        "IpInterface": "ppp0",
        "State": 100,
        "ActiveConnection": "/active",
        "Ip4Config": "/ip4",
        "Ip6Config": "/",
        "AvailableConnections": ["/profile"],
    }
    return {
        "/org/freedesktop/NetworkManager": {NM: {"WwanEnabled": True}},
        "/device": {f"{NM}.Device": device},
        "/lo": {f"{NM}.Device": {"DeviceType": 32, "Udi": "/sys/lo"}},
        "/active": {f"{NM}.Connection.Active": {"Id": "giffgaff", "Uuid": "5b0d"}},
        "/ip4": {
            f"{NM}.IP4Config": {"AddressData": [{"address": "10.64.64.2", "prefix": 32}], "Gateway": "10.64.64.1"}
        },
    }


def test_networkmanagers_device_is_found_by_the_modems_path(objects: dict[str, dict[str, dict[str, Any]]]) -> None:
    found = Networking.from_objects(objects)
    assert found.wwan_enabled
    assert list(found.devices) == [PATH]
    device = found.devices[PATH]
    assert (device.profile, device.addresses, device.gateways) == ("giffgaff", ("10.64.64.2/32",), ("10.64.64.1",))
    assert (device.state, device.profiles) == (DeviceState.ACTIVATED, 1)


def test_a_device_that_nothing_runs_on_has_no_profile(objects: dict[str, dict[str, dict[str, Any]]]) -> None:
    objects["/device"][f"{NM}.Device"] |= {"ActiveConnection": "/", "Ip4Config": "/gone", "State": 30}
    device = Networking.from_objects(objects).devices[PATH]
    assert (device.profile, device.addresses, device.state.label) == ("", (), "disconnected")
