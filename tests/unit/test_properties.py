"""NetworkManager's properties as a person meets them: names, values, and what is said of the wrong ones."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest

from nm_cellular import properties
from nm_cellular.problem import Severity
from nm_cellular.properties import Property, ValueRefused

Sections = dict[str, dict[str, Any]]


def found(name: str) -> Property:
    prop = properties.find(*name.split(".", 1))
    assert prop, name
    return prop


def entries(name: str, text: str) -> dict[str, Any]:
    return dict(properties.entries(found(name), text))


def refusal(name: str, text: str) -> ValueRefused:
    with pytest.raises(ValueRefused) as refused:
        properties.entries(found(name), text)
    return refused.value


@pytest.mark.parametrize(
    ("name", "since", "secret"),
    [
        ("gsm.apn", None, False),
        ("gsm.password", None, True),
        ("gsm.initial-eps-bearer-apn", (1, 44), False),
        ("gsm.initial-eps-bearer-password", (1, 52), True),
        ("gsm.device-uid", (1, 56), False),
        ("ethernet.mtu", None, False),
    ],
)
def test_the_table_knows_since_when_and_what_is_secret(name: str, since: object, secret: object) -> None:
    assert (found(name).since, found(name).secret) == (since, secret)


def test_an_alias_finds_the_setting_that_it_stands_for() -> None:
    assert str(found("ethernet.mtu")) == "802-3-ethernet.mtu"


def test_any_dotted_key_is_user_data() -> None:
    assert entries("user.example.color", "blue") == {"example.color": "blue"}
    assert properties.find("user", "color") is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ipv6.ip6-privcy", "ipv6.ip6-privacy"),
        ("ip6-privacy", "ipv6.ip6-privacy"),
        ("ipv6.ip6_privacy", "ipv6.ip6-privacy"),
        ("gms.apn", "gsm.apn"),
        ("apn", "gsm.apn"),
        ("autoconect", "connection.autoconnect"),
        ("gsm.zone", "connection.zone"),
        ("ip4.method", "ipv4.method"),
        ("ipv4.address1", "ipv4.addresses"),
        ("ethernet.mtuu", "802-3-ethernet.mtu"),
        ("colour", None),
        ("bad", None),
        ("", None),
    ],
)
def test_a_misspelt_name_is_recognised(written: str, meant: str | None) -> None:
    assert properties.suggest(written) == meant


@pytest.mark.parametrize("text", ["yes", "true", "on", "1", "YES", " On "])
def test_yes_is_yes_in_every_way_of_saying_it(text: str) -> None:
    assert entries("gsm.home-only", text) == {"home-only": "true"}
    assert entries("hostname.from-dhcp", text) == {"from-dhcp": "1"}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("ipv6.ip6-privacy", "prefer-temp-addr", "2"),
        ("ipv6.ip6-privacy", "2", "2"),
        ("connection.metered", "yes", "1"),
        ("connection.autoconnect-retries", "forever", "0"),
        ("connection.autoconnect-priority", "010", "10"),
        ("ipv4.dhcp-timeout", "infinity", "2147483647"),
        ("ipv6.addr-gen-mode", "0", "eui64"),
        ("802-3-ethernet.wake-on-lan", "magic, arp", "96"),
        ("connection.mptcp-flags", "0x22", "34"),
        ("802-3-ethernet.mac-address", "0-1-2-a-b-c", "00:01:02:0A:0B:0C"),
        ("connection.permissions", "ann, user:joe", ("user:ann:", "user:joe:")),
        ("ipv4.dns", "1.1.1.1 8.8.8.8,1.1.1.1", ("1.1.1.1", "8.8.8.8")),
        ("gsm.password", " a;b\\", " a;b\\"),
    ],
)
def test_nmcli_notation_becomes_what_a_keyfile_holds(name: str, text: str, value: object) -> None:
    assert list(entries(name, text).values()) == [value]


def test_addresses_routes_and_rules_have_numbered_keys() -> None:
    assert entries("ipv4.addresses", "10.0.0.2/24, 10.1.0.2") == {
        "address1": "10.0.0.2/24",
        "address2": "10.1.0.2/32",
    }
    assert entries("ipv4.routes", "10.0.0.0/8 10.0.0.1 100 mtu=1400 onlink=true, 1.2.3.4 5") == {
        "route1": "10.0.0.0/8,10.0.0.1,100",
        "route1_options": "mtu=1400,onlink=true",
        "route2": "1.2.3.4/32,,5",
    }
    assert entries("ipv6.routing-rules", "priority 5 from ::1 table 7") == {
        "routing-rule1": "priority 5 from ::1 table 7"
    }


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("gsm.apn", "my apn", "letters, digits, dots"),
        ("gsm.network-id", "262", "5 or 6 digits"),
        ("gsm.mtu", "big", "a whole number from 0 to 4294967295"),
        ("gsm.home-only", "maybe", "yes or no"),
        ("connection.metered", "guess-yes", "unknown, yes or no"),
        ("ipv4.method", "dhcp", "auto, link-local, manual, shared or disabled"),
        ("ipv4.addresses", "10.0.0.2/24 10.0.0.1", "commas between"),
        ("ipv4.routes", "10.0.0.0/8 mtu=x", "cannot be 'mtu=x'; write route attributes"),
        ("ipv4.routes", "10.0.0.0/8 10.0.0.1 type=blackhole", "network, gateway, metric"),
        ("ipv4.routing-rules", "from all table 5", "priority 5"),
        ("ipv6.dhcp-dscp", "CS0", "write nothing: it is for IPv4 only"),
        ("802-3-ethernet.wake-on-lan", "default,magic", "a combination that makes sense"),
        ("connection.read-only", "yes", "cannot be set here"),
        ("connection.zone", "", "has no value"),
        ("connection.zone", "a\x00b", "control character"),
    ],
)
def test_a_refusal_says_what_to_write(name: str, text: str, message: str) -> None:
    refused = refusal(name, text)
    assert refused.message.startswith(name)
    assert message in f"{refused.message}; {refused.hint}"
    assert refused.hint


def test_a_refusal_names_the_nearest_word() -> None:
    assert refusal("ipv4.method", "manuel").hint.startswith("did you mean manual? It takes auto, ")


def test_a_section_with_two_letters_in_each_others_place_is_recognised() -> None:
    assert (properties.suggest_section("gms"), properties.suggest_section("nonsense")) == ("gsm", None)


def test_a_refusal_points_at_the_bad_item_of_a_list() -> None:
    assert refusal("ipv4.dns", "1.1.1.1, 8.8.8").offset == len("1.1.1.1, ")
    assert refusal("ipv4.routes", "10.0.0.0/8,  nowhere").offset == len("10.0.0.0/8,  ")


def test_a_refusal_never_shows_a_secret() -> None:
    refused = refusal("gsm.pin", "hunter2")
    assert "hunter2" not in refused.message + refused.hint


@pytest.mark.parametrize(
    ("name", "value", "severity", "said"),
    [
        ("gsm.apnn", "x", Severity.WARNING, "knows no gsm.apnn"),
        ("nonsense.apn", "x", Severity.WARNING, "no section [nonsense]"),
        ("user.color", "x", Severity.ERROR, "no key for user data"),
        ("gsm.home-only", "yes", Severity.WARNING, "true or false"),
        ("connection.mdns", "yes", Severity.WARNING, "2 (yes)"),
        ("connection.mdns", "3", Severity.ERROR, "refuses the whole profile"),
        ("connection.autoconnect-priority", "010", Severity.WARNING, "the octal 8"),
        ("connection.autoconnect-priority", "1000", Severity.WARNING, "-999 to 999"),
        ("gsm.number", "", Severity.ERROR, "not empty"),
        ("gsm.pin", "12ab", Severity.WARNING, "does not notice"),
        ("ipv4.dns", ("1.1.1.1", "8.8.8"), Severity.WARNING, "ignores it"),
        ("ipv4.address1", "10.0.0.2", Severity.WARNING, "ADDRESS/PREFIX"),
        ("ipv4.address1", "10.0.0.2/24,10.0", Severity.ERROR, "ADDRESS/PREFIX"),
        ("ipv4.route1_options", "mtu=1400,speed=9", Severity.WARNING, "and not speed=9"),
        ("ipv4.routing-rules", "priority 5", Severity.WARNING, "knows no ipv4.routing-rules"),
        ("connection.read-only", "true", Severity.WARNING, "ignores it"),
    ],
)
def test_a_bad_key_of_a_keyfile_is_complained_of(name: str, value: Any, severity: Severity, said: str) -> None:
    complaint = properties.check_keyfile_value(*name.split(".", 1), value)
    assert complaint
    assert (complaint.severity, said in f"{complaint.message}; {complaint.hint}") == (severity, True), complaint
    assert complaint.hint


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("ethernet", "mtu", "1500"),
        ("wifi", "ssid", "home"),
        ("ipv4", "address7", "10.0.0.2/24,10.0.0.1"),
        ("ipv4", "routes", "10.0.0.0/8,,5"),
        ("ipv4", "routing-rule1", "priority 5 not from 0.0.0.0/0 fwmark 0x1/0 table 254"),
        ("ipv6", "addr-gen-mode", "stable-privacy"),
        ("ipv4", "dhcp-send-hostname-deprecated", "false"),
        ("gsm", "apn", ""),
        ("gsm", "mtu", "0x5dc"),
        ("serial", "parity", "E"),
        ("ethernet-s390-options", "layer2", "1"),
    ],
)
def test_a_good_key_of_a_keyfile_is_not_complained_of(section: str, key: str, value: str) -> None:
    assert properties.check_keyfile_value(section, key, value) is None


def test_an_older_networkmanager_is_told_of() -> None:
    key = ("gsm", "initial-eps-bearer-apn", "internet")
    complaint = properties.check_keyfile_value(*key, version=(1, 42))
    assert complaint
    assert complaint.message == "gsm.initial-eps-bearer-apn needs NetworkManager 1.44; version 1.42 ignores it"
    assert properties.check_keyfile_value(*key, version=(1, 44)) is None


def profile(**sections: dict[str, Any]) -> Sections:
    return {"connection": {"type": "gsm"}, "gsm": {"apn": "internet"}} | sections


def assert_in_the_words_of_nmcli(hint: str) -> None:
    """Keys of a keyfile, as address1=… and [ipv4] are, mean nothing to those who write cellular.conf."""
    names = re.findall(r"[a-z0-9-]+\.[a-z][a-z-]+", hint)
    assert names
    assert all(properties.find(*name.split(".", 1)) for name in names), hint
    assert not re.search(r"=|\[", hint)


@pytest.mark.parametrize(
    ("sections", "key", "severity"),
    [
        (profile(ipv4={"dns": ("1.1.1.1",)}), "method", Severity.ERROR),
        (profile(ipv4={"method": "manual"}), "method", Severity.ERROR),
        (profile(ipv4={"method": "disabled", "dns": ("1.1.1.1",)}), "dns", Severity.ERROR),
        (profile(ipv6={"method": "ignore", "address1": "::1/64"}), "address1", Severity.ERROR),
        (profile(ipv4={"method": "auto", "gateway": "10.0.0.1"}), "gateway", Severity.ERROR),
        (profile(ipv4={"method": "disabled"}, ipv6={"method": "ignore"}), "method", Severity.WARNING),
        (profile(ipv4={"method": "disabled", "may-fail": "false"}), "may-fail", Severity.WARNING),
        (profile(ipv6={"method": "auto", "token": "::1", "addr-gen-mode": "default"}), "token", Severity.ERROR),
        (profile(gsm={"apn": "internet", "auto-config": "true"}), "auto-config", Severity.WARNING),
        (profile(gsm={"password-flags": "1"}), "password-flags", Severity.WARNING),
        (profile(gsm={"pin": "1234", "pin-flags": "4"}), "pin-flags", Severity.WARNING),
        (profile(ppp={"lcp-echo-failure": "5"}), "lcp-echo-failure", Severity.ERROR),
        (profile(proxy={"pac-url": "https://example.org"}), "pac-url", Severity.ERROR),
        (profile(connection={"type": "wifi"}), "type", Severity.ERROR),
        ({"connection": {"id": "a"}}, "type", Severity.ERROR),
        ({"ethernet": {"wake-on-lan-password": "00:11:22:33:44:55"}}, "wake-on-lan-password", Severity.ERROR),
        ({"ethernet": {"speed": "100"}}, "speed", Severity.WARNING),
        (
            profile(
                ipv4={"method": "manual", "address1": "10.0.0.2/8", "gateway": "10.0.0.1", "never-default": "true"}
            ),
            "gateway",
            Severity.WARNING,
        ),
        (profile(ipv4={"method": "auto", "dhcp-fqdn": "a.b", "dhcp-hostname": "a"}), "dhcp-fqdn", Severity.ERROR),
        (
            profile(ipv4={"method": "auto", "dhcp-fqdn": "a.b", "dhcp-hostname-flags": "1", "dhcp-send-hostname": "0"}),
            "dhcp-hostname-flags",
            Severity.ERROR,
        ),
        (profile(connection={"type": "gsm", "master": "br0"}), "master", Severity.ERROR),
        (
            profile(
                connection={"type": "gsm", "ip-ping-addresses": ("1.1.1.1",), "ip-ping-timeout": "5"},
                ipv4={"method": "auto"},
            ),
            "ip-ping-addresses",
            Severity.ERROR,
        ),
    ],
)
def test_properties_that_do_not_go_together(sections: Sections, key: str, severity: Severity) -> None:
    (complaint,) = properties.check_profile(sections)
    assert (complaint.key, complaint.severity) == (key, severity)
    assert_in_the_words_of_nmcli(complaint.hint)


def test_a_plain_profile_has_nothing_to_complain_of() -> None:
    plain = profile(ipv4={"method": "auto"}, ipv6={"method": "auto", "ip6-privacy": "2"})
    assert properties.check_profile(plain) == ()


OURS = profile(
    ethernet={"cloned-mac-address": "0a-0b-0c-0d-0e-0f"},
    ipv4={"method": "auto", "dns": ("1.1.1.1",), "route-metric": "0x64"},
    ipv6={"method": "auto", "address1": "2001:DB8::2/64,2001:db8::1", "may-fail": "true"},
)
THEIRS: Sections = {
    "connection": {"type": "gsm", "timestamp": "1700000000"},
    "gsm": {"apn": "internet"},
    "802-3-ethernet": {"cloned-mac-address": "0A:0B:0C:0D:0E:0F"},
    "ipv4": {"dns": ("1.1.1.1",), "method": "auto", "route-metric": "100"},
    "ipv6": {"address7": "2001:db8:0::2/64", "gateway": "2001:db8::1", "method": "auto"},
    "proxy": {},
}


def test_a_keyfile_that_networkmanager_saved_again_compares_equal() -> None:
    assert properties.comparable(OURS) == properties.comparable(THEIRS)


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("gsm", "apn", "other"),
        ("gsm", "home-only", "true"),
        ("ipv4", "dns", ("1.1.1.1", "8.8.8.8")),
        ("ipv4", "route-metric", "101"),
        ("ipv6", "gateway", "2001:db8::9"),
        ("user", "example.color", "blue"),
        ("vpn", "data", "x"),
    ],
)
def test_a_changed_keyfile_compares_different(section: str, key: str, value: Any) -> None:
    changed = THEIRS | {section: THEIRS.get(section, {}) | {key: value}}
    assert properties.comparable(changed) != properties.comparable(OURS)


def test_a_value_without_faults_costs_no_library_that_only_mistakes_need() -> None:
    code = "import sys; from nm_cellular.properties import *; parse(find('gsm', 'apn'), 'a'); print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"difflib", "socket", "subprocess", "asyncio"} & set(ran.stdout.split())
