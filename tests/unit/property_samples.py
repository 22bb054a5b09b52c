"""What the tests against libnm know of its properties: what each needs, takes, and nearly takes."""

from __future__ import annotations

from typing import Any

Sections = dict[str, dict[str, Any]]

UUID = "27afa607-ee36-43f0-b8c3-9d245cdc4bb3"
ETHERNET = "802-3-ethernet"

COMPANIONS: dict[str, Sections] = {
    "ipv4.gateway": {"ipv4": {"address1": "10.0.0.2/24"}},
    "ipv6.gateway": {"ipv6": {"address1": "2001:db8::2/64"}},
    "ipv4.dhcp-hostname-flags": {"ipv4": {"dhcp-fqdn": "box.example.org"}},
    "ipv4.shared-dhcp-range": {"ipv4": {"address1": "10.0.0.2/8"}},
    "ppp.lcp-echo-failure": {"ppp": {"lcp-echo-interval": "30"}},
    "connection.master": {"connection": {"slave-type": "bridge"}},
    "connection.slave-type": {"connection": {"master": "br0"}},
    "connection.controller": {"connection": {"port-type": "bridge"}},
    "connection.port-type": {"connection": {"controller": "br0"}},
    "connection.ip-ping-timeout": {
        "connection": {"ip-ping-addresses": ("1.1.1.1",)},
        "ipv4": {"may-fail": "false"},
    },
    "connection.ip-ping-addresses": {
        "connection": {"ip-ping-timeout": "5"},
        "ipv4": {"may-fail": "false"},
        "ipv6": {"may-fail": "false"},
    },
    "proxy.pac-url": {"proxy": {"method": "1"}},
    "proxy.pac-script": {"proxy": {"method": "1"}},
    "802-3-ethernet.wake-on-lan-password": {ETHERNET: {"wake-on-lan": "64"}},
    "802-3-ethernet.speed": {ETHERNET: {"duplex": "full"}},
    "802-3-ethernet.duplex": {ETHERNET: {"speed": "100"}},
}
"""What some properties cannot do without."""

LOOSE = {
    "connection.interface-name",
    "connection.mud-url",
    "connection.uuid",
    "ipv4.link-local",
    "ipv4.dhcp-vendor-class-identifier",
    "ipv6.dhcp-duid",
    "802-3-ethernet.generate-mac-address-mask",
}
"""Where libnm takes more than makes sense."""

CHANGED = {"ipv4.dhcp-send-hostname", "ipv6.dhcp-send-hostname"}
"""What one version drops, another refuses the profile for."""

NARROWED = {
    "connection.down-on-poweroff",
    "connection.ip-ping-addresses-require-all",
    "connection.lldp",
    "connection.metered",
    "ipv4.dhcp-ipv6-only-preferred",
}
"""Ranges that are narrower in the table than for libnm, which lets the rest through."""

LEFT_OUT = {"ipv4.link-local": {"fallback"}, "connection.metered": {"guess-yes", "guess-no"}}
"""Words for numbers that libnm has and a profile may not, or not with every version that is supported."""

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
    "ipv4.routes": [
        "10.0.0.0/8",
        "10.0.0.0/8 10.0.0.1",
        "0.0.0.0/0 10.0.0.1 5 mtu=1400 onlink=true, 1.2.3.4 7",
        "10.0.0.0/8 type=blackhole",
    ],
    "ipv6.routes": ["2001:db8::/32 fe80::1 100", "::/0 50"],
    "ipv4.routing-rules": [
        "priority 5 from 10.0.0.0/8 table 100",
        "not priority 5 from all fwmark 0x1/0xff table main, priority 6 to 1.2.3.4 iif wwan0 dport 1-5 table 7",
        "priority 7 from all type blackhole",
    ],
    "ipv6.routing-rules": ["priority 5 from 2001:db8::/32 table 100"],
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

WORDS = """
0 1 2 3 5 8 -1 -2 010 0x10 128 255 256 600 1000 16384 30000 65535 65536 2147483647 2147483648 4294967295 4294967296
18446744073709551615 18446744073709551616 -2147483648 1e3 1.5 ٣ ² yes no true false on off YES default none auto
manual disabled ignore shared link-local 10.0.0.1 10.0.0.0/8 10.0.0.2/24 1.2 01.2.3.4 ::1 2001:db8::/32 fe80::1%eth0
::ffff:1.2.3.4 ::1/129 1:2:3:4:5:6:7:: 1::2::3 1.2.3.4/32 0.0.0.0/0 ::/0 ::1.2.3.4 1.1.1.1#a.b 1.1.1.1#
00:11:22:33:44:55 00-11-22-33-44-55 0:1:2:3:4:5 00:11:22-33:44:55 aabbccddeeff aa:bb priority from to table not
fwmark main all iif lo dport sport 5-3 1-5 uidrange type blackhole mtu=1400 onlink=true table=5 type=blackhole
src=10.0.0.1 scope=253 foo=1 weight=300 tos=8 rotate timeout:2 timeout:x example.org . .. a..b user:joe: user: joe:x
https://a https:// gsm ethernet 802-3-ethernet wifi bridge a_b a\\ \\x00 \\x20 \\ é ${DEVICE} FindProxyForURL [a] # =
""".split()  # noqa: SIM905
ODD = ["\n", "\t", "\r", "\x01", "\x7f", "\x85", "\u2028", "\ufeff", "\x00", '"']
LONG = ["x" * 15, "x" * 16, "a" * 64, "a" * 65, "a" * 300, UUID, UUID.upper()]
SEPARATORS = ["", " ", ",", ", ", ";", "; ", "/", ".", ":", "-", "#", "  ", "\n"]
