"""What libnm demands of several properties together; each rule yields what it has to complain about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from .addresses import allows_next_hop
from .complaint import Complaint, dropped, refused
from .table import full_name

if TYPE_CHECKING:
    from ..keyfile import Value

Sections = Mapping[str, Mapping[str, "Value"]]
"""A keyfile's sections, each a mapping of keys to values without escapes."""

_NO_ADDRESSES = {"ipv4": ("link-local", "disabled"), "ipv6": ("ignore", "link-local", "disabled")}
_NO_DNS = {"ipv4": ("link-local", "shared", "disabled"), "ipv6": ("ignore", "link-local", "disabled")}
_PORT_KEYS = (("master", "slave-type"), ("controller", "port-type"))


def check_profile(sections: Sections) -> tuple[Complaint, ...]:
    """The complaints about a whole profile, beyond those about each value by itself."""
    named = {full_name(section): keys for section, keys in sections.items()}
    return tuple(complaint for rule in _RULES for complaint in rule(named))


def _families(sections: Sections) -> Iterator[tuple[str, Mapping[str, Value]]]:
    return ((family, sections[family]) for family in ("ipv4", "ipv6") if family in sections)


def _addresses(keys: Mapping[str, Value]) -> list[str]:
    return [key for key in keys if re.fullmatch(r"address(?:es)?[0-9]*", key)]


def _routes(keys: Mapping[str, Value]) -> list[str]:
    return [key for key in keys if re.fullmatch(r"routes?[0-9]*", key)]


def _true(keys: Mapping[str, Value], key: str, default: bool = False) -> bool:
    return keys[key] in ("true", "1") if key in keys else default


def _method(sections: Sections) -> Iterator[Complaint]:
    for family, keys in _families(sections):
        if "method" not in keys:
            yield refused(family, "method", f"[{family}] has no method", f"write method=auto in [{family}]")
        elif keys["method"] == "manual" and not _addresses(keys):
            yield refused(family, "method", f"{family}.method manual needs an address", "write address1=…")


def _no_ip(sections: Sections) -> Iterator[Complaint]:
    off = [family for family, keys in _families(sections) if keys.get("method") in ("disabled", "ignore")]
    if len(off) == 2:
        message = "both IPv4 and IPv6 are switched off, so that there would be no connection"
        yield dropped("ipv4", "method", message, "set the method of one to auto")


def _unused_addresses(sections: Sections) -> Iterator[Complaint]:
    for family, keys in _families(sections):
        method = str(keys.get("method"))
        without = _addresses(keys) if method in _NO_ADDRESSES[family] else []
        without += [k for k in ("dns", "dns-search") if keys.get(k) and method in _NO_DNS[family]]
        for key in without:
            yield refused(family, key, f"{family}.method {method} goes without {key}", f"delete {key}")


def _shared(sections: Sections) -> Iterator[Complaint]:
    keys = sections.get("ipv4", {})
    if keys.get("method") == "shared" and len(_addresses(keys)) > 1:
        yield dropped(
            "ipv4", _addresses(keys)[1], "ipv4.method shared has one address only", "delete the others"
        )
    if "shared-dhcp-range" in keys:
        # libnm wants it inside a configured network; that it is set without any address is the usual mistake.
        yield from _needs("ipv4", keys, "shared-dhcp-range", "address1")


def _gateway(sections: Sections) -> Iterator[Complaint]:
    for family, keys in _families(sections):
        if "gateway" not in keys:
            continue
        if not _addresses(keys):
            yield refused(family, "gateway", f"{family}.gateway needs an address", "write address1=…")
        if _true(keys, "never-default"):
            yield dropped(family, "gateway", f"{family}.never-default has no use for a gateway", "delete one")


def _may_fail(sections: Sections) -> Iterator[Complaint]:
    for family, keys in _families(sections):
        if keys.get("method") in ("disabled", "ignore") and not _true(keys, "may-fail", default=True):
            yield dropped(family, "may-fail", f"{family} is off and cannot be required", "delete may-fail")


def _next_hops(sections: Sections) -> Iterator[Complaint]:
    for family, keys in _families(sections):
        for key in _routes(keys):
            _, _, rest = str(keys[key]).partition(",")
            hop = rest.partition(",")[0] not in ("", "0.0.0.0", "::")
            if hop and not allows_next_hop(str(keys.get(f"{key}_options", ""))):
                yield refused(family, f"{key}_options", f"a {family} route of this type has no gateway")


def _hostname(sections: Sections) -> Iterator[Complaint]:
    for family, keys in _families(sections):
        flags = keys.get("dhcp-hostname-flags", "0") != "0"
        if flags and not _true(keys, "dhcp-send-hostname", default=True):
            yield refused(family, "dhcp-hostname-flags", f"{family}.dhcp-send-hostname is off", "delete one")
        if flags and family == "ipv4":
            yield from _needs("ipv4", keys, "dhcp-hostname-flags", "dhcp-fqdn")
        if {"dhcp-fqdn", "dhcp-hostname"} <= keys.keys():
            yield refused(family, "dhcp-fqdn", f"{family}.dhcp-hostname is set too", "delete one")


def _link_local(sections: Sections) -> Iterator[Complaint]:
    keys = sections.get("ipv4", {})
    clash = (keys.get("method"), keys.get("link-local"))
    if clash in (("disabled", "3"), ("disabled", "4"), ("link-local", "2")):
        yield refused(
            "ipv4", "link-local", "ipv4.link-local contradicts ipv4.method", "delete ipv4.link-local"
        )


def _token(sections: Sections) -> Iterator[Complaint]:
    keys = sections.get("ipv6", {})
    if "token" in keys and keys.get("addr-gen-mode", "eui64") not in ("eui64", "0"):
        yield refused(
            "ipv6", "token", "ipv6.token needs ipv6.addr-gen-mode eui64", "delete ipv6.addr-gen-mode"
        )


def _auto_config(sections: Sections) -> Iterator[Complaint]:
    keys = sections.get("gsm", {})
    if _true(keys, "auto-config") and keys.keys() & {"apn", "username", "password"}:
        message = "gsm.auto-config has no effect beside an APN, user name or password"
        yield dropped("gsm", "auto-config", message, "delete one")


def _secrets(sections: Sections) -> Iterator[Complaint]:
    for key, flags in sections.get("gsm", {}).items():
        if key.endswith("-flags") and flags in ("1", "2", "3", "5", "6", "7"):
            message = f"gsm.{key} {flags} keeps the secret out of the profile, and no one is there to give it"
            yield dropped("gsm", key, message, f"write {key}=0")


def _echo(sections: Sections) -> Iterator[Complaint]:
    keys = sections.get("ppp", {})
    if keys.get("lcp-echo-failure", "0") != "0" and keys.get("lcp-echo-interval", "0") == "0":
        yield refused("ppp", "lcp-echo-failure", "ppp.lcp-echo-failure needs ppp.lcp-echo-interval")


def _port(sections: Sections) -> Iterator[Complaint]:
    keys = sections.get("connection", {})
    for controller, kind in _PORT_KEYS:
        if (controller in keys) != (kind in keys):
            present, absent = (controller, kind) if controller in keys else (kind, controller)
            yield from _needs("connection", keys, present, absent)


def _ping(sections: Sections) -> Iterator[Complaint]:
    keys = sections.get("connection", {})
    yield from _needs("connection", keys, "ip-ping-timeout", "ip-ping-addresses")
    yield from _needs("connection", keys, "ip-ping-addresses", "ip-ping-timeout")
    if "ip-ping-addresses" not in keys:
        return
    if keys.get("gateway-ping-timeout", "0") != "0":
        yield refused("connection", "gateway-ping-timeout", "ip-ping-timeout is set too", "delete one")
    for family in _pinged(keys["ip-ping-addresses"]):
        if _true(sections.get(family, {}), "may-fail", default=True):
            yield refused(
                family, "may-fail", "connection.ip-ping-addresses needs it false", "write may-fail=false"
            )


def _pinged(addresses: Value) -> set[str]:
    items = addresses if isinstance(addresses, tuple) else (addresses,)
    return {"ipv6" if ":" in item else "ipv4" for item in items}


def _proxy(sections: Sections) -> Iterator[Complaint]:
    keys = sections.get("proxy", {})
    for key in ("pac-url", "pac-script"):
        if key in keys and keys.get("method") != "1":
            yield refused("proxy", key, f"proxy.{key} needs proxy.method auto", "write method=1 in [proxy]")


def _wake_on_lan(sections: Sections) -> Iterator[Complaint]:
    keys = sections.get("802-3-ethernet", {})
    flags = str(keys.get("wake-on-lan", "1"))
    if "wake-on-lan-password" in keys and not (flags.isdecimal() and int(flags) & 64):
        message = "802-3-ethernet.wake-on-lan-password needs 802-3-ethernet.wake-on-lan magic"
        yield refused("802-3-ethernet", "wake-on-lan-password", message, "write wake-on-lan=64")


def _speed(sections: Sections) -> Iterator[Complaint]:
    keys = sections.get("802-3-ethernet", {})
    if (keys.get("speed", "0") != "0") != ("duplex" in keys):
        key = "duplex" if "duplex" in keys else "speed"
        yield dropped("802-3-ethernet", key, "speed and duplex only count together", "set both or none")


def _base(sections: Sections) -> Iterator[Complaint]:
    kind = full_name(str(sections.get("connection", {}).get("type", "")))
    if not kind and not sections.keys() & {"gsm", "802-3-ethernet"}:
        yield refused("connection", "type", "the profile has no type", "write type=gsm in [connection]")
    elif kind and kind not in sections and kind not in ("gsm", "802-3-ethernet"):
        yield refused(
            "connection", "type", f"connection.type {kind} needs a section [{kind}]", "write type=gsm"
        )


def _needs(section: str, keys: Mapping[str, Value], key: str, other: str) -> Iterator[Complaint]:
    if keys.get(key, "0") != "0" and keys.get(other, "0") == "0":
        yield refused(section, key, f"{section}.{key} needs {section}.{other}", "set both or none")


_RULES: tuple[Callable[[Sections], Iterator[Complaint]], ...] = (
    _base,
    _method,
    _no_ip,
    _unused_addresses,
    _shared,
    _gateway,
    _may_fail,
    _next_hops,
    _hostname,
    _link_local,
    _token,
    _auto_config,
    _secrets,
    _echo,
    _port,
    _ping,
    _proxy,
    _wake_on_lan,
    _speed,
)
