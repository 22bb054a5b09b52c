"""nm-cellular-watch.service, confined as it is: links of a real kernel that pass nothing, in one family or in both."""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.vm.isp import SERVER_IPV4, SERVER_IPV6, in_isp
from tests.vm.system import System
from tests.vm.usb.qmi import QmiModem
from tests.vm.usb.sticks import EC25_QMI

INSTALLED = ()

SERVICE = "nm-cellular-watch.service"
CONF = f"""\
[home]
apn = internet
[watch]
probe-every = 60 s
targets = {SERVER_IPV4} {SERVER_IPV6}
ladder = replug
"""


@pytest.fixture
def watched(system: System) -> Iterator[System]:
    """A connected modem that the watch finds to work."""
    system.apply(CONF)
    system.run("systemctl", "start", SERVICE)
    system.plug(EC25_QMI, QmiModem())
    system.wait_until_connected("home")
    system.wait_for(lambda: system.reaches(SERVER_IPV6), "IPv6")
    system.wait_for(lambda: "watch          works" in system.status(), "the watch to see it")
    yield system
    system.run("systemctl", "stop", SERVICE)
    for stick in list(system.sticks):
        system.unplug(stick)
    system.apply("")


def networks() -> tuple[str, str]:
    """The network's routes to the call that there is: without one it hears, and cannot answer."""
    done = subprocess.run(in_isp("ip -o link show"), check=True, capture_output=True, text=True)
    [bearer] = re.findall(r"\bbearer\d+\b", done.stdout)
    number = int(bearer.removeprefix("bearer"))
    return f"10.70.{number}.0/30 dev {bearer}", f"2001:db8:70:{number:x}::/64 dev {bearer}"


def in_network(command: str) -> None:
    subprocess.run(in_isp(command), check=True)


def sends(address: str) -> bool:
    """A datagram to a closed port: what lives answers that it is closed."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as sending:
        sending.sendto(b"?", (address, 9))
    return True


def connection(system: System) -> str:
    return system.run("nmcli", "--terse", "--fields", "NAME,ACTIVE-PATH", "connection", "show", "--active")


def test_a_dead_ipv6_is_told_of_and_ipv4_goes_on(watched: System) -> None:
    before, began = connection(watched), time.time()
    _, network = networks()
    in_network(f"ip route delete {network}")
    watched.wait_for(lambda: sends(SERVER_IPV6) and "renewing IPv6" in watched.journal(SERVICE, since=began), "renewal")
    assert "is doubted: IPv6 does not answer" in watched.status()
    assert (connection(watched), watched.reaches(SERVER_IPV4)) == (before, True)
    in_network(f"ip route add {network}")
    watched.wait_for(lambda: "watch          works" in watched.status(), "its return")


def test_a_modem_over_which_nothing_passes_is_taken_off_the_bus_and_back(watched: System) -> None:
    began = time.time()
    [stick] = watched.sticks
    for network in networks():
        in_network(f"ip route delete {network}")
    watched.wait_for(
        lambda: sends(SERVER_IPV4) and "the bus and back" in watched.journal(SERVICE, since=began), "repair"
    )
    watched.wait_for(lambda: not watched.modems, "the modem's leaving")
    watched.wait_for(lambda: watched.properties(stick.sysname) and watched.modems, "its return")
    watched.wait_until_connected("home")
    watched.wait_for(lambda: "watch          works" in watched.status(), "the watch to see it")
    assert watched.run("systemctl", "is-active", SERVICE) == "active\n"
    assert watched.journal(SERVICE, "--priority=warning", since=began) == ""
