"""Sticks that are plugged in when the machine starts: each gets the one message that it needs, or none."""

from __future__ import annotations

from functools import partial

from tests.vm.system import System
from tests.vm.usb import Stick
from tests.vm.usb.sticks import E3131, E3131_AS_1C05, E3372, E3372_325, E3531, U620L, huawei_modem

INSTALLED = ("udev",)

BOOT_FILE = "[modeswitch 12d1:15ca]\nprefer = ethernet\n"

PLUGGED_AT_BOOT = tuple((model, huawei_modem()) for model in (E3131, E3131_AS_1C05, E3372, E3372_325, U620L, E3531))

CDC, RNDIS, VENDORS_OWN = 0x02, 0xE0, 0xFF
NEW_MODE = "11062000000101000100000000000000"
ALT_MODE = "11063000000100010000000000000000"


def said(system: System, stick: Stick) -> str:
    return system.journal(f"nm-cellular-switch@{stick.sysname}.service")


def is_switched(system: System, stick: Stick) -> bool:
    return "switched to" in said(system, stick)


def test_each_is_what_is_wanted_by_one_message_at_most(system: System) -> None:
    *switched, e3531 = system.sticks
    for stick in switched:
        system.wait_for(partial(is_switched, system, stick), f"{stick.sysname} is switched")
    found = {stick.sysname: (stick.id, stick.first_class, stick.messages) for stick in system.sticks}
    assert list(found.values()) == [
        ("12d1:1506", VENDORS_OWN, [NEW_MODE]),
        ("12d1:1c05", VENDORS_OWN, [NEW_MODE]),
        ("12d1:14dc", CDC, [ALT_MODE]),
        ("3566:2001", RNDIS, [NEW_MODE]),
        ("1410:9020", CDC, []),
        ("12d1:155e", VENDORS_OWN, []),
    ]
    assert said(system, e3531) == ""
    for stick in switched[:3]:
        left = stick.modes[1].since
        assert stick.sysname not in system.journal("ModemManager", f"--until=@{left:.6f}"), "it was probed before"
