"""What libnm demands of the properties of one address family together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from .addresses import allows_next_hop
from .complaint import Complaint, dropped, refused
from .sections import Keys, is_set, is_true, needs
from .table import find_in_keyfile

_NO_ADDRESSES = {"ipv4": ("link-local", "disabled"), "ipv6": ("ignore", "link-local", "disabled")}
_NO_DNS = {"ipv4": ("link-local", "shared", "disabled"), "ipv6": ("ignore", "link-local", "disabled")}
_ADDRESS_HINTS = {
    "ipv4": "set ipv4.addresses, such as 10.0.0.2/24 (address1 in a keyfile)",
    "ipv6": "set ipv6.addresses, such as 2001:db8::2/64 (address1 in a keyfile)",
}
_CLASHES = (("disabled", "3"), ("disabled", "4"), ("link-local", "2"))
"""Of ipv4.method with ipv4.link-local: enabled or a fallback where IPv4 is off, and off where it is all there is."""


def check_family(family: str, keys: Keys) -> Iterator[Complaint]:
    """The complaints about a section ipv4 or ipv6."""
    return (complaint for rule in _RULES for complaint in rule(family, keys))


def is_off(keys: Keys) -> bool:
    return keys.get("method") in ("disabled", "ignore")


def _addresses(keys: Keys) -> list[str]:
    return [key for key in keys if re.fullmatch("address(?:es)?[0-9]*", key)]


def _method(family: str, keys: Keys) -> Iterator[Complaint]:
    if "method" not in keys:
        yield refused(family, "method", f"[{family}] has no method", f"set {family}.method to auto")
    elif keys["method"] == "manual" and not _addresses(keys):
        yield refused(family, "method", f"{family}.method manual needs an address", _ADDRESS_HINTS[family])


def _addresses_without_use(family: str, keys: Keys) -> Iterator[Complaint]:
    method = str(keys.get("method"))
    unused = _addresses(keys) if method in _NO_ADDRESSES[family] else []
    unused += [key for key in ("dns", "dns-search") if is_set(keys, key) and method in _NO_DNS[family]]
    for key in unused:
        name = find_in_keyfile(family, key)
        yield refused(family, key, f"{family}.method {method} goes without {name}", f"delete {name}")


def _shared(family: str, keys: Keys) -> Iterator[Complaint]:
    if family == "ipv4" and keys.get("method") == "shared" and len(_addresses(keys)) > 1:
        message = "ipv4.method shared has one address only"
        yield dropped("ipv4", _addresses(keys)[1], message, "leave one address in ipv4.addresses")
    # libnm wants the range inside the network of an address; that there is none at all is the usual mistake.
    if is_set(keys, "shared-dhcp-range") and not _addresses(keys):
        message = f"{family}.shared-dhcp-range needs an address"
        yield refused(family, "shared-dhcp-range", message, _ADDRESS_HINTS[family])


def _gateway(family: str, keys: Keys) -> Iterator[Complaint]:
    if "gateway" in keys and not _addresses(keys):
        yield refused(family, "gateway", f"{family}.gateway needs an address", _ADDRESS_HINTS[family])
    if "gateway" in keys and is_true(keys, "never-default"):
        message = f"{family}.never-default has no use for a gateway"
        yield dropped(family, "gateway", message, f"delete {family}.gateway or {family}.never-default")


def _may_fail(family: str, keys: Keys) -> Iterator[Complaint]:
    if is_off(keys) and not is_true(keys, "may-fail", default=True):
        yield dropped(family, "may-fail", f"{family} is off and cannot be required", f"delete {family}.may-fail")


def _next_hops(family: str, keys: Keys) -> Iterator[Complaint]:
    for key in (key for key in keys if re.fullmatch("routes?[0-9]*", key)):
        _, _, rest = str(keys[key]).partition(",")
        has_gateway = rest.partition(",")[0].strip("0.:") != ""
        if has_gateway and not allows_next_hop(str(keys.get(f"{key}_options", ""))):
            message = f"a route of {family} has a gateway, and a type that has none"
            yield refused(family, f"{key}_options", message, "delete the gateway or the type")


def _hostname(family: str, keys: Keys) -> Iterator[Complaint]:
    flags = is_set(keys, "dhcp-hostname-flags")
    if flags and not is_true(keys, "dhcp-send-hostname", default=True):
        hint = f"delete {family}.dhcp-hostname-flags or {family}.dhcp-send-hostname"
        yield refused(family, "dhcp-hostname-flags", f"{family}.dhcp-send-hostname is off", hint)
    if family == "ipv4":
        yield from needs("ipv4", keys, "dhcp-hostname-flags", "dhcp-fqdn")
    if {"dhcp-fqdn", "dhcp-hostname"} <= keys.keys():
        hint = f"delete {family}.dhcp-fqdn or {family}.dhcp-hostname"
        yield refused(family, "dhcp-fqdn", f"{family}.dhcp-hostname is set too", hint)


def _link_local(family: str, keys: Keys) -> Iterator[Complaint]:
    if family == "ipv4" and (keys.get("method"), keys.get("link-local")) in _CLASHES:
        yield refused("ipv4", "link-local", "ipv4.link-local contradicts ipv4.method", "delete ipv4.link-local")


def _token(family: str, keys: Keys) -> Iterator[Complaint]:
    if "token" in keys and keys.get("addr-gen-mode", "eui64") not in ("eui64", "0"):
        message = f"{family}.token needs {family}.addr-gen-mode eui64"
        yield refused(family, "token", message, f"delete {family}.addr-gen-mode")


_RULES: tuple[Callable[[str, Keys], Iterator[Complaint]], ...] = (
    _method,
    _addresses_without_use,
    _shared,
    _gateway,
    _may_fail,
    _next_hops,
    _hostname,
    _link_local,
    _token,
)
