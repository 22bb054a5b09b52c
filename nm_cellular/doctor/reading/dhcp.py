"""udhcpc, dhclient, dhcpcd and systemd-networkd: whether a DHCP server answered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact
from ..facts.network import Lease, LinkLayer
from .lines import Line, mentions
from .paste import Paste

_COMMAND = re.compile(
    r".*\b(?:udhcpc|dhclient|dhcpcd)\b(?:.*?\s-i\s*(\S+)|.*\s((?:wwan|usb|eth|ppp|rmnet|enx?)\w*)\s*$)?"
)
_INTERFACE = re.compile(r"(?:udhcpc: )?No resolv\.conf for interface (\S+?)\.(?:udhcpc|dhclient)")
_LEASE = re.compile(r"(?:udhcpc: )?lease of ([\d.]+) obtained|bound to ([\d.]+)|(\S+): leased ([\d.]+) for")
_NONE = re.compile(
    r"(?:udhcpc: )?no lease, (?:failing|forking to background)|.*\b(?:busybox|udhcpc|dhclient): (?:\w+ )?not found"
    r"|No DHCPOFFERS received|(\S+): timed out$"
    r"|(\S+): no IPv4 leases|(\S+): (?:probing for an|using) IPv4LL address"
)
_DISCOVER = re.compile(r"(?:DHCPDISCOVER|DHCPREQUEST)(?: for \S+)? on (\S+) to ")
# 65534 and 519 are the types of interfaces without an Ethernet header (ARPHRD_NONE, ARPHRD_RAWIP).
_LINK_LAYER = re.compile(r"Link layer protocol: '(raw-ip|802\.3)'|Unsupported device type (?:65534|519)")
# networkd's client sends Ethernet frames alone, and there is no address to send them from.
_NO_ETHERNET = re.compile(r"(\S+): (?:DHCPv4 CLIENT: Failed to set MAC address|Failed to configure DHCPv4 client)")
_NETWORKD = re.compile(r"(\S+): DHCPv4 address ([\d.]+)/")
_OPENWRTS = re.compile(r"netifd: (\S+) \(\d+\): udhcpc: (?!started)")
_OF_A_MODEM = re.compile(r"wwan|lte|qmi|mobile|modem|[345]g|cell|gsm", re.IGNORECASE)
"""What people call an interface of OpenWrt's that is a modem."""

_OFTEN = 3
_MARKS = ("lease", "not found", "dhc", "DHC", "bound to", "timed out", "IPv4LL", "resolv.conf for")


def read(lines: Paste) -> Iterator[Fact]:
    interface = ""
    asked = _Asked()
    for line in lines.having("ink layer", "device type", *_MARKS):
        text = line.text.strip()
        if ("ink layer" in text or "device type" in text) and (found := _LINK_LAYER.search(text)):
            yield LinkLayer(line.source, found[1] or "raw-ip")
            if not found[1]:  # a DHCP client gives up on it
                yield Lease(line.source, interface)
        if not mentions(text, _MARKS):
            continue
        interface = _interface(text) or interface
        asked.line(line, text)
        yield from _answer(line, text, interface)
    yield from asked.in_vain()


def _answer(line: Line, text: str, interface: str) -> Iterator[Fact]:
    if found := _LEASE.match(text):
        yield Lease(line.source, found[3] or interface, found[1] or found[2] or found[4])
    elif found := _NETWORKD.match(text):
        yield Lease(line.source, *found.groups())
    elif found := _NO_ETHERNET.match(text):
        yield LinkLayer(line.source, "raw-ip")
        yield Lease(line.source, found[1])
    elif found := _NONE.match(text):
        yield Lease(line.source, found[1] or found[2] or found[3] or interface)


class _Asked:
    """udhcpc on OpenWrt, which asks for ever, by the name of the interface there."""

    def __init__(self) -> None:
        self._lines: dict[str, list[Line]] = {}

    def line(self, line: Line, text: str) -> None:
        found = _OPENWRTS.search(line.raw) if "netifd" in line.raw else None
        if found and "sending discover" in text:
            self._lines.setdefault(found[1], []).append(line)
        elif found:
            self._lines.pop(found[1], None)

    def in_vain(self) -> Iterator[Fact]:
        for name, lines in self._lines.items():
            if len(lines) >= _OFTEN and _OF_A_MODEM.search(name):
                yield Lease(lines[-1].source, "")


def _interface(text: str) -> str:
    if found := _DISCOVER.match(text) or _INTERFACE.match(text):
        return found[1]
    if found := _COMMAND.match(text):
        return found[1] or found[2] or ""
    return ""
