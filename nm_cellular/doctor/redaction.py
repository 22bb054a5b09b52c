"""Evidence without what says who somebody is: numbers, passwords, public addresses, names of hosts and networks.

Replacements keep the form, so that the same findings come of them: addresses become those that are reserved for
documentation (RFC 5737, RFC 3849), the same one for the same address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from . import personal
from .evidence import Evidence, Unavailable
from .facts import Fact
from .facts.network import DialerRun, NmDevice, Profile
from .facts.system import Process
from .source import Source

HIDDEN = "<hidden>"

_COMMON_NAMES = frozenset(
    {
        *(
            "root",
            "pi",
            "user",
            "admin",
            "name",
            "none",
            "host",
            "localhost",
            "raspberrypi",
            "kernel",
            "debian",
            "ubuntu",
        ),
        *("openwrt", "armbian", "balena", "nerves", "rock", "router", "gateway", "server", "linux", "box", "lab"),
        *("modem", "wwan", "usb", "lte", "network", "device", "sim", "driver", "system"),
        *("internet", "home", "wifi", "wlan", "guest", "office", "mobile", "hotspot", "default", "preconfigured"),
    }
)
"""Names that say nothing of anybody, or that tools use as words."""

_SHORTEST = 3
"""Characters that say nothing of anybody."""

_WIFI = ("wifi", "802-11-wireless")
_OF_USERS = (" for ", "of user", "uid=", " : ")

_WELL_KNOWN = frozenset(
    {
        *("8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "208.67.222.222"),
        *("2001:4860:4860::8888", "2001:4860:4860::8844", "2606:4700:4700::1111", "2620:fe::fe"),
    }
)
"""Resolvers that everybody pings."""


def without_secrets(text: str) -> str:
    """Passwords, PINs and user names hidden."""
    for pattern in personal.SECRETS:
        text = pattern.sub(_without_second, text)
    return text


def _without_second(found: re.Match[str]) -> str:
    return f"{found[1]}{HIDDEN}"


def redacted(evidence: Evidence) -> Evidence:
    names = _names(fact.source.text for fact in evidence.facts)
    redactor = _Redactor(names | frozenset(_wireless(evidence)))
    unavailable = {kind: Unavailable(redactor.text(reason.why)) for kind, reason in evidence.unavailable.items()}
    return replace(evidence, facts=tuple(redactor.fact(fact) for fact in evidence.facts), unavailable=unavailable)


def _names(texts: Iterable[str]) -> frozenset[str]:
    """Of users and hosts, as prompts and logs show them."""
    return frozenset(name for text in texts for name in _named(text) if name.lower() not in _COMMON_NAMES)


def _wireless(evidence: Evidence) -> Iterator[str]:
    """Names of Wi-Fi networks, which NetworkManager calls their profiles by."""
    profiles = [each for each in evidence.of(Profile) if each.get("connection", "type") in _WIFI]
    names = [each.get("connection", "id") or "" for each in profiles]
    names += [each.profile for each in evidence.of(NmDevice) if each.type == "wifi" or each.name.startswith("wl")]
    return (name for name in names if len(name) > _SHORTEST and name.lower() not in _COMMON_NAMES)


def _named(text: str) -> Iterator[str]:
    if "@" in text and (prompt := personal.PROMPT.search(text)):
        yield from prompt.groups()
    if any(sign in text for sign in _OF_USERS):
        yield from (found[1] for pattern in personal.USERS if (found := pattern.search(text)))
    yield from (found[1] for pattern in personal.HOSTS if (found := pattern.match(text)))


class _Redactor:
    """Replaces each address by the same one of its family, wherever it stands."""

    def __init__(self, names: frozenset[str]) -> None:
        self._name = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(names)))})\b") if names else None
        self._addresses: dict[str, str] = {}
        self._texts: dict[str, str] = {}

    def fact(self, fact: Fact) -> Fact:
        values: dict[str, Any] = {field.name: self._value(getattr(fact, field.name)) for field in fields(fact)}
        if isinstance(fact, Profile):
            values["settings"] = tuple(map(_without_secret, values["settings"]))
        if isinstance(fact, NmDevice) and fact.name.startswith("wl") and fact.profile:
            values["profile"] = "name"
        if isinstance(fact, Process | DialerRun):
            values["argv"] = tuple(self.text(" ".join(fact.argv)).split())
        return replace(fact, **values)

    def _value(self, value: object) -> object:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Source):
            origin = self.text(value.origin.rpartition("/")[2]) if value.line else value.origin
            return Source(origin, value.line, self.text(value.text))
        if isinstance(value, tuple) and hasattr(value, "_replace") and hasattr(value, "_asdict"):
            return value._replace(**{name: self._value(part) for name, part in value._asdict().items()})
        if isinstance(value, tuple):
            return tuple(map(self._value, value))
        return value

    def text(self, text: str) -> str:
        """Most are found in several facts."""
        if text not in self._texts:
            self._texts[text] = self._redacted(text) if len(text) > _SHORTEST else text
        return self._texts[text]

    def _redacted(self, text: str) -> str:
        text = _without_numbers(without_secrets(text))
        if "." in text:
            text = personal.OCTETS.sub(self._octets, text)
            text = personal.IPV4.sub(self._address, text)
        if "-" in text:
            text = personal.DASHED.sub(self._dashed, text)
        if text.count(":") > 1:
            text = personal.IPV6.sub(self._address, text)
        return self._name.sub("name", text) if self._name else text

    def _octets(self, found: re.Match[str]) -> str:
        """The mask stays."""
        numbers = [int(number) for number in found[0].split(".")]
        size = 4 if len(numbers) == 8 else 16
        if max(numbers) > 255:
            return found[0]
        replaced = ip_address(self._stand_in(str(ip_address(bytes(numbers[:size])))))
        return ".".join(map(str, (*replaced.packed, *numbers[size:])))

    def _dashed(self, found: re.Match[str]) -> str:
        return self._stand_in(found[0].replace("-", ".")).replace(".", "-")

    def _address(self, found: re.Match[str]) -> str:
        written = _without_colons(found[0])
        return found[0].replace(written, self._stand_in(written))

    def _stand_in(self, written: str) -> str:
        """What only looks like one stays, and so does what is not public."""
        try:
            address = ip_address(written)
        except ValueError:
            return written
        if not address.is_global or str(address) in _WELL_KNOWN:
            return written
        return self._addresses.setdefault(str(address), self._next(address))

    def _next(self, address: IPv4Address | IPv6Address) -> str:
        number = len(self._addresses) + 1
        return f"192.0.2.{number % 256}" if address.version == 4 else f"2001:db8::{number:x}"


def _without_secret(setting: tuple[str, str, str]) -> tuple[str, str, str]:
    """One that is empty tells nothing but that."""
    section, key, value = setting
    return (section, key, HIDDEN) if value and personal.KEYS.search(key) else setting


def _without_numbers(text: str) -> str:
    """Of devices, cards and telephones, and what else names a person."""
    text = personal.DIGITS.sub(lambda found: f"<{len(found[0])} digits>", text)
    text = personal.PRINTED_IMEI.sub("<15 digits>", text)
    text = personal.TELEPHONE.sub("<number>", text)
    text = personal.MAC.sub(r"\1\g<2>00\g<2>00\g<2>00", text)
    text = personal.EMAIL.sub("<mail>", text) if "@" in text else text
    return personal.HOME.sub(r"\1name", text)


def _without_colons(text: str) -> str:
    """`dns:2001:db8::1:`, without those that are the sentence's."""
    text = text[1:] if text[0] == ":" and text[1:2] != ":" else text
    return text[:-1] if text.endswith(":::") or (text[-1] == ":" and text[-2:] != "::") else text
