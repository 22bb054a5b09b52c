"""The watch and a call over PPP that the network ends."""

from __future__ import annotations

import os
import signal

from tests.lab import Modem
from tests.vm.isp import SERVER_IPV4, SERVER_IPV6, calls
from tests.vm.system import System
from tests.vm.usb.sticks import EC25
from tests.vm.watched import state, wait_until_it_works, watching

INSTALLED = ()

CONF = "[home]\napn = internet\n[watch]\nladder = replug\n"


def test_a_network_that_is_restarted_needs_no_repair(system: System) -> None:
    with watching(system, CONF):
        system.plug(EC25, Modem())
        wait_until_it_works(system)
        before = calls()
        for server in before:
            os.kill(server, signal.SIGTERM)
        system.wait_for(lambda: set(calls()).isdisjoint(before) and calls(), "another call")
        wait_until_it_works(system)
        for address in (SERVER_IPV4, SERVER_IPV6):
            system.wait_for(lambda at=address: system.reaches(at), address)
        assert state()["strikes"] == 0
