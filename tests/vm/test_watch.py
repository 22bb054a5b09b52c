"""The watch and links of a real kernel: that pass nothing in one family or in both, leave, and come back."""

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
from tests.vm.watched import SERVICE, state, told, wait_until_it_works, watching

INSTALLED = ()

CONF = f"""\
[home]
apn = internet
[watch]
data-budget = 10 MB
probe-every = 30 s
targets = {SERVER_IPV4} {SERVER_IPV6}
ladder = replug
"""


@pytest.fixture
def modem() -> QmiModem:
    return QmiModem()


@pytest.fixture(autouse=True)
def _watched(system: System, modem: QmiModem) -> Iterator[None]:
    """The modem is connected, and the watch finds that it works."""
    with watching(system, CONF):
        system.plug(EC25_QMI, modem)
        wait_until_it_works(system)
        system.wait_for(lambda: system.reaches(SERVER_IPV6), "IPv6")
        yield


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


@pytest.mark.parametrize(
    ("dead", "other", "address"), [("IPv6", SERVER_IPV4, SERVER_IPV6), ("IPv4", SERVER_IPV6, SERVER_IPV4)]
)
def test_a_dead_family_is_renewed_and_the_other_goes_on(system: System, dead: str, other: str, address: str) -> None:
    before, began = connection(system), time.time()
    network = networks()[dead == "IPv6"]
    in_network(f"ip route delete {network}")
    system.wait_for(lambda: sends(address) and f"renewing {dead}" in told(system, began), "renewal")
    assert f"is doubted: {dead} does not answer" in system.status()
    assert (connection(system), system.reaches(other)) == (before, True)
    in_network(f"ip route add {network}")
    # What comes in is noticed sooner than that a probe is answered.
    system.wait_for(lambda: system.reaches(address), address)
    wait_until_it_works(system)
    assert connection(system) == before
    assert state()["strikes"] == 0


def test_a_stick_that_hangs_is_taken_off_the_bus_and_back(system: System, modem: QmiModem) -> None:
    began = time.time()
    [stick] = system.sticks
    modem.hangs = True
    system.wait_for(lambda: sends(SERVER_IPV4) and "the bus and back" in told(system, began), "repair")
    system.wait_for(lambda: not system.modems, "the modem's leaving")
    system.wait_for(lambda: system.properties(stick.sysname) and system.modems, "its return")
    assert not modem.hangs
    wait_until_it_works(system)
    assert state()["strikes"] == 1
    assert system.run("systemctl", "is-active", SERVICE) == "active\n"
    assert system.journal(SERVICE, "--priority=warning", since=began) == ""


def test_a_stick_that_is_unplugged_is_waited_for(system: System, modem: QmiModem) -> None:
    began = time.time()
    [stick] = system.sticks
    system.unplug(stick)
    system.wait_for(lambda: "the modem is not plugged in" in told(system, began), "the watch to see it")
    # Nobody can do anything about it: it is told once, and not looked at all the time.
    assert state()["look_at"] - state()["phase_since"] > 60
    system.plug(EC25_QMI, modem)
    wait_until_it_works(system)
    assert state()["strikes"] == 0
