"""Profiles as D-Bus has them; what the real NetworkManager makes of each is tried in tests/daemons/test_via_dbus.py."""

from __future__ import annotations

from typing import Any

import pytest

from nm_cellular import keyfile
from nm_cellular.via_dbus import connection_settings
from nm_cellular.via_dbus.connection_settings import NotCarried, Settings

PROFILE = """\
[connection]
id=fleet
uuid=27afa607-ee36-43f0-b8c3-9d245cdc4bb3
type=gsm
autoconnect=true
autoconnect-retries=0
metered=1
permissions=user:ann:;user:joe:;

[gsm]
apn=internet
password=p;a\\\\s=s #w
home-only=true
mtu=1400

[serial]
baud=115200
parity=2

[ipv4]
method=manual
address1=10.0.0.2/24,10.0.0.1
dns=1.1.1.1;9.9.9.9#dns.quad9.net;
route-metric=50
route1=10.9.0.0/16,10.0.0.1,5
route1_options=mtu=1400,onlink=true,src=10.0.0.2
routing-rule1=priority 5 not from 10.0.0.0/8 fwmark 0x1/0xff dport 1-5 table 100

[ipv6]
method=auto
ip6-privacy=2

[user]
example.color=red
"""

SENT: Settings = {
    "connection": {
        "id": ("s", "fleet"),
        "uuid": ("s", "27afa607-ee36-43f0-b8c3-9d245cdc4bb3"),
        "type": ("s", "gsm"),
        "autoconnect": ("b", True),
        "autoconnect-retries": ("i", 0),
        "metered": ("i", 1),
        "permissions": ("as", ["user:ann:", "user:joe:"]),
    },
    "gsm": {
        "apn": ("s", "internet"),
        "password": ("s", "p;a\\s=s #w"),
        "home-only": ("b", True),
        "mtu": ("u", 1400),
    },
    "serial": {"baud": ("u", 115200), "parity": ("y", ord("o"))},
    "ipv4": {
        "method": ("s", "manual"),
        "address-data": ("aa{sv}", [{"address": ("s", "10.0.0.2"), "prefix": ("u", 24)}]),
        "gateway": ("s", "10.0.0.1"),
        "dns-data": ("as", ["1.1.1.1", "9.9.9.9#dns.quad9.net"]),
        "route-metric": ("x", 50),
        "route-data": (
            "aa{sv}",
            [
                {
                    "dest": ("s", "10.9.0.0"),
                    "prefix": ("u", 16),
                    "next-hop": ("s", "10.0.0.1"),
                    "metric": ("u", 5),
                    "mtu": ("u", 1400),
                    "onlink": ("b", True),
                    "src": ("s", "10.0.0.2"),
                }
            ],
        ),
        "routing-rules": (
            "aa{sv}",
            [
                {
                    "family": ("i", 2),
                    "priority": ("u", 5),
                    "invert": ("b", True),
                    "from": ("s", "10.0.0.0"),
                    "from-len": ("y", 8),
                    "fwmark": ("u", 1),
                    "fwmask": ("u", 255),
                    "dport-start": ("q", 1),
                    "dport-end": ("q", 5),
                    "table": ("u", 100),
                }
            ],
        ),
    },
    "ipv6": {"method": ("s", "auto"), "ip6-privacy": ("i", 2), "addr-gen-mode": ("i", 2)},
    "user": {"data": ("a{ss}", {"example.color": "red"})},
}


def to_dbus(text: str) -> Settings:
    return connection_settings.to_dbus(keyfile.parse(text))


def plain(value: Any) -> Any:
    """As it comes back: without signatures."""
    match value:
        case (str(), content) if isinstance(value, tuple):
            return plain(content)
        case list():
            return [plain(item) for item in value]
        case dict():
            return {key: plain(item) for key, item in value.items()}
    return value


def from_dbus(settings: Any) -> dict[str, dict[str, str]]:
    sections = keyfile.parse(connection_settings.from_dbus(settings)).sections
    return {name: dict(keys) for name, keys in sections.items()}


def test_every_value_is_sent_with_networkmanagers_type() -> None:
    assert to_dbus(PROFILE) == SENT


def test_what_comes_back_is_the_same_keyfile_with_its_gateway_apart() -> None:
    sections = {name: dict(keys) for name, keys in keyfile.parse(PROFILE).sections.items()}
    sections["ipv4"] |= {"address1": "10.0.0.2/24", "gateway": "10.0.0.1"}
    assert from_dbus(plain(SENT)) == sections


def test_numbered_keys_are_read_in_the_order_of_their_numbers() -> None:
    settings = to_dbus("[ipv4]\naddress10=10.0.0.3/8\naddress2=10.0.0.2/8\naddress=10.0.0.1/8\n")
    addresses = plain(settings)["ipv4"]["address-data"]
    assert [item["address"] for item in addresses] == ["10.0.0.1", "10.0.0.2", "10.0.0.3"]


@pytest.mark.parametrize(
    ("said", "sent"),
    [("", 2), ("addr-gen-mode=stable-privacy\n", 1), ("addr-gen-mode=3\n", 3), ("token=::1\n", 0)],
)
def test_the_address_mode_is_always_sent_because_its_default_differs(said: str, sent: int) -> None:
    assert to_dbus(f"[ipv6]\nmethod=auto\n{said}")["ipv6"]["addr-gen-mode"] == ("i", sent)


@pytest.mark.parametrize(("given", "said"), [({}, "3"), ({"addr-gen-mode": 2}, None), ({"addr-gen-mode": 0}, "0")])
def test_the_address_mode_that_comes_back_is_what_a_keyfile_says(given: dict[str, int], said: str | None) -> None:
    found = {"ipv6": {"method": "auto", **given}}
    assert from_dbus(found)["ipv6"].get("addr-gen-mode") == said


def test_older_forms_and_empty_lists_that_networkmanager_adds_say_nothing() -> None:
    ipv4 = {"method": "auto", "addresses": [[1, 2, 3]], "address-data": [], "dns": [1], "dns-search": [], "routes": []}
    ethernet = {"cloned-mac-address": b"\0\1", "assigned-mac-address": "random", "s390-options": {}}
    found = from_dbus({"ipv4": ipv4, "802-3-ethernet": ethernet, "proxy": {}})
    assert found == {"ipv4": {"method": "auto"}, "802-3-ethernet": {"cloned-mac-address": "random"}}


def test_an_ethernet_address_is_sent_as_bytes() -> None:
    sent = to_dbus("[ethernet]\nmac-address=00:11:22:aa:bb:cc\n")
    assert sent == {"802-3-ethernet": {"mac-address": ("ay", bytes.fromhex("001122aabbcc"))}}
    assert from_dbus(plain(sent)) == {"802-3-ethernet": {"mac-address": "00:11:22:AA:BB:CC"}}


def test_a_property_of_a_newer_networkmanager_still_shows() -> None:
    found = from_dbus({"gsm": {"new": [{"a": 1}], "newer": ["x", "y"], "newest": 5}})["gsm"]
    assert found == {"new": "{'a': 1};", "newer": "x;y;", "newest": "5"}


def test_what_networkmanager_would_ignore_in_a_file_is_left_out() -> None:
    assert to_dbus("[gsm]\nanp=x\n[gms]\napn=x\n[connection]\nread-only=true\n") == {"gsm": {}, "connection": {}}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[vpn]\nservice-type=x\n", r"\[vpn\]"),
        ("[ipv4]\ndhcp-send-hostname=false\n", "ipv4.dhcp-send-hostname"),
        ("[ethernet]\ns390-nettype=qeth\n", "802-3-ethernet.s390-nettype"),
        ("[gsm]\nmtu=0800\n", "gsm.mtu"),
        ("[gsm]\nhome-only=maybe\n", "gsm.home-only"),
        ("[ipv4]\naddress1=10.0.0.1\n", "address, route or rule of ipv4"),
        ("[ipv6]\nrouting-rule1=priority\n", "address, route or rule of ipv6"),
    ],
)
def test_what_cannot_be_sent_is_named(text: str, named: str) -> None:
    with pytest.raises(NotCarried, match=named):
        to_dbus(text)


def test_a_value_that_cannot_be_sent_is_not_shown() -> None:
    with pytest.raises(NotCarried) as refused:
        to_dbus("[gsm]\npassword-flags=secret\n")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "rule",
    [
        "priority 5 from 10.0.0.0/8 table 100",
        "priority 5 not to 1.2.3.4 ipproto 17 sport 4 iif wwan0 oif b uidrange 1-6 suppress_prefixlength 3 table 254",
        "priority 7 type blackhole",
        "priority 9 fwmark 0x1 table 7",
    ],
)
def test_a_routing_rule_comes_back_as_networkmanager_writes_it(rule: str) -> None:
    sent = to_dbus(f"[ipv4]\nrouting-rule1={rule}\n")
    assert from_dbus(plain(sent))["ipv4"]["routing-rule1"] == rule


def test_a_routing_rules_other_spellings_mean_the_same() -> None:
    ours = to_dbus("[ipv4]\nrouting-rule1=not from all fwmark 0 priority 5 to 1.2.3.4/32 table main\n")
    theirs = to_dbus("[ipv4]\nrouting-rule1=priority 5 not to 1.2.3.4 fwmark 0\n")
    assert ours == theirs
