"""Scenarios run in the virtual machine only, where they start before udev does: see scenario.service.

A scenario file says in INSTALLED what of nm-cellular is there at boot (see tests/vm/install), in BOOT_FILE what its
cellular.conf says, and in PLUGGED_AT_BOOT which sticks there are.
"""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.vm.isp import isp
from tests.vm.system import System
from tests.vm.usb import Hub
from tests.vm.usb.hub import hub

IS_VIRTUAL_MACHINE = Path("/srv/out/command").exists()
AT_LOG = Path("/srv/out/at.log")
INSTALL = Path(__file__).resolve().parent / "install"

collect_ignore_glob = [] if IS_VIRTUAL_MACHINE else ["test_*.py"]


@pytest.fixture(scope="module")
def _hub() -> Iterator[Hub]:
    with isp(), hub() as made:
        yield made


@pytest.fixture(scope="module")
def system(_hub: Hub, request: pytest.FixtureRequest) -> System:
    """The machine when it has booted."""
    system = System(_hub)
    system.write_boot_file(getattr(request.module, "BOOT_FILE", ""))
    subprocess.run([INSTALL, *request.module.INSTALLED], check=True)
    for number, (model, modem) in enumerate(getattr(request.module, "PLUGGED_AT_BOOT", ())):
        system.plug(model, modem, number)
    _let_the_boot_go_on()
    subprocess.run(["systemctl", "is-system-running", "--wait"], check=False, stdout=subprocess.DEVNULL)
    return system


@pytest.fixture(autouse=True)
def _unplug(system: System) -> Iterator[None]:
    """No scenario finds the sticks of another; what their modems were asked is kept."""
    yield
    with AT_LOG.open("a") as log:
        for stick in system.sticks:
            modes = [f"{mode.since:.2f} {mode.descriptors.id}" for mode in stick.modes]
            print(*modes, *stick.messages, *stick.modem.commands, sep="\n", file=log)
    for stick in tuple(system.sticks):
        system.unplug(stick)
    system.wait_for(lambda: not system.modems, "ModemManager knows that they are gone")


def _let_the_boot_go_on() -> None:
    """As systemd-notify(1)."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notifying:
        notifying.sendto(b"READY=1", os.environ["NOTIFY_SOCKET"])
