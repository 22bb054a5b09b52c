"""What libnm demands of several properties together; each rule yields what it has to complain about."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .complaint import Complaint, dropped, refused
from .ip_rules import check_family, is_off
from .sections import Sections, Value, is_set, is_true, needs
from .table import NEW_NAMES, full_name

_BASES = ("gsm", "802-3-ethernet")
_FAMILIES = ("ipv4", "ipv6")
_NOT_REQUIRED = "4"
_ETHERNET = "802-3-ethernet"


def check_profile(sections: Sections) -> tuple[Complaint, ...]:
    """The complaints about a whole profile, beyond those about each value by itself."""
    named = {full_name(section): keys for section, keys in sections.items()}
    return tuple(complaint for rule in _RULES for complaint in rule(named))


def _base(sections: Sections) -> Iterator[Complaint]:
    kind = full_name(str(sections.get("connection", {}).get("type", "")))
    if not kind and not sections.keys() & set(_BASES):
        yield refused("connection", "type", "the profile has no type", "set connection.type to gsm")
    elif kind and kind not in sections and kind not in _BASES:
        message = f"connection.type {kind} needs a section [{kind}]"
        yield refused("connection", "type", message, "set connection.type to gsm")


def _ip(sections: Sections) -> Iterator[Complaint]:
    families = [family for family in _FAMILIES if family in sections]
    for family in families:
        yield from check_family(family, sections[family])
    if len([family for family in families if is_off(sections[family])]) == len(_FAMILIES):
        message = "both IPv4 and IPv6 are switched off, so that there would be no connection"
        yield dropped("ipv4", "method", message, "set ipv4.method or ipv6.method to auto")


def _auto_config(sections: Sections) -> Iterator[Complaint]:
    keys = sections.get("gsm", {})
    if is_true(keys, "auto-config") and keys.keys() & {"apn", "username", "password"}:
        message = "gsm.auto-config has no effect beside an APN, user name or password"
        yield dropped("gsm", "auto-config", message, "delete gsm.auto-config, or all of these")


def _secrets(sections: Sections) -> Iterator[Complaint]:
    keys = sections.get("gsm", {})
    for key in (key for key in keys if key.endswith("-flags") and is_set(keys, key)):
        secret = key.removesuffix("-flags")
        if keys[key] != _NOT_REQUIRED:
            message = f"gsm.{key} leaves the secret to somebody who is asked, and there may be nobody"
            yield dropped("gsm", key, message, f"set gsm.{key} to 0")
        elif secret in keys:
            message = f"gsm.{key} makes NetworkManager forget gsm.{secret} when it saves the profile"
            yield dropped("gsm", key, message, f"set gsm.{key} to 0")


def _echo(sections: Sections) -> Iterator[Complaint]:
    yield from needs("ppp", sections.get("ppp", {}), "lcp-echo-failure", "lcp-echo-interval")


def _port(sections: Sections) -> Iterator[Complaint]:
    keys = sections.get("connection", {})
    controllers = [key for key in ("master", "controller") if key in keys]
    types = [key for key in ("slave-type", "port-type") if key in keys]
    if bool(controllers) != bool(types):
        message = "connection.controller and connection.port-type need each other"
        yield refused("connection", (controllers + types)[0], message, f"delete connection.{(controllers + types)[0]}")
    for family in (family for family in _FAMILIES if controllers and family in sections):
        message = "the port of a controller has no addresses of its own"
        yield dropped(family, "", message, f"delete connection.{controllers[0]}")


def _named_twice(sections: Sections) -> Iterator[Complaint]:
    for section, keys in sections.items():
        for old in (old for old, new in NEW_NAMES.items() if {old, new} <= keys.keys()):
            message = f"{section}.{old} and {section}.{NEW_NAMES[old]} are the same property"
            yield dropped(section, old, message, f"delete {section}.{old}")


def _ping(sections: Sections) -> Iterator[Complaint]:
    keys = sections.get("connection", {})
    yield from needs("connection", keys, "ip-ping-timeout", "ip-ping-addresses")
    yield from needs("connection", keys, "ip-ping-addresses", "ip-ping-timeout")
    if not is_set(keys, "ip-ping-addresses"):
        return
    if is_set(keys, "gateway-ping-timeout"):
        message = "connection.ip-ping-timeout is set too"
        hint = "delete connection.gateway-ping-timeout or connection.ip-ping-timeout"
        yield refused("connection", "gateway-ping-timeout", message, hint)
    for family in _families_of(keys["ip-ping-addresses"]):
        if is_true(sections.get(family, {}), "may-fail", default=True):
            message = f"connection.ip-ping-addresses needs {family}.may-fail false"
            yield refused("connection", "ip-ping-addresses", message, f"set {family}.may-fail to false")


def _families_of(addresses: Value) -> list[str]:
    items = addresses if isinstance(addresses, tuple) else (addresses,)
    return sorted({"ipv6" if ":" in item else "ipv4" for item in items})


def _proxy(sections: Sections) -> Iterator[Complaint]:
    keys = sections.get("proxy", {})
    for key in ("pac-url", "pac-script"):
        if key in keys and keys.get("method") != "1":
            message = f"proxy.{key} needs proxy.method auto"
            yield refused("proxy", key, message, "set proxy.method to auto (1 in a keyfile)")


def _wake_on_lan(sections: Sections) -> Iterator[Complaint]:
    keys = sections.get(_ETHERNET, {})
    flags = str(keys.get("wake-on-lan", "1"))
    magic = flags.isdecimal() and int(flags) & 64
    if "wake-on-lan-password" in keys and not magic:
        message = f"{_ETHERNET}.wake-on-lan-password needs {_ETHERNET}.wake-on-lan magic"
        hint = f"set {_ETHERNET}.wake-on-lan to magic (64 in a keyfile)"
        yield refused(_ETHERNET, "wake-on-lan-password", message, hint)


def _speed(sections: Sections) -> Iterator[Complaint]:
    keys = sections.get(_ETHERNET, {})
    if is_set(keys, "speed") != is_set(keys, "duplex"):
        key = "speed" if is_set(keys, "speed") else "duplex"
        hint = f"set {_ETHERNET}.speed and {_ETHERNET}.duplex, or neither"
        yield dropped(_ETHERNET, key, "speed and duplex only count together", hint)


_RULES: tuple[Callable[[Sections], Iterator[Complaint]], ...] = (
    _base,
    _ip,
    _auto_config,
    _secrets,
    _echo,
    _port,
    _named_twice,
    _ping,
    _proxy,
    _wake_on_lan,
    _speed,
)
