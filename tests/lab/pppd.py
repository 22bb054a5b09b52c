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
import threading
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
_ECHO_REQUEST = 8


def main(argv: Sequence[str]) -> int:
    stop = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
    signal.pthread_sigmask(signal.SIG_BLOCK, stop)
    tun, link = _make_link()
    asyncio.run(_connect(argv[argv.index("ipparam") + 1], link))
    threading.Thread(target=_answer, args=(tun,), daemon=True).start()
    signal.sigwait(stop)
    return _KILLED_BY_SIGNAL


def _make_link() -> tuple[int, str]:
    """An interface that lasts as long as this process, and its name."""
    tun = os.open("/dev/net/tun", os.O_RDWR)
    request = struct.pack("16sH22x", b"ppp%d", _IFF_TUN | _IFF_NO_PI)
    return tun, fcntl.ioctl(tun, _TUNSETIFF, request)[:16].rstrip(b"\0").decode()


def _answer(tun: int) -> None:
    """Plays the whole internet, which answers IPv4 pings; it does not while /run/lab/deaf is there."""
    while packet := os.read(tun, 4096):
        is_ping = packet[0] == 0x45 and packet[9] == socket.IPPROTO_ICMP and packet[20] == _ECHO_REQUEST
        if is_ping and not os.path.exists("/run/lab/deaf"):
            # The sums stay right when addresses change places; without its 8 the message's grows by 0x800.
            checksum = int.from_bytes(packet[22:24], "big") + (_ECHO_REQUEST << 8)
            folded = (checksum & 0xFFFF) + (checksum >> 16)
            echo = bytes([0, 0]) + folded.to_bytes(2, "big") + packet[24:]
            os.write(tun, packet[:12] + packet[16:20] + packet[12:16] + echo)


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
    for method, config in _configs().items():
        await call(method, "a{sv}", config)


def _configs() -> dict[str, dict[str, Variant]]:
    return {"SetIp4Config": _ip4_config()}


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
