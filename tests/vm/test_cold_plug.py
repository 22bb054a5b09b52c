"""A board in the field: it starts with its sticks plugged in and a boot file, and all of nm-cellular's units."""

from __future__ import annotations

from dataclasses import replace

from tests.vm.system import System
from tests.vm.usb.sticks import E3131, EC25, huawei_modem, quectel_modem

INSTALLED = ("udev", "units")

BOOT_FILE = """\
[first]
apn = mobile.o2.co.uk

[second]
apn = mobile.o2.co.uk
"""

PLUGGED_AT_BOOT = (
    (E3131, huawei_modem()),
    (EC25, replace(quectel_modem(), iccid="8944110065300000017", imsi="234103000000017", imei="867698040000019")),
)


def test_two_sticks_are_switched_and_connected_at_once(system: System) -> None:
    e3131, ec25 = system.sticks
    for connection in ("first", "second"):
        system.wait_until_connected(connection)
    assert [mode.descriptors.id for mode in e3131.modes] == ["12d1:14fe", "12d1:1506"]
    assert len(e3131.messages) == 1
    assert [mode.descriptors.id for mode in ec25.modes] == ["2c7c:0125"]


def test_no_unit_has_failed(system: System) -> None:
    assert system.run("systemctl", "list-units", "--failed", "--plain", "--no-legend") == ""
