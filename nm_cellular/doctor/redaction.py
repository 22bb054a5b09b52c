"""Evidence without what says who somebody is: numbers, passwords, public addresses, names of hosts and networks.

Replacements keep the form, so that the same findings come of them: addresses become those that are reserved for
documentation (RFC 5737, RFC 3849), the same one for the same address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields, replace
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from .evidence import Evidence
from .facts import Fact
from .source import Source

HIDDEN = "<hidden>"

_DIGITS = re.compile(r"(?<![\w.])\d{13,20}[Ff]?(?![\w.])")
"""IMEI (15), IMSI (14 or 15), ICCID (18 to 20, or padded by an F), EID parts; a switch message has 62."""

_TELEPHONE = re.compile(r"(?<![\w+])\+\d{7,15}(?!\w)")
_MAC = re.compile(r"\b([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){2})(?::[0-9A-Fa-f]{2}){3}\b")
_SECRETS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"((?:pass(?:word|wd|phrase)?|apn_pass|psk|pin|puk|secret|token|wep-key0)[\"']?\s*(?:=>|[=:])\s*[\"']?)([^\s\"',;}\]]+)",
        r"((?:user(?:name)?|apn_user|ssid)[\"']?\s*(?:=>|[=:])\s*[\"']?)([^\s\"',;}\]]+)",
        r"(\bAT\+CPIN=[\"']?|--pin=|--puk=|--pin2=)([^\s\"',]+)",
        r"(\+(?:CGAUTH|QICSGP|AUTHDATA)=[^\s\"]*\"?[^\"]*\",\s*)(\"[^\"]*\"(?:,\s*\"[^\"]*\")?)",
        r"(^\s*(?:password|user)\s+)(\S+)",
        r"(\[PAP AuthReq id=\S+ user=|\[CHAP Response .*name = )(.+)(?=\])",
    )
)
_IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]|-\d)")
_IPV6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:.])")
_PROMPT = re.compile(r"\b([a-z_][\w-]*)@([A-Za-z][\w-]*)(?=[:\s].*[$#])")
_LOGGED = re.compile(
    r"(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S+) ([A-Za-z][\w.-]*) [\w.@/+-]+(?:\[\d+\])?:"
)
_COMMON_NAMES = frozenset({"root", "pi", "user", "host", "localhost", "raspberrypi", "kernel"})
_WELL_KNOWN = frozenset(
    {
        *("8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "208.67.222.222"),
        *("2001:4860:4860::8888", "2001:4860:4860::8844", "2606:4700:4700::1111", "2620:fe::fe"),
    }
)
"""Resolvers that everybody pings."""


def without_secrets(text: str) -> str:
    """Passwords, PINs and user names hidden."""
    for pattern in _SECRETS:
        text = pattern.sub(rf"\1{HIDDEN}", text)
    return text


def redacted(evidence: Evidence) -> Evidence:
    redactor = _Redactor(_names(fact.source.text for fact in evidence.facts))
    return replace(evidence, facts=tuple(redactor.fact(fact) for fact in evidence.facts))


def _names(texts: Iterable[str]) -> frozenset[str]:
    """Of users and hosts, as prompts and logs show them."""
    found: set[str] = set()
    for text in texts:
        if prompt := _PROMPT.search(text):
            found.update(prompt.groups())
        if logged := _LOGGED.match(text):
            found.add(logged[1])
    return frozenset(found) - _COMMON_NAMES


class _Redactor:
    """Replaces each address by the same one of its family, wherever it stands."""

    def __init__(self, names: frozenset[str]) -> None:
        self._name = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(names)))})\b") if names else None
        self._addresses: dict[str, str] = {}

    def fact(self, fact: Fact) -> Fact:
        values: dict[str, Any] = {field.name: self._value(getattr(fact, field.name)) for field in fields(fact)}
        return replace(fact, **values)

    def _value(self, value: object) -> object:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Source):
            return Source(
                value.origin.rpartition("/")[2] if value.line else value.origin, value.line, self.text(value.text)
            )
        if isinstance(value, tuple) and hasattr(value, "_replace") and hasattr(value, "_asdict"):
            return value._replace(**{name: self._value(part) for name, part in value._asdict().items()})
        if isinstance(value, tuple):
            return tuple(map(self._value, value))
        return value

    def text(self, text: str) -> str:
        text = _DIGITS.sub(lambda found: f"<{len(found[0])} digits>", without_secrets(text))
        text = _TELEPHONE.sub("<number>", text)
        text = _MAC.sub(r"\1:00:00:00", text)
        if "." in text:
            text = _IPV4.sub(self._address, text)
        if text.count(":") > 1:
            text = _IPV6.sub(self._address, text)
        return self._name.sub("name", text) if self._name else text

    def _address(self, found: re.Match[str]) -> str:
        try:
            address = ip_address(found[0])
        except ValueError:
            return found[0]
        if not address.is_global or str(address) in _WELL_KNOWN:
            return found[0]
        return self._addresses.setdefault(str(address), self._next(address))

    def _next(self, address: IPv4Address | IPv6Address) -> str:
        number = len(self._addresses) + 1
        return f"192.0.2.{number % 256}" if address.version == 4 else f"2001:db8::{number:x}"
