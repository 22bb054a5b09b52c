"""A modem on a serial line of the board, by `port =`: for ModemManager, which leaves such lines alone, and for pppd."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from tests.lab import Modem
from tests.vm.isp import SERVER_IPV4, SERVER_IPV6
from tests.vm.serial_line import PORT, on_serial_line
from tests.vm.system import System

INSTALLED = ()

HOME = f"[home]\napn = internet\nport = {PORT}\n"


@pytest.fixture(autouse=True)
def modem(system: System) -> Iterator[Modem]:
    made = Modem()
    with on_serial_line(made):
        yield made
        system.apply("")
        # It keeps ports that it has, whatever udev says later.
        system.run("systemctl", "restart", "ModemManager.service")


def wait_for_packets(system: System) -> None:
    for address in (SERVER_IPV4, SERVER_IPV6):
        system.wait_for(partial(system.reaches, address), address)
        assert " dev ppp0 " in system.run("ip", "route", "get", address)


def test_modemmanager_dials_one_that_the_boot_file_names(system: System, modem: Modem) -> None:
    system.run("mmcli", "--scan-modems")
    assert modem.commands == []
    system.apply(HOME)
    system.wait_for(lambda: system.modems, "ModemManager lists it")
    system.wait_until_connected("home")
    wait_for_packets(system)
    assert "D*99***1#" in modem.commands
    assert system.run("stty", "--file", PORT, "speed") == "115200\n"


def test_pppd_dials_it_where_there_is_no_modemmanager(system: System, modem: Modem) -> None:
    system.run("systemctl", "mask", "--now", "ModemManager.service")
    system.write_boot_file(HOME)
    system.run("nm-cellular", "apply", "--for", "ppp")
    wait_for_packets(system)
    system.write_boot_file("")
    system.run("nm-cellular", "apply", "--for", "ppp")
    system.run("systemctl", "unmask", "ModemManager.service")
