"""The operator's network: a network namespace with a server for each call, and an address to ping in either family."""

from __future__ import annotations

import asyncio
import os
import shlex
import subprocess
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER_IPV4, SERVER_IPV6 = "203.0.113.1", "2001:db8::1"

LOG = Path("/srv/out/isp.log")

NAMESPACE = "isp"

_BLOCK = 4096

_SETTINGS = Path(f"/etc/netns/{NAMESPACE}/ppp")
"""`ip netns exec` shows it as /etc/ppp."""

_PPPD_OPTIONS = "nodetach\nlocal\nnoauth\nnocrtscts\nasyncmap 0\nms-dns 203.0.113.1\n+ipv6\n"

_IPV6_UP = """\
#!/bin/sh
# pppd gives an interface only the addresses of its link; router advertisements need a network to tell of.
exec ip address add "2001:db8:64:${1#ppp}::1/64" dev "$1"
"""


class Call:
    """A dialled connection: bytes of PPP, between a modem and a pppd in the operator's network."""

    def __init__(self, take: Callable[[bytes], None], ended: Callable[[], None]) -> None:
        self._take = take
        self._ended = ended
        self._loop = asyncio.get_running_loop()
        self._modem_end, self._server_end = os.openpty()
        tty.setraw(self._server_end)
        self._pppd = _start(f"pppd {os.ttyname(self._server_end)} 10.64.64.1:10.64.64.2")
        self._exit = os.pidfd_open(self._pppd.pid)
        self._loop.add_reader(self._modem_end, self._pump)
        self._loop.add_reader(self._exit, self._close)

    def write(self, data: bytes) -> None:
        os.write(self._modem_end, data)

    def hang_up(self) -> None:
        self._pppd.terminate()

    def _pump(self) -> None:
        self._take(os.read(self._modem_end, _BLOCK))

    def _close(self) -> None:
        self._loop.remove_reader(self._modem_end)
        self._loop.remove_reader(self._exit)
        for descriptor in (self._modem_end, self._server_end, self._exit):
            os.close(descriptor)
        self._pppd.wait()
        self._ended()


def _start(command: str) -> subprocess.Popen[bytes]:
    with LOG.open("ab") as log:
        return subprocess.Popen(in_isp(command), stdout=log, stderr=log)


def in_isp(command: str) -> list[str]:
    return ["ip", "netns", "exec", NAMESPACE, *shlex.split(command)]


@contextmanager
def isp() -> Iterator[None]:
    """The network, which advertises itself to each call, and answers DHCP on each cable."""
    _write_settings()
    subprocess.run(["ip", "netns", "add", NAMESPACE], check=True)
    for command in ("link set lo up", f"address add {SERVER_IPV4} dev lo", f"address add {SERVER_IPV6} dev lo"):
        subprocess.run(in_isp(f"ip {command}"), check=True)
    addresses = _start(
        "dnsmasq --no-daemon --conf-file=/dev/null --port=0 --dhcp-leasefile=/run/isp.leases"
        " --enable-ra --dhcp-range=::,constructor:ppp*,ra-only --dhcp-range=192.168.8.100,192.168.8.200"
    )
    try:
        yield
    finally:
        addresses.terminate()
        addresses.wait()


def calls() -> list[int]:
    """The process ids of the servers, one for each call."""
    processes = subprocess.run(["ip", "netns", "pids", NAMESPACE], stdout=subprocess.PIPE, text=True, check=True)
    return [int(each) for each in processes.stdout.split() if Path(f"/proc/{each}/comm").read_text() == "pppd\n"]


@contextmanager
def demand_login(username: str, password: str, method: str) -> Iterator[None]:
    """Of all that call meanwhile, by `chap` or `pap`."""
    secret = password.replace("\\", "\\\\").replace('"', '\\"')
    (_SETTINGS / f"{method}-secrets").write_text(f'{username} * "{secret}" *\n')
    (_SETTINGS / "options").write_text(f"{_PPPD_OPTIONS}require-{method}\n")
    try:
        yield
    finally:
        (_SETTINGS / "options").write_text(_PPPD_OPTIONS)


def _write_settings() -> None:
    _SETTINGS.mkdir(parents=True)
    (_SETTINGS / "options").write_text(_PPPD_OPTIONS)
    script = _SETTINGS / "ipv6-up"
    script.write_text(_IPV6_UP)
    script.chmod(0o755)
