"""What a user asks of sticks in cellular.conf, as udev, the kernel and NetworkManager then have it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.vm.system import System
from tests.vm.usb import Stick
from tests.vm.usb.sticks import E3131, E3372, E3372_325, huawei_modem

INSTALLED = ("udev",)

UNKNOWN = replace(E3131, first=replace(E3131.first, vendor=0x05C6, product=0x1000))
"""An id that is not shipped."""

AS_A_CARD = "[modeswitch 12d1:15ca]\nprefer = ethernet\nmetric = 650\n"


@pytest.fixture(autouse=True)
def _no_boot_file(system: System) -> Iterator[None]:
    yield
    system.apply("")


def said(system: System, stick: Stick) -> str:
    return system.journal(f"nm-cellular-switch@{stick.sysname}.service", since=stick.modes[0].since)


def wait_until_said(system: System, stick: Stick, sentence: str) -> None:
    system.wait_for(lambda: sentence in said(system, stick), sentence)


def serial_ports(stick: Stick) -> list[Path]:
    return list(Path("/sys/bus/usb/devices").glob(f"{stick.sysname}:1.*/ttyUSB*"))


def test_a_stick_that_is_there_already_is_switched_when_apply_tells_udev_of_it(system: System) -> None:
    stick = system.plug(UNKNOWN, huawei_modem(), 0)
    system.wait_for(lambda: system.properties(stick.sysname), "udev knows it")
    system.apply("[modeswitch 05c6:1000]\nmodem = 12d1:1506\nmodem-by = HuaweiNewMode\n")
    wait_until_said(system, stick, "switched to 12d1:1506")
    assert len(stick.messages) == 1


def test_the_option_driver_is_told_of_a_stick_that_it_does_not_know(system: System) -> None:
    system.write_boot_file("[modeswitch 3566:2001]\nprefer = modem\n")
    stick = system.plug(E3372_325, huawei_modem(), 1)
    wait_until_said(system, stick, "switched to 3566:2001")
    system.wait_for(lambda: serial_ports(stick), "it has serial ports")


def test_a_card_gets_its_profile_and_the_metric(system: System) -> None:
    system.apply(AS_A_CARD)
    system.plug(E3372, huawei_modem(), 2)
    system.wait_for(lambda: "metric 650" in system.run("ip", "route", "show", "default"), "its route")
    assert "Ethernet stick 12d1" in system.run("nmcli", "--get-values", "NAME", "connection", "show", "--active")


def test_a_second_card_of_the_same_address_and_network_is_told_of(system: System) -> None:
    system.apply(AS_A_CARD)
    system.plug(E3372, huawei_modem(), 3)
    system.wait_for(lambda: "metric 650" in system.run("ip", "route", "show", "default"), "the first one's route")
    second = system.plug(E3372, huawei_modem(), 4)
    wait_until_said(system, second, "same MAC address")
    wait_until_said(system, second, "in the same network")
