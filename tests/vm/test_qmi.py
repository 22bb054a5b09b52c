"""An EC25 as it is sold: cdc-wdm0 and wwan0 of the real kernel, with all of nm-cellular's units; and one that has
serial ports alone.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial

import pytest

from tests.lab import SimLock
from tests.vm.isp import SERVER_IPV4, SERVER_IPV6
from tests.vm.system import System
from tests.vm.usb.qmi import QmiModem, Registration
from tests.vm.usb.sticks import EC25, EC25_QMI, quectel_modem

INSTALLED = ("units",)

HOME = "[home]\napn = internet\n"


@pytest.fixture(autouse=True)
def _no_boot_file(system: System) -> Iterator[None]:
    yield
    system.apply("")


@pytest.fixture
def modem() -> QmiModem:
    return QmiModem()


def connect(system: System, modem: QmiModem) -> None:
    system.apply(HOME)
    system.plug(EC25_QMI, modem)
    system.wait_until_connected("home")


def wait_until_told(system: System, words: str) -> None:
    """Whatever else is said of the modem until then."""
    system.wait_for(lambda: words in system.status(), words)


def test_packets_of_both_families_pass_over_wwan0(system: System, modem: QmiModem) -> None:
    connect(system, modem)
    for address in (SERVER_IPV4, SERVER_IPV6):
        system.wait_for(partial(system.reaches, address), address)
        assert " dev wwan0 " in system.run("ip", "route", "get", address)
    assert set(modem.dialled) == {"internet"}


def test_packets_of_both_families_pass_over_ppp0(system: System) -> None:
    system.apply(HOME)
    system.plug(EC25, quectel_modem())
    system.wait_until_connected("home")
    for address in (SERVER_IPV4, SERVER_IPV6):
        system.wait_for(partial(system.reaches, address), address)
        assert " dev ppp0 " in system.run("ip", "route", "get", address)


def test_a_locked_sim_gets_its_pin_once(system: System, modem: QmiModem) -> None:
    modem.lock = SimLock("1234")
    system.apply(f"{HOME}pin = 1234\n")
    system.plug(EC25_QMI, modem)
    system.wait_until_connected("home")
    assert modem.commands.count('+CPIN="1234"') == 1


def test_a_wrong_apn_is_refused_and_the_right_one_connects(system: System, modem: QmiModem) -> None:
    modem.apns = {"internet"}
    began = time.time()
    system.apply("[home]\napn = wrong.example\n")
    system.plug(EC25_QMI, modem)
    system.wait_for(lambda: "unknown-apn" in system.journal("ModemManager", since=began), "the refusal")
    system.apply(HOME)
    system.wait_until_connected("home")
    assert modem.dialled[0] == "wrong.example"
    assert modem.dialled[-1] == "internet"


def test_a_network_that_refuses_the_sim_is_told_of_until_it_takes_it(system: System, modem: QmiModem) -> None:
    modem.registration = Registration.DENIED
    system.apply(HOME)
    system.plug(EC25_QMI, modem)
    # NetworkManager asks again and again: it is denied, or idle in between.
    wait_until_told(system, "refuse")
    modem.register(Registration.HOME)
    system.wait_until_connected("home")


def test_a_connection_comes_back_with_the_coverage(system: System, modem: QmiModem) -> None:
    connect(system, modem)
    modem.register(Registration.SEARCHING)
    wait_until_told(system, "searching")
    modem.register(Registration.HOME)
    system.wait_until_connected("home")
    system.wait_for(lambda: system.reaches(SERVER_IPV4), "packets")


def test_a_modem_without_a_sim_is_told_of(system: System, modem: QmiModem) -> None:
    modem.has_sim = False
    system.apply(HOME)
    system.plug(EC25_QMI, modem)
    wait_until_told(system, "no SIM")
