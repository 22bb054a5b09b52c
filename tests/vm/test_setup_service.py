"""nm-cellular-setup.service, confined as it is, on a machine where a modem comes and goes."""

from __future__ import annotations

from dataclasses import replace

from tests.lab import SimLock
from tests.vm.isp import SERVER_IPV4, SERVER_IPV6
from tests.vm.system import System
from tests.vm.usb.sticks import EC25, quectel_modem

INSTALLED = ()

SERVICE = "nm-cellular-setup.service"


def test_a_locked_sim_is_connected_and_again_after_the_modem_was_pulled_out(system: System) -> None:
    system.apply("[home]\napn = auto\npin = 1234\n")
    system.run("systemctl", "start", SERVICE)
    lock = SimLock("1234")
    modem = replace(quectel_modem(), lock=lock)
    for _ in range(2):
        stick = system.plug(EC25, modem)
        system.wait_until_connected("home")
        assert system.reaches(SERVER_IPV4)
        system.wait_for(lambda: system.reaches(SERVER_IPV6), "IPv6")
        assert "connected" in system.run("nm-cellular", "status")
        system.unplug(stick)
        lock.restart()
        system.wait_for(lambda: not system.modems, "ModemManager knows that it is gone")
    assert modem.commands.count('+CPIN="1234"') == 2
    assert system.run("systemctl", "is-active", SERVICE) == "active\n"
    assert system.journal(SERVICE, "--priority=warning") == ""
