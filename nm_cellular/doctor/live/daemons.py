"""What ModemManager and NetworkManager say, and whether they run."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator

from ...daemons.observing import observe
from ...errors import CommandError
from ...modems.modem import Modem
from ...modems.nm_device import Device
from ...modems.observation import Observation
from ..facts import Fact
from ..facts.modem import NoModems
from ..facts.network import NmDevice
from ..facts.system import ServiceState, Version
from ..source import Source
from ..snapshot import report

_UNITS = ("ModemManager.service", "NetworkManager.service", "nm-cellular-apply.service")


def look() -> Iterator[Fact]:
    """Raises CommandError where there is no bus."""
    yield from _units()
    observation = asyncio.run(observe())
    if observation.failure is None and not observation.modems:
        yield NoModems(Source("ModemManager", 0, "it lists no modem"))
    for modem in observation.modems:
        yield report(modem)
        if device := observation.device(modem):
            yield _device(device)
    yield from _running(observation)


def _running(observation: Observation) -> Iterator[Fact]:
    """A daemon that answers runs, whether systemd started it or not."""
    if observation.failure is None:
        yield ServiceState(Source("ModemManager", 0, "it answers on D-Bus"), _UNITS[0], "active")
    elif isinstance(observation.failure, CommandError):
        yield ServiceState(Source("ModemManager", 0, observation.failure.message), _UNITS[0], "inactive")
    if observation.networking:
        yield ServiceState(Source("NetworkManager", 0, "it answers on D-Bus"), _UNITS[1], "active")


def _device(device: Device) -> NmDevice:
    state = device.state.label
    text = f"{device.interface}: {state}{f', profile {device.profile}' if device.profile else ''}"
    return NmDevice(Source("NetworkManager", 0, text), device.interface, "gsm", state, device.profile)
