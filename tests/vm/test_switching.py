"""`nm-cellular switch`, started by udev: which message a stick gets, how many, and what has become of it.

They take turns at the sockets: one at which sticks come back again and again is left alone for a minute.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.vm.isp import SERVER_IPV4, SERVER_IPV6
from tests.vm.system import System
from tests.vm.usb import Stick
from tests.vm.usb.sticks import (
    E3131,
    E3131_AS_1C05,
    E3131_WITH_A_PORT,
    E3372,
    E3372_325,
    E3531_WITH_A_MUTE_PORT,
    U620L,
    huawei_modem,
)

INSTALLED = ("udev",)

CDC, RNDIS, STORAGE = 0x02, 0xE0, 0x08
NEW_MODE = "11062000000101000100000000000000"
ALT_MODE = "11063000000100010000000000000000"
OPERATORS_ROUTER = "192.168.8.1"


@pytest.fixture(autouse=True)
def _no_boot_file(system: System) -> Iterator[None]:
    yield
    system.write_boot_file("")


def said(system: System, stick: Stick) -> str:
    """What the stick's switching wrote so far."""
    return system.journal(f"nm-cellular-switch@{stick.sysname}.service", since=stick.modes[0].since)


def wait_until_said(system: System, stick: Stick, sentence: str) -> None:
    system.wait_for(lambda: sentence in said(system, stick), sentence)


def serial_ports(stick: Stick) -> list[Path]:
    return list(Path("/sys/bus/usb/devices").glob(f"{stick.sysname}:1.*/ttyUSB*"))


def test_an_e3131_gets_one_message_and_becomes_a_modem_that_connects(system: System) -> None:
    system.apply("[O2]\napn = mobile.o2.co.uk\n")
    stick = system.plug(E3131, huawei_modem())
    wait_until_said(system, stick, "switched to 12d1:1506")
    system.wait_until_connected("O2")
    assert system.reaches(SERVER_IPV4)
    system.wait_for(lambda: system.reaches(SERVER_IPV6), "IPv6")
    assert stick.messages == [NEW_MODE]


def test_modemmanager_asks_no_port_of_a_stick_that_is_about_to_leave(system: System) -> None:
    # At a socket of its own: what ModemManager says of the stick before may come late.
    stick = system.plug(E3131_WITH_A_PORT, huawei_modem(), 7)
    wait_until_said(system, stick, "switched to 12d1:1506")
    left = stick.modes[1].since
    system.wait_for(lambda: system.modems, "ModemManager lists what it became")
    assert stick.heard == []
    assert stick.sysname not in system.journal("ModemManager", f"--until=@{left:.6f}", since=stick.modes[0].since)
    assert "ID_MM_DEVICE_IGNORE" not in system.properties(stick.sysname)


def test_one_that_comes_up_as_1c05_has_been_switched_too(system: System) -> None:
    stick = system.plug(E3131_AS_1C05, huawei_modem(), 4)
    wait_until_said(system, stick, "switched to 12d1:1c05")
    assert stick.messages == [NEW_MODE]


def test_an_e3372_becomes_an_ethernet_card_where_that_is_preferred(system: System) -> None:
    system.write_boot_file("[modeswitch 12d1:15ca]\nprefer = ethernet\n")
    stick = system.plug(E3372, huawei_modem(), 5)
    wait_until_said(system, stick, "switched to 12d1:14dc")
    system.wait_for(lambda: OPERATORS_ROUTER in system.run("ip", "route", "show", "default"), "a DHCP lease")
    assert stick.messages == [ALT_MODE]


def test_two_sticks_at_once_get_one_message_each(system: System) -> None:
    sticks = [system.plug(model, huawei_modem(), number) for number, model in ((4, E3131), (5, E3372))]
    for stick in sticks:
        wait_until_said(system, stick, "switched to 12d1:1506")
    assert [stick.messages for stick in sticks] == [[NEW_MODE], [NEW_MODE]]


def test_an_e3531_that_is_a_modem_already_is_left_alone_and_so_is_its_mute_port(system: System) -> None:
    stick = system.plug(E3531_WITH_A_MUTE_PORT, huawei_modem())
    system.wait_for(lambda: system.modems, "ModemManager lists it")
    assert said(system, stick) == ""
    assert (stick.messages, stick.heard) == ([], [])
    assert len(serial_ports(stick)) == 3


def test_a_u620l_is_set_to_its_fourth_configuration(system: System) -> None:
    stick = system.plug(U620L, huawei_modem(), 6)
    assert system.wait_for(lambda: stick.first_class, "the kernel has chosen a configuration") == STORAGE
    wait_until_said(system, stick, "switched to 1410:9020")
    assert stick.first_class == CDC


def test_a_stick_that_falls_back_to_storage_is_made_a_card_again_by_one_message(system: System) -> None:
    stick = system.plug(E3372_325, huawei_modem(), 6)
    wait_until_said(system, stick, "switched to 3566:2001")
    assert stick.first_class == RNDIS
    assert stick.messages == [NEW_MODE]


def test_a_stick_that_is_pulled_out_while_it_is_switched_leaves_nothing_waiting(system: System) -> None:
    # One that does not leave by itself, and so cannot be back before it is pulled out.
    stick = system.plug(replace(E3131, becomes={}), huawei_modem(), 5)
    system.wait_for(lambda: stick.messages, "its message")
    system.unplug(stick)
    wait_until_said(system, stick, "left the bus")
    unit = f"nm-cellular-switch@{stick.sysname}.service"
    system.wait_for(
        lambda: system.run("systemctl", "show", "--property=ActiveState", "--value", unit) == "inactive\n",
        "its unit has ended well",
    )


def test_a_stick_is_switched_each_time_it_is_plugged_in(system: System) -> None:
    plugged = []
    for time in range(20):
        stick = system.plug(E3131, huawei_modem(), time % 4)
        plugged.append(stick)
        system.wait_for(lambda: plugged[-1].id == "12d1:1506", "it is switched")
        if time < 19:
            system.unplug(stick)
    system.wait_for(lambda: system.modems, "ModemManager lists the last one")
    assert [stick.messages for stick in plugged] == [[NEW_MODE]] * 20


def test_a_stick_that_is_pulled_out_and_in_again_and_again_is_switched_in_the_end(system: System) -> None:
    """At one socket, and sooner than its unit can end."""
    for _ in range(3):
        stick = system.plug(E3131, huawei_modem(), 7)
        system.wait_for(lambda: system.sticks[-1].messages, "its message")
        system.unplug(stick)
    stick = system.plug(E3131, huawei_modem(), 7)
    system.wait_for(lambda: stick.id == "12d1:1506", "it is switched")
