"""What Debian does with sticks, and nm-cellular's profiles with what comes of that."""

from __future__ import annotations

from tests.vm.isp import SERVER_IPV4, SERVER_IPV6
from tests.vm.system import System
from tests.vm.usb.sticks import E3131, huawei_modem

INSTALLED = ()


def test_an_e3131_is_switched_and_carries_packets_of_both_families(system: System) -> None:
    system.apply("[O2]\napn = mobile.o2.co.uk\n")
    stick = system.plug(E3131, huawei_modem())
    system.wait_for(lambda: stick.id == "12d1:1506", "the stick is switched")
    system.wait_until_connected("O2")
    assert system.reaches(SERVER_IPV4)
    system.wait_for(lambda: system.reaches(SERVER_IPV6), "IPv6")
