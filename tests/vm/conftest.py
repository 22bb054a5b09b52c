"""Scenarios run in the virtual machine only, where they start before udev does: see scenario.service.

A scenario file says in INSTALLED what of nm-cellular is there at boot (see tests/vm/install), in BOOT_FILE what its
cellular.conf says, and in PLUGGED_AT_BOOT which sticks there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.vm.booting import boot
from tests.vm.isp import isp
from tests.vm.system import System
from tests.vm.usb import Hub
from tests.vm.usb.hub import hub

IS_VIRTUAL_MACHINE = Path("/srv/out/command").exists()
AT_LOG = Path("/srv/out/at.log")

collect_ignore_glob = [] if IS_VIRTUAL_MACHINE else ["test_*.py"]


@pytest.fixture(scope="module")
def _hub() -> Iterator[Hub]:
    with isp(), hub() as made:
        yield made


@pytest.fixture(scope="module")
def system(_hub: Hub, request: pytest.FixtureRequest) -> System:
    """The machine when it has booted."""
    module = request.module
    return boot(_hub, module.INSTALLED, getattr(module, "BOOT_FILE", ""), getattr(module, "PLUGGED_AT_BOOT", ()))


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
