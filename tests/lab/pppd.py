#!/usr/bin/python3
"""Stands in the place of /usr/sbin/pppd: says to NetworkManager what its pppd plugin says on a good call.

A tun interface is the link, since a test machine's kernel may have no PPP. The order of the calls and
their contents are those of NetworkManager's nm-pppd-plugin.c.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
import socket
import struct
import sys
from collections.abc import Sequence
from ipaddress import IPv4Address
from typing import Any

from dbus_next.aio.message_bus import MessageBus
from dbus_next.constants import BusType
from dbus_next.message import Message
from dbus_next.signature import Variant

_TUNSETIFF = 0x400454CA
_IFF_TUN, _IFF_NO_PI = 0x0001, 0x1000
_ESTABLISH, _NETWORK, _RUNNING = 5, 8, 9
_KILLED_BY_SIGNAL = 5


def main(argv: Sequence[str]) -> int:
    stop = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
    signal.pthread_sigmask(signal.SIG_BLOCK, stop)
    link = _make_link()
    asyncio.run(_connect(argv[argv.index("ipparam") + 1], link))
    signal.sigwait(stop)
    return _KILLED_BY_SIGNAL


def _make_link() -> str:
    """The name of an interface that lasts as long as this process."""
    tun = os.open("/dev/net/tun", os.O_RDWR)
    request = struct.pack("16sH22x", b"ppp%d", _IFF_TUN | _IFF_NO_PI)
    return fcntl.ioctl(tun, _TUNSETIFF, request)[:16].rstrip(b"\0").decode()


async def _connect(ppp_object: str, link: str) -> None:
    bus = await MessageBus(bus_type=BusType.SYSTEM).connect()

    async def call(method: str, signature: str = "", *arguments: Any) -> None:
        await bus.call(
            Message(
                destination="org.freedesktop.NetworkManager",
                path=ppp_object,
                interface="org.freedesktop.NetworkManager.PPP",
                member=method,
                signature=signature,
                body=list(arguments),
            )
        )

    await call("SetState", "u", _ESTABLISH)
    await call("NeedSecrets")
    await call("SetState", "u", _NETWORK)
    await call("SetState", "u", _RUNNING)
    await call("SetIfindex", "i", socket.if_nametoindex(link))
    await call("SetIp4Config", "a{sv}", _ip4_config())


def _ip4_config() -> dict[str, Variant]:
    return {
        "address": Variant("u", _network_order("10.64.64.2")),
        "gateway": Variant("u", _network_order("10.64.64.1")),
        "prefix": Variant("u", 32),
        "dns": Variant("au", [_network_order("9.9.9.9")]),
    }


def _network_order(address: str) -> int:
    return int.from_bytes(IPv4Address(address).packed, sys.byteorder)


if __name__ == "__main__":
    sys.exit(main(sys.argv))
