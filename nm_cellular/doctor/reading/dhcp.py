"""udhcpc, dhclient, dhcpcd and systemd-networkd: whether a DHCP server answered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..facts import Fact
from ..facts.network import Lease, LinkLayer
from .lines import Line

_COMMAND = re.compile(
    r".*\b(?:udhcpc|dhclient|dhcpcd)\b(?:.*?\s-i\s*(\S+)|.*\s((?:wwan|usb|eth|ppp|rmnet|enx?)\w*)\s*$)?"
)
_INTERFACE = re.compile(r"(?:udhcpc: )?No resolv\.conf for interface (\S+?)\.(?:udhcpc|dhclient)")
_LEASE = re.compile(r"(?:udhcpc: )?lease of ([\d.]+) obtained|bound to ([\d.]+)|(\S+): leased ([\d.]+) for")
_NONE = re.compile(
    r"(?:udhcpc: )?no lease, (?:failing|forking to background)|.*\b(?:busybox|udhcpc|dhclient): (?:\w+ )?not found"
    r"|No DHCPOFFERS received|(\S+): timed out$"
    r"|(\S+): no IPv4 leases|(\S+): probing for an IPv4LL address"
)
_DISCOVER = re.compile(r"(?:DHCPDISCOVER|DHCPREQUEST)(?: for \S+)? on (\S+) to ")
# 65534 and 519 are the types of interfaces without an Ethernet header (ARPHRD_NONE, ARPHRD_RAWIP).
_LINK_LAYER = re.compile(r"Link layer protocol: '(raw-ip|802\.3)'|Unsupported device type (?:65534|519)")
_NETWORKD = re.compile(r"(\S+): DHCPv4 address ([\d.]+)/")
_MARKS = ("lease", "not found", "dhc", "DHC", "bound to", "timed out", "IPv4LL", "resolv.conf for")


def read(lines: Sequence[Line]) -> Iterator[Fact]:
    interface = ""
    for line in lines:
        text = line.text.strip()
        if found := _LINK_LAYER.search(text):
            yield LinkLayer(line.source, found[1] or "raw-ip")
        if not any(mark in text for mark in _MARKS):
            continue
        interface = _interface(text) or interface
        if found := _LEASE.match(text):
            yield Lease(line.source, found[3] or interface, found[1] or found[2] or found[4])
        elif found := _NETWORKD.match(text):
            yield Lease(line.source, *found.groups())
        elif found := _NONE.match(text):
            yield Lease(line.source, found[1] or found[2] or found[3] or interface)


def _interface(text: str) -> str:
    if found := _DISCOVER.match(text) or _INTERFACE.match(text):
        return found[1]
    if found := _COMMAND.match(text):
        return found[1] or found[2] or ""
    return ""
