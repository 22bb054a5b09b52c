"""The table and its checks against libnm itself, whichever version is installed."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nm_cellular import keyfile, properties
from nm_cellular.properties import Property, ValueRefused

gi = pytest.importorskip("gi")

from gi.repository import NM  # noqa: E402

from .. import oracle  # noqa: E402

UUID = "27afa607-ee36-43f0-b8c3-9d245cdc4bb3"
CLASSES = "Connection Gsm Serial Ppp IP4Config IP6Config Wired Proxy Match Link User Hostname".split()

COMPANIONS: dict[str, dict[str, dict[str, str]]] = {
    "ipv4.gateway": {"ipv4": {"address1": "10.0.0.2/24"}},
    "ipv6.gateway": {"ipv6": {"address1": "2001:db8::2/64"}},
    "ipv4.dhcp-hostname-flags": {"ipv4": {"dhcp-fqdn": "box.example.org"}},
    "ipv4.shared-dhcp-range": {"ipv4": {"address1": "10.0.0.2/8"}},
    "ppp.lcp-echo-failure": {"ppp": {"lcp-echo-interval": "30"}},
    "connection.master": {"connection": {"slave-type": "bridge"}},
    "connection.slave-type": {"connection": {"master": "br0"}},
    "connection.controller": {"connection": {"port-type": "bridge"}},
    "connection.port-type": {"connection": {"controller": "br0"}},
    "connection.ip-ping-timeout": {"connection": {"ip-ping-addresses": "1.1.1.1"}, "ipv4": {"may-fail": "false"}},
    "connection.ip-ping-addresses": {
        "connection": {"ip-ping-timeout": "5"},
        "ipv4": {"may-fail": "false"},
        "ipv6": {"may-fail": "false"},
    },
    "proxy.pac-url": {"proxy": {"method": "1"}},
    "proxy.pac-script": {"proxy": {"method": "1"}},
    "802-3-ethernet.wake-on-lan-password": {"802-3-ethernet": {"wake-on-lan": "64"}},
    "802-3-ethernet.speed": {"802-3-ethernet": {"duplex": "full"}},
    "802-3-ethernet.duplex": {"802-3-ethernet": {"speed": "100"}},
}
"""What some properties cannot do without."""

LOOSE = {"connection.interface-name", "connection.mud-url", "ipv4.dhcp-vendor-class-identifier", "ipv6.dhcp-duid"}
"""Where libnm takes more than makes sense."""

CHANGED = {"ipv4.dhcp-send-hostname", "ipv6.dhcp-send-hostname"}
"""What one version drops, another refuses the profile for."""

SAMPLES = {
    "connection.autoconnect-retries": ["0", "forever", "-1", "3"],
    "connection.interface-name": ["wwan0", "cdc-wdm0", "ttyUSB2"],
    "connection.metered": ["yes", "no", "unknown", "1"],
    "connection.mptcp-flags": ["0x22", "enabled,subflow", "disabled"],
    "connection.mud-url": ["none", "https://example.org/a?b=c"],
    "connection.permissions": ["joe", "user:joe", "user:joe:,user:ann:"],
    "connection.stable-id": ["${CONNECTION}/${BOOT}", "a b;c"],
    "connection.zone": ["home", "två ord", " led and trailing ", 'a"b\\c;d#e'],
    "connection.type": ["gsm"],
    "connection.uuid": [UUID, UUID.upper()],
    "gsm.apn": ["internet", "web.gprs.mtnnigeria.net", "a_b-C.9"],
    "gsm.password": ["p;a\\s=s #w", " x", "é\n\t"],
    "gsm.pin": ["1234", "12345678"],
    "gsm.password-flags": ["0", "not-required", "1", "agent-owned,not-saved"],
    "gsm.network-id": ["26201", "310410"],
    "gsm.device-id": ["1a2b3c"],
    "gsm.mtu": ["1400", "auto"],
    "serial.parity": ["even", "o", "0"],
    "ppp.mru": ["0", "128", "1500"],
    "ipv4.addresses": ["10.0.0.2/24", "10.0.0.2, 10.1.0.2/16"],
    "ipv6.addresses": ["2001:db8::1/64,2001:DB8::2"],
    "ipv4.routes": ["10.0.0.0/8", "10.0.0.0/8 10.0.0.1", "0.0.0.0/0 10.0.0.1 5 mtu=1400 onlink=true, 1.2.3.4 7"],
    "ipv6.routes": ["2001:db8::/32 fe80::1 100", "::/0 50"],
    "ipv4.routing-rules": [
        "priority 5 from 10.0.0.0/8 table 100",
        "not priority 5 from all fwmark 0x1/0xff table main, priority 6 to 1.2.3.4 iif wwan0 dport 1-5 table 7",
    ],
    "ipv4.dns": ["1.1.1.1", "1.1.1.1 9.9.9.9#dns.quad9.net", "1.1.1.1;8.8.8.8;"],
    "ipv6.dns": ["2606:4700:4700::1111, ::ffff:1.2.3.4"],
    "ipv4.dns-search": ["example.org, lan", "~."],
    "ipv4.dns-options": ["rotate timeout:2", "edns0"],
    "ipv4.method": ["auto", "disabled", "shared", "link-local"],
    "ipv6.method": ["auto", "ignore", "disabled", "dhcp", "shared"],
    "ipv4.gateway": ["10.0.0.1"],
    "ipv6.ip6-privacy": ["2", "prefer-temp-addr", "-1"],
    "ipv6.addr-gen-mode": ["eui64", "stable-privacy", "default", "1"],
    "ipv6.token": ["::1", "::dead:beef"],
    "ipv4.dhcp-iaid": ["mac", "5", "0x10", "01:02:03:0a"],
    "ipv6.dhcp-duid": ["ll", "stable-uuid", "00:03:00:01", "0003000101"],
    "ipv4.dhcp-client-id": ["mac", "01:02:03"],
    "ipv4.dhcp-fqdn": ["box.example.org"],
    "ipv4.dhcp-vendor-class-identifier": ["a b", "a\\x20b"],
    "ipv4.dhcp-timeout": ["infinity", "30"],
    "ipv4.dhcp-hostname-flags": ["fqdn-encoded, fqdn-serv-update", "8"],
    "ipv4.dhcp-reject-servers": ["10.0.0.1, 192.168.0.0/16"],
    "ipv4.shared-dhcp-range": ["10.0.0.10,10.0.0.99"],
    "ipv4.shared-dhcp-lease-time": ["120", "infinity"],
    "ipv6.dhcp-pd-hint": ["::/60"],
    "802-3-ethernet.mac-address": ["00:11:22:aa:bb:cc", "00-11-22-aa-bb-cc"],
    "802-3-ethernet.cloned-mac-address": ["random", "stable", "preserve", "00:11:22:33:44:55"],
    "802-3-ethernet.mac-address-blacklist": ["00:11:22:33:44:55 aa:bb:cc:dd:ee:ff"],
    "802-3-ethernet.generate-mac-address-mask": ["ff:ff:ff:00:00:00 00:11:22:33:44:55"],
    "802-3-ethernet.wake-on-lan": ["magic", "magic,arp", "0x40", "ignore"],
    "802-3-ethernet.speed": ["100"],
    "proxy.pac-script": ["function FindProxyForURL(url, host) {\n return 'DIRECT'; }"],
    "match.kernel-command-line": ["!quiet &debug"],
    "hostname.from-dhcp": ["yes", "false", "default", "1"],
}
"""What nmcli and libnm take; none may be refused."""


def known(prop: Property) -> bool:
    """Whether the installed libnm has it at all."""
    if prop.name == "routing-rules" or prop.setting == "user":
        return True
    return prop.name in libnm().get(prop.setting, {})


def libnm() -> dict[str, dict[str, Any]]:
    found = {}
    for name in CLASSES:
        if hasattr(NM, f"Setting{name}"):
            setting = getattr(NM, f"Setting{name}").new()
            found[setting.get_name()] = {s.name: s for s in setting.list_properties() if s.name != "name"}
    return found


PROPERTIES = [p for p in properties.all_properties() if known(p) and p.type not in ("ignored", "opaque")]
PROPERTIES += [p for p in [properties.find("user", "example.color")] if p]


def profile(prop: Property, entries: Any, extra: dict[str, dict[str, str]]) -> dict[str, dict[str, Any]]:
    """A minimal profile that holds the entries, and what the property cannot do without."""
    base = "802-3-ethernet" if prop.setting == "802-3-ethernet" else "gsm"
    sections: dict[str, dict[str, Any]] = {"connection": {"id": "a", "uuid": UUID, "type": base}, base: {}}
    for section, keys in {**extra, prop.setting: {**extra.get(prop.setting, {}), **dict(entries)}}.items():
        sections[section] = {**sections.get(section, {}), **keys}
    for family in ("ipv4", "ipv6"):
        if family in sections:
            sections[family] = {"method": "auto", **sections[family]}
    return sections


def text(sections: dict[str, dict[str, Any]]) -> str:
    lines = []
    for section, keys in sections.items():
        lines += [f"[{section}]"] + [f"{key}={written(value)}" for key, value in keys.items()]
    return "\n".join(lines) + "\n"


def written(value: Any) -> str:
    return keyfile.join(value) if isinstance(value, tuple) else keyfile.escape(value)


def meant(prop: Property, value: Any) -> Any:
    """What libnm's property has to be after the value was read."""
    if prop.type == "boolean":
        return value == "true"
    if prop.type in ("integer", "enum", "flags"):
        return int(value)
    return dict(prop.nicks)[value] if prop.type == "nick" else value


def same(prop: Property, read: Any, wanted: Any) -> bool:
    if prop.grammar in ("dns4", "dns6", "ip", "ip4", "ip6", "token"):
        return addresses(read) == addresses(wanted)
    return bool(read == wanted)


def addresses(found: Any) -> Any:
    if isinstance(found, tuple):
        return tuple(addresses(item) for item in found)
    address, mark, rest = found.partition("/" if "/" in found else "#")
    return ipaddress.ip_address(address), mark, rest


def assert_kept(prop: Property, value: str) -> None:
    """Either the value is refused, or libnm keeps what was meant without a word."""
    try:
        entries = properties.entries(prop, value)
    except ValueRefused:
        return
    sections = profile(prop, entries, COMPANIONS.get(str(prop), {}))
    if any(prop.name != "secret" and c.severity.value == "error" for c in properties.check_profile(sections)):
        return
    reading = oracle.read(text(sections))
    assert (reading.error, reading.warnings) == (None, ())
    assert_same(prop, entries, reading.settings[prop.setting], sections)
    for key, entry in entries:
        assert properties.check_keyfile_value(prop.setting, key, entry) is None


def assert_same(prop: Property, entries: Any, read: dict[str, Any], sections: Any) -> None:
    complaints = properties.check_profile(sections)
    if any(prop.name in (c.key, c.key.rstrip("0123456789")) for c in complaints):
        return
    if prop.type in ("addresses", "routes", "rules"):
        items = [value for key, value in entries if not key.endswith("_options")]
        assert len(read[prop.name]) == len(items)
        if prop.type == "addresses":
            assert addresses(read[prop.name]) == addresses(tuple(items))
        return
    ((_, value),) = entries
    if prop.type == "string" and prop.grammar == "mac" or prop.grammar == "profile-type":
        assert read[prop.name].lower() == value.lower()
    else:
        assert same(prop, read[prop.name], meant(prop, value)), (read[prop.name], value)


FRAGMENTS = [
    *"0 1 2 3 5 8 -1 -2 010 0x10 128 255 256 600 1000 16384 30000 65535 65536 2147483647 2147483648".split(),
    *"4294967295 4294967296 18446744073709551615 18446744073709551616 -2147483648 1e3 1.5 ٣ ²".split(),
    *"yes no true false on off YES default none auto manual disabled ignore shared link-local".split(),
    *"10.0.0.1 10.0.0.0/8 10.0.0.2/24 1.2 01.2.3.4 ::1 2001:db8::/32 fe80::1%eth0 ::ffff:1.2.3.4 ::1/129".split(),
    *"1:2:3:4:5:6:7:: 1::2::3 1.2.3.4/32 0.0.0.0/0 ::/0 ::1.2.3.4 1.1.1.1#a.b 1.1.1.1#".split(),
    *"00:11:22:33:44:55 00-11-22-33-44-55 0:1:2:3:4:5 00:11:22-33:44:55 aabbccddeeff aa:bb".split(),
    *"priority from to table not fwmark main all iif lo dport sport 5-3 1-5 uidrange type blackhole".split(),
    *"mtu=1400 onlink=true table=5 type=blackhole src=10.0.0.1 scope=253 foo=1 weight=300 tos=8 mtu=1400".split(),
    *"rotate timeout:2 timeout:x example.org . .. a..b user:joe: user: joe:x https://a https:// none".split(),
    *"gsm ethernet 802-3-ethernet wifi bridge a_b a\\ \\x00 \\x20 \\ é ${DEVICE} FindProxyForURL".split(),
    UUID,
    UUID.upper(),
    "x" * 15,
    "x" * 16,
    "a" * 64,
    "a" * 65,
    "a" * 300,
    "\n",
    "\t",
    "\r",
    "\x01",
    "\x7f",
    "\x85",
    "\u2028",
    "\ufeff",
    "\x00",
    "[a]",
    "#",
    "=",
    '"',
]
SEPARATORS = ["", " ", ",", ", ", ";", "; ", "/", ".", ":", "-", "#", "  ", "\n"]


def _joined(parts: list[str], separators: list[str]) -> str:
    return "".join(part + separator for part, separator in zip(parts, [*separators, ""], strict=False))


def texts(prop: Property) -> st.SearchStrategy[str]:
    """Anything at all, and things that are nearly right."""
    words = [nick for nick, _ in prop.nicks] + list(prop.choices) + FRAGMENTS + SAMPLES.get(str(prop), [])
    parts = st.lists(st.sampled_from(words), min_size=1, max_size=4)
    joined = st.builds(_joined, parts, st.lists(st.sampled_from(SEPARATORS), min_size=4, max_size=4))
    return st.one_of(st.sampled_from(words), joined, st.text(max_size=20), st.text(min_size=60, max_size=80))


@pytest.mark.parametrize("prop", PROPERTIES, ids=str)
def test_what_is_written_is_refused_or_kept_by_libnm(prop: Property) -> None:
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(texts(prop))
    def run(value: str) -> None:
        assert_kept(prop, value)

    run()


@pytest.mark.parametrize(("name", "value"), [(name, value) for name in SAMPLES for value in SAMPLES[name]])
def test_sensible_values_are_not_refused(name: str, value: str) -> None:
    prop = properties.find(*name.split(".", 1))
    assert prop is not None
    if not known(prop):
        pytest.skip(f"libnm {oracle.VERSION} has no {name}")
    assert properties.entries(prop, value)
    assert_kept(prop, value)


@pytest.mark.parametrize("prop", PROPERTIES, ids=str)
def test_what_libnm_loses_from_a_keyfile_is_complained_of(prop: Property) -> None:
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(texts(prop))
    def run(value: str) -> None:
        assert_complained(prop, value)

    run()


def assert_complained(prop: Property, value: str) -> None:
    if re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", value):
        return  # no boot file with such a character is read at all
    key = {"addresses": "address1", "routes": "route1", "rules": "routing-rule1"}.get(prop.type, prop.name)
    raw: Any = tuple(value.split(";")) if prop.type == "strings" else value
    sections = profile(prop, ((key, raw),), COMPANIONS.get(str(prop), {}))
    mine = properties.check_keyfile_value(prop.setting, key, raw)
    complaints = [*([mine] if mine else []), *properties.check_profile(sections)]
    reading = oracle.read(text(sections))
    if reading.error or reading.warnings:
        assert complaints, (reading.error, reading.warnings)
    if reading.error and str(prop) not in CHANGED | COMPANIONS.keys():
        assert any(c.severity.value == "error" for c in complaints), (reading.error, complaints)
    if mine and mine.severity.value == "error" and str(prop) not in LOOSE:
        assert reading.error, mine


@pytest.mark.parametrize(("setting", "spec"), [(s, p) for s, found in libnm().items() for p in found.values()], ids=str)
def test_the_table_has_every_property_of_libnm(setting: str, spec: Any) -> None:
    prop = properties.find(setting, spec.name)
    assert prop is not None
