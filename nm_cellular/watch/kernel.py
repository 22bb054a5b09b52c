"""What the kernel tells of links and USB devices, without a byte on the wire."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import suppress

from .event import Counted, Family
from .sighting import Packets, Surroundings, usb_port

_STATISTICS = "/sys/class/net/{}/statistics/{}_packets"
_IPV6 = "/proc/net/dev_snmp6/{}"
_USB = "/sys/bus/usb/devices"
_AT_HOME = ("ModemManager", "NetworkManager", "qmi-proxy", "mbim-proxy")
"""Programs that have a modem's ports open while nobody works on it by hand."""


def surroundings(interfaces: Collection[str], devices: Collection[str], unlisted: Collection[str]) -> Surroundings:
    """interfaces: of the links; devices: the modems' paths below /sys; unlisted: those that ModemManager lacks."""
    usb = {port for each in devices if (port := usb_port(each)) and os.path.exists(f"{_USB}/{port}")}
    present = [each for each in unlisted if usb_port(each) in usb]
    holders = {each: program for each in present if (program := _holder(each))}
    return Surroundings(packets(interfaces), usb, holders)


def packets(interfaces: Collection[str]) -> Packets:
    found = {}
    for each in interfaces:
        with suppress(OSError, ValueError):
            found[each] = _of_interface(each)
    return found


def _of_interface(name: str) -> dict[Family, Counted]:
    """ICMPv6, which has router advertisements in it, keeps the link up; what IPv6 does not count was IPv4."""
    received, sent = _count(name, "rx"), _count(name, "tx")
    six = _snmp6(name)
    in6, out6 = six.get("Ip6InReceives", 0), six.get("Ip6OutRequests", 0)
    ipv6 = Counted(in6 - six.get("Icmp6InMsgs", 0), out6 - six.get("Icmp6OutMsgs", 0))
    return {Family.IPV4: Counted(received - in6, sent - out6), Family.IPV6: ipv6}


def _count(interface: str, direction: str) -> int:
    with open(_STATISTICS.format(interface, direction), encoding="ascii") as stream:
        return int(stream.read())


def _snmp6(interface: str) -> dict[str, int]:
    """Nothing where the interface has no IPv6."""
    try:
        with open(_IPV6.format(interface), encoding="ascii") as stream:
            pairs = [line.split() for line in stream]
    except FileNotFoundError:
        return {}
    return {pair[0]: int(pair[1]) for pair in pairs if len(pair) == 2}


def _holder(device: str) -> str:
    """Who has a node of that USB device open, such as a program that writes firmware; empty where nobody is seen."""
    nodes = set(_nodes(device))
    for process in filter(str.isdigit, os.listdir("/proc")):
        with suppress(OSError):
            links = {os.readlink(f"/proc/{process}/fd/{each}") for each in os.listdir(f"/proc/{process}/fd")}
            if links & nodes and (name := _name(process)) not in _AT_HOME:
                return name
    return ""


def _name(process: str) -> str:
    with open(f"/proc/{process}/comm", encoding="utf-8", errors="replace") as stream:
        return stream.read().strip()


def _nodes(device: str) -> Iterator[str]:
    """Of the device itself, and of all below it: /dev/bus/usb/001/004, /dev/ttyUSB2, /dev/cdc-wdm0."""
    for directory, _, files in os.walk(device):
        if "uevent" in files:
            with suppress(OSError), open(f"{directory}/uevent", encoding="utf-8", errors="replace") as stream:
                yield from (f"/dev/{line[8:].strip()}" for line in stream if line.startswith("DEVNAME="))
