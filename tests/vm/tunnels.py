"""Packets and frames between a stick and the operator's network: the network's ends are network devices there."""

from __future__ import annotations

import asyncio
import fcntl
import os
import struct
import subprocess
from collections.abc import Callable, Sequence
from ipaddress import IPv4Interface, IPv6Interface
from itertools import count

from tests.vm.isp import NAMESPACE, in_isp

_TUNSETIFF, _IFF_TUN, _IFF_TAP, _IFF_NO_PI = 0x400454CA, 0x0001, 0x0002, 0x1000
_BLOCK = 4096
_ROUTER = "192.168.8.1/24"


class _Tunnel:
    """A device of the kernel's tun driver, with these addresses."""

    def __init__(self, name: str, kind: int, addresses: Sequence[str], take: Callable[[bytes], None]) -> None:
        self._take = take
        self._device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(self._device, _TUNSETIFF, struct.pack("16sH22x", name.encode(), kind | _IFF_NO_PI))
        subprocess.run(["ip", "link", "set", name, "netns", NAMESPACE], check=True)
        commands = [f"address add {address} dev {name}" for address in addresses]
        for command in (*commands, f"link set {name} up"):
            subprocess.run(in_isp(f"ip {command}"), check=True)
        asyncio.get_running_loop().add_reader(self._device, self._pump)

    def write(self, data: bytes) -> None:
        os.write(self._device, data)

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self._device)
        os.close(self._device)

    def _pump(self) -> None:
        self._take(os.read(self._device, _BLOCK))


class Cable(_Tunnel):
    """An Ethernet cable to the operator's router, which gives addresses by DHCP as a HiLink stick does."""

    _numbers = count()

    def __init__(self, take: Callable[[bytes], None]) -> None:
        super().__init__(f"hilink{next(self._numbers)}", _IFF_TAP, [_ROUTER], take)


class Bearer(_Tunnel):
    """A call of a QMI modem, whose addresses are fixed by its number."""

    _numbers = count()

    def __init__(self, take: Callable[[bytes], None]) -> None:
        number = next(self._numbers)
        self.ipv4, self.ipv4_gateway = (IPv4Interface(f"10.70.{number}.{end}/30") for end in (2, 1))
        self.ipv6, self.ipv6_gateway = (IPv6Interface(f"2001:db8:70:{number:x}::{end}/64") for end in (2, 1))
        addresses = [str(self.ipv4_gateway), f"{self.ipv6_gateway} nodad"]
        super().__init__(f"bearer{number}", _IFF_TUN, addresses, take)
