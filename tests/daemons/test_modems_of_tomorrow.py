"""What the real ModemManager of today cannot be made to say: values to come, 5G, late answers, nonsense."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import jsonschema
import pytest
from dbus_next.signature import Variant

from tests.daemons import modem_of_tomorrow as tomorrow
from tests.daemons.modem_of_tomorrow import BEARER, I3GPP, IBEARER, ILOCATION, IMODEM, ISIGNAL, ISIM, MODEM, NR5G, SIM
from tests.daemons.modem_states import PATH, ROOT, run, spawn
from tests.lab import Lab
from tests.lab.fake_modemmanager import FakeModemManager, Objects

pytestmark = pytest.mark.either_dbus_library

SCHEMA = json.loads((ROOT / "docs/status.schema.json").read_text())
UNKNOWN = Variant("u", 1000)


@pytest.fixture
def fake(lab: Lab) -> FakeModemManager:
    """A connected modem, without NetworkManager, which is not to see what we have it say."""
    lab.networkmanager.stop()
    lab.fake_modemmanager.start(tomorrow.modem())
    return lab.fake_modemmanager


def said(lab: Lab, *options: str) -> dict[str, Any]:
    """What status --json says, which keeps to the schema whatever ModemManager says."""
    done = run(lab, "status", "--json", *options)
    assert done.stderr == ""
    assert done.returncode in (0, 1)
    found: dict[str, Any] = json.loads(done.stdout, parse_constant=_no_json)
    jsonschema.validate(found, SCHEMA)
    return found


def _no_json(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def shown(lab: Lab) -> str:
    """What people see, no matter what: lines of text, and no command for their terminal."""
    done = run(lab, "status")
    assert done.stderr == ""
    assert done.returncode in (0, 1)
    assert all(char.isprintable() for char in done.stdout.replace("\n", ""))
    return done.stdout


def at(found: Any, place: str) -> Any:
    for key in place.split("."):
        found = found[int(key)] if key.isdecimal() else found[key]
    return found


UNKNOWN_ENUMS: dict[str, tuple[str, str, str, Variant]] = {
    "state": (MODEM, IMODEM, "State", Variant("i", 1000)),
    "failed_reason": (MODEM, IMODEM, "StateFailedReason", UNKNOWN),
    "power": (MODEM, IMODEM, "PowerState", UNKNOWN),
    "lock": (MODEM, IMODEM, "UnlockRequired", UNKNOWN),
    "ports.0.type": (MODEM, IMODEM, "Ports", Variant("a(su)", [["wwan0mhi0", 1000]])),
    "registration.state": (MODEM, I3GPP, "RegistrationState", UNKNOWN),
    "registration.packet_service": (MODEM, I3GPP, "PacketServiceState", UNKNOWN),
    "sim.type": (SIM, ISIM, "SimType", UNKNOWN),
    "bearers.0.ipv4.method": (BEARER, IBEARER, "Ip4Config", Variant("a{sv}", {"method": UNKNOWN})),
}
"""By where the JSON of a modem has it."""


@pytest.mark.parametrize("place", UNKNOWN_ENUMS)
def test_a_value_that_is_newer_than_we_are_is_shown_as_its_number(lab: Lab, fake: FakeModemManager, place: str) -> None:
    path, interface, name, value = UNKNOWN_ENUMS[place]
    fake.objects[path][interface][name] = value
    [modem] = said(lab)["modems"]
    assert at(modem, place) == "1000"
    assert "modem 0: Quectel RM520N-GL" in shown(lab)


def test_bits_that_are_newer_than_we_are_are_shown_as_their_numbers(lab: Lab, fake: FakeModemManager) -> None:
    fake.objects[MODEM][IMODEM] |= {
        "AccessTechnologies": Variant("u", NR5G | 1 << 30),
        "SupportedIpFamilies": Variant("u", 1 | 1 << 20),
        "UnlockRetries": Variant("a{uu}", {2: 3, 1000: 5}),
    }
    [modem] = said(lab)["modems"]
    assert modem["technologies"] == ["5gnr", str(1 << 30)]
    assert modem["ip_families"] == ["ipv4", str(1 << 20)]
    assert modem["retries"] == {"sim-pin": 3, "1000": 5}
    shown(lab)


def test_a_state_that_is_newer_than_we_are_is_the_first_thing_said(lab: Lab, fake: FakeModemManager) -> None:
    fake.objects[MODEM][IMODEM]["State"] = Variant("i", 12)
    assert shown(lab).startswith("does not work: the modem is in a state that nm-cellular does not know (12)\n")


def test_a_5g_modem_works_and_its_signal_is_told_by_technology(lab: Lab, fake: FakeModemManager) -> None:
    found = said(lab)
    assert found["verdict"] == {
        "works": True,
        "summary": "connected to O2 - UK (5GNR), not by NetworkManager",
        "hint": "",
    }
    [modem] = found["modems"]
    assert modem["technologies"] == ["lte", "5gnr"]
    assert modem["signal"]["measured"] == {"5g": {"rsrp": -91, "rsrq": -11.5}, "lte": {"rsrp": -98, "snr": 12.2}}
    assert "5G: RSRP -91 dBm, RSRQ -11.5 dB" in shown(lab)
    assert 'technology="5g",measure="rsrp"} -91' in run(lab, "status", "--metrics").stdout


def test_the_cause_that_modemmanager_1_24_passes_on_is_said(lab: Lab, fake: FakeModemManager) -> None:
    fake.objects[MODEM][IMODEM]["State"] = Variant("i", 6)
    rejection = {"error": Variant("u", 6), "operator-id": Variant("s", "23410"), "access-technology": UNKNOWN}
    fake.objects[MODEM][I3GPP] |= {
        "RegistrationState": Variant("u", 3),
        "NetworkRejection": Variant("a{sv}", rejection),
    }
    found = said(lab)
    assert "the network refuses the modem, by its IMEI" in found["verdict"]["summary"]
    assert "certified" in found["verdict"]["hint"]


def test_an_answer_that_comes_late_is_waited_for(lab: Lab, fake: FakeModemManager) -> None:
    fake.delay = 2.0
    assert said(lab)["verdict"]["works"]


IMPATIENT = """\
import sys
from nm_cellular import __main__
from nm_cellular.daemons import bus
bus.READ_TIMEOUT = 1
sys.exit(__main__.main())
"""


def test_an_answer_that_never_comes_is_an_error_that_says_so(lab: Lab, fake: FakeModemManager) -> None:
    fake.delay = None
    argv = ["/usr/bin/python3", "-c", IMPATIENT, "status"]
    done = lab.run(argv, env=PATH, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines() == [
        "does not work: ModemManager did not answer in 1 s",
        "    systemctl restart ModemManager, then run this again",
    ]


def test_wait_gives_up_in_time_where_no_answer_comes(lab: Lab, fake: FakeModemManager) -> None:
    fake.delay = None
    done = run(lab, "wait", "--timeout", "1")
    assert (done.returncode, done.stderr) == (
        1,
        "nm-cellular: no modem is connected after 1 s: nobody has answered yet\n",
    )


def test_an_answer_that_the_bus_forbids_is_an_error_that_says_what_to_do(lab: Lab, fake: FakeModemManager) -> None:
    fake.errors["GetManagedObjects"] = "org.freedesktop.DBus.Error.AccessDenied"
    found = said(lab)["verdict"]
    assert found["summary"] == "ModemManager does not allow this: as the test wants it"
    assert found["hint"] == "run it as root, or give this user the right in polkit"


def test_a_sim_that_leaves_while_we_ask_is_no_error(lab: Lab, fake: FakeModemManager) -> None:
    del fake.objects[SIM]
    del fake.objects[BEARER]
    [modem] = said(lab)["modems"]
    assert (modem["sim"], modem["bearers"]) == (None, [])
    shown(lab)


def test_watch_shows_what_a_signal_says(lab: Lab, fake: FakeModemManager) -> None:
    spawn(lab, "status", "--watch")
    lab.wait_for(lambda: "77 %" in lab.logs(), what="the first look")
    fake.change(MODEM, IMODEM, SignalQuality=Variant("(ub)", [33, True]))
    lab.wait_for(lambda: "33 %" in lab.logs(), what="the change")
    fake.change(MODEM, IMODEM, State=Variant("i", 8))
    lab.wait_for(lambda: "does not work: NetworkManager is not running" in lab.logs(), what="the end of the connection")


NONSENSE = (
    *(Variant("s", text) for text in ("", "/", "not a path", "\033[2J\a\r\n\u202e\u2028", "ü" * 5_000)),
    *(Variant("i", number) for number in (-1, -(2**31))),
    *(Variant("t", number) for number in (2**32 - 1, 2**64 - 1)),
    *(Variant("d", number) for number in (float("nan"), float("inf"), 1e300)),
    Variant("b", True),
    Variant("ay", b"\xff\0"),
    Variant("as", ["not a path", "/ok", "\033[2J"]),
    Variant("as", ["x"] * 500),
    Variant("a(sb)", [["wwan0", True]]),
    Variant("a{ub}", {2: True}),
    Variant("a{us}", {1: "PIN"}),
    Variant("(bb)", [True, True]),
    Variant("(ii)", [-500, 7]),
    Variant("(ss)", ["\033[2J", "\033[2J"]),
    Variant("v", Variant("v", Variant("i", 1))),
)
DICTIONARY_KEYS = (
    *("rssi", "rsrp", "snr", "error", "operator-id"),
    *("method", "address", "prefix", "mtu", "dns1", "apn", "ip-type", "rx-bytes", "duration"),
)


def dictionaries() -> Iterator[Variant]:
    for value in NONSENSE:
        yield Variant("a{sv}", dict.fromkeys(DICTIONARY_KEYS, value))


def replaced(objects: Objects, value: Variant, *, but: tuple[str, ...] = ()) -> Objects:
    """Every property with that value, but for those that lead to other objects, so that these are asked too."""
    return {
        path: {
            interface: {name: old if name in but else value for name, old in properties.items()}
            for interface, properties in interfaces.items()
        }
        for path, interfaces in objects.items()
    }


@pytest.mark.parametrize("values", [lambda: iter(NONSENSE), dictionaries], ids=["values", "dictionaries"])
def test_values_of_the_wrong_kind_cost_their_fields_and_nothing_else(
    lab: Lab, fake: FakeModemManager, values: Callable[[], Iterator[Variant]]
) -> None:
    for value in values():
        fake.objects = replaced(tomorrow.modem(), value, but=("Sim", "Bearers"))
        assert len(said(lab)["modems"]) == 1, value.signature
        shown(lab)


@pytest.mark.parametrize("value", [Variant("s", "not a path"), Variant("ao", ["/"]), Variant("as", ["", "x"])])
def test_what_is_no_path_leads_nowhere(lab: Lab, fake: FakeModemManager, value: Variant) -> None:
    fake.objects[MODEM][IMODEM] |= dict.fromkeys(("Sim", "SimSlots", "Bearers"), value)
    [modem] = said(lab)["modems"]
    assert (modem["sim"], modem["bearers"]) == (None, [])


def test_a_modem_with_a_hundred_bearers_is_listed_with_all_of_them(lab: Lab, fake: FakeModemManager) -> None:
    paths = [f"{tomorrow.ROOT}/Bearer/{number}" for number in range(100)]
    fake.objects |= dict.fromkeys(paths, fake.objects[BEARER])
    fake.objects[MODEM][IMODEM]["Bearers"] = Variant("ao", paths)
    [modem] = said(lab)["modems"]
    assert [bearer["path"] for bearer in modem["bearers"]] == paths


def test_an_object_without_what_a_modem_has_is_still_a_modem(lab: Lab, fake: FakeModemManager) -> None:
    fake.objects = {MODEM: {IMODEM: {}, I3GPP: {}, ISIGNAL: {}, ILOCATION: {}}}
    [modem] = said(lab)["modems"]
    assert modem["state"] == "unknown"
    assert "modem 0: unknown" in shown(lab)
