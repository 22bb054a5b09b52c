"""How the texts that NetworkManager takes are built, by the names that the table uses.

The rules are those of libnm's verify() functions, narrowed to what makes sense where libnm takes anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from .addresses import is_address, is_network, is_token
from .complaint import Effect
from .table import full_name, other_settings, settings

_MAC = "|".join(f"[0-9A-Fa-f]{{1,2}}(?:{separator}[0-9A-Fa-f]{{1,2}}){{5}}" for separator in ":-")
_UUID = r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"
_BLANKS = r"[ \t\n\r]*"  # libnm strips them
_HEX = r"(?:[0-9A-Fa-f]{2}){3,128}|[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){2,127}"
_DNS_OPTIONS = r"""debug edns0 inet6 ip6-bytestring ip6-dotint no-aaaa no-check-names no-ip6-dotint no-reload
no-tld-query rotate single-request single-request-reopen trust-ad use-vc _no-add-edns0 _no-add-trust-ad"""


@dataclass(frozen=True, slots=True)
class Grammar:
    """what ends the sentence "write …"; matches is a regular expression for the whole text, holds a further condition.

    normal: the spelling that libnm turns it into. effect: what NetworkManager does about a text that is none.
    """

    what: str
    matches: str = r"(?s:.*)"
    holds: Callable[[str], bool] = lambda text: True
    normal: Callable[[str], str] = str
    effect: Effect = Effect.REFUSED

    def accepts(self, text: str) -> bool:
        return re.fullmatch(self.matches, text) is not None and self.holds(text)


def _normal_mac(text: str) -> str:
    """Upper case, two digits a byte and colons, as libnm keeps it; other words stay."""
    if not re.fullmatch(_MAC, text):
        return text
    return ":".join(byte.zfill(2) for byte in re.split("[:-]", text.upper()))


def _dns(version: int) -> Callable[[str], bool]:
    """An address, or an address and the name in its certificate after a `#`."""

    def holds(text: str) -> bool:
        address, mark, name = text.partition("#")
        return is_address(address, version) and bool(name) == bool(mark)

    return holds


def _is_dhcp_range(text: str) -> bool:
    """libnm takes an empty one for none."""
    first, _, last = text.partition(",")
    return not text or (is_address(first, 4) and is_address(last, 4) and _ipv4(first) <= _ipv4(last))


def _ipv4(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def _fits(limit: int) -> Callable[[str], bool]:
    """At most so many bytes."""
    return lambda text: len(text.encode()) <= limit


def _is_iaid(text: str) -> bool:
    """A number after 0 is octal for libnm."""
    return not text.isdigit() or int(text, 8 if text[0] == "0" else 10) < 1 << 32


def _is_permission(text: str) -> bool:
    return len(text.removeprefix("user:").removesuffix(":").encode()) < 100


def _is_profile_type(text: str) -> bool:
    return full_name(text) in settings() or full_name(text) in other_settings()


GRAMMARS = {
    "": Grammar("a text"),
    "filled": Grammar("a text that is not empty", r"(?s:.+)"),
    "nothing": Grammar("nothing: it is for IPv4 only", r"(?!)"),
    "apn": Grammar(
        "an APN: up to 64 letters, digits, dots, hyphens and underscores",
        rf"{_BLANKS}[A-Za-z0-9._-]{{0,64}}{_BLANKS}",
        normal=str.strip,
    ),
    "filled-apn": Grammar(
        "an APN: 1 to 64 letters, digits, dots, hyphens and underscores",
        r"[A-Za-z0-9._-]{1,64}",
    ),
    "operator": Grammar("the 5 or 6 digits of an operator (MCC and MNC), such as 26201", r"[0-9]{5,6}"),
    # Nobody notices a PIN that is none but the SIM, which counts a try.
    "pin": Grammar("a PIN: 4 to 8 digits", r"[0-9]{4,8}", effect=Effect.TAKEN),
    "uuid": Grammar("a UUID such as 123e4567-e89b-12d3-a456-426614174000", _UUID, normal=str.lower),
    "uuid-item": Grammar("UUIDs of profiles", _UUID, normal=str.lower, effect=Effect.DROPPED),
    "profile-type": Grammar("gsm or ethernet", r".+", _is_profile_type, full_name),
    "interface-name": Grammar(
        "an interface name: 1 to 15 ASCII characters without blank, slash, colon and percent sign",
        r"(?!(?:all|default|bonding_masters|\.\.?)\Z)[!-$&-.0-9;-~]{1,15}",
    ),
    "permission": Grammar(
        "users as user:NAME", r"user:[^:\x00]+:?", _is_permission, lambda text: text.removesuffix(":") + ":"
    ),
    "mud-url": Grammar("none or an https URL of at most 255 characters", r"none|https://[!-~]{1,247}"),
    "ip": Grammar("IP addresses", holds=lambda text: is_address(text, 4) or is_address(text, 6)),
    "ip4": Grammar("an IPv4 address such as 10.0.0.1", holds=lambda text: is_address(text, 4)),
    "ip6": Grammar("an IPv6 address such as 2001:db8::1", holds=lambda text: is_address(text, 6)),
    "dns4": Grammar("IPv4 addresses such as 1.1.1.1 or 1.1.1.1#one.one.one.one", holds=_dns(4), effect=Effect.DROPPED),
    "dns6": Grammar("IPv6 addresses such as 2606:4700:4700::1111", holds=_dns(6), effect=Effect.DROPPED),
    "network4": Grammar("IPv4 addresses or networks such as 10.0.0.0/8", holds=lambda text: is_network(text, 4)),
    "network6": Grammar("an IPv6 prefix such as ::/60", r"[^/]+/0*[1-9][0-9]*", lambda text: is_network(text, 6)),
    "domain": Grammar("domain names", r"[^\s,;\x00]+", effect=Effect.TAKEN),
    "dns-option": Grammar(
        "options of resolv.conf such as rotate or timeout:2",
        "|".join(_DNS_OPTIONS.split()) + "|(?:ndots|timeout|attempts):[0-9]{1,4}",
        effect=Effect.DROPPED,
    ),
    "iaid": Grammar(
        "mac, perm-mac, ifname, stable, or a number of 32 bits",
        r"mac|perm-mac|ifname|stable|0[0-7]*|[1-9][0-9]{0,9}|0x[0-9A-Fa-f]{1,8}|[0-9A-Fa-f]{1,2}(?::[0-9A-Fa-f]{1,2}){3}",
        _is_iaid,
    ),
    "fqdn": Grammar("a full name with a dot, such as box.example.org", r"(?s:.*\..*)"),
    "vendor-class": Grammar(
        "a text of 1 to 255 bytes",
        r"(?s:(?:[^\\\x00]|\\x(?!00)[0-9A-Fa-f]{2})+)",
        _fits(255),
    ),
    "dhcp-range": Grammar("two IPv4 addresses, such as 10.0.0.10,10.0.0.99", holds=_is_dhcp_range),
    "token": Grammar("an IPv6 interface identifier such as ::1", holds=is_token),
    "duid": Grammar(
        "lease, llt, ll, stable-llt, stable-ll, stable-uuid or pairs of hex digits",
        rf"lease|(?:stable-)?llt?|stable-uuid|{_HEX}",
    ),
    "mac": Grammar("a MAC address such as 00:11:22:33:44:55", _MAC, normal=_normal_mac, effect=Effect.DROPPED),
    "mac-item": Grammar("a MAC address such as 00:11:22:33:44:55", _MAC, normal=_normal_mac),
    "cloned-mac": Grammar(
        "preserve, permanent, random, stable or a MAC address such as 00:11:22:33:44:55",
        rf"preserve|permanent|random|stable|{_MAC}",
        normal=_normal_mac,
        effect=Effect.DROPPED,
    ),
    "mac-mask": Grammar("MAC addresses with a blank between", rf"(?:(?:{_MAC})(?: (?:{_MAC}))*)?"),
    "pac-script": Grammar("a script with a FindProxyForURL function", r"(?s:.*FindProxyForURL.*)", _fits(1 << 20)),
    "user-data": Grammar("a text of at most 8192 bytes", holds=_fits(8192)),
}

_FLAGS: dict[str, Callable[[int], bool]] = {
    "mptcp-flags": lambda flags: flags == 1 or (flags < 256 and not flags & 1 and flags & 0x90 != 0x90),
    "hostname-flags4": lambda flags: flags in (0, 1, 2, 3, 4, 6, 8),
    "hostname-flags6": lambda flags: flags in (0, 1, 4, 8),
    "wake-on-lan": lambda flags: flags in (1, 32768) or not flags & 32769,
}
"""Which combinations of flags libnm takes, where not every one."""


def make_sense(grammar: str, flags: int) -> bool:
    """Whether libnm takes that combination of flags."""
    return grammar not in _FLAGS or _FLAGS[grammar](flags)
