"""What ModemManager and NetworkManager say, and whether they run."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator

from ...daemons.dbus_errors import CallFailed
from ...daemons.observing import observe
from ...errors import CommandError
from ...modems.nm_device import Device, DeviceState, Networking
from ...modems.observation import Observation
from ..facts import Fact
from ..facts.modem import NoModems
from ..facts.network import NmDevice
from ..facts.system import RadioSwitch, ServiceState
from ..snapshot import report
from ..source import Source

_MODEMMANAGER, _NETWORKMANAGER, _APPLY = "ModemManager.service", "NetworkManager.service", "nm-cellular-apply.service"
_UNITS = (_MODEMMANAGER, _NETWORKMANAGER, _APPLY)
_SHOW = ("systemctl", "show", "--property=Id,LoadState,ActiveState,UnitFileState", *_UNITS)


def look() -> Iterator[Fact]:
    """Raises CommandError where the daemons cannot be asked."""
    yield from _units()
    observation = asyncio.run(observe())
    yield from _running(observation)
    if networking := observation.networking:
        yield from _networking(networking)
    for modem in observation.modems:
        yield report(modem)
        if device := observation.device(modem):
            yield _device(device)
    if observation.failure is None and not observation.modems:
        yield NoModems(Source("ModemManager", 0, "it lists no modem"))
    for failure in (observation.failure, observation.networking and observation.networking.failure):
        if failure and not _is_absent(failure):
            raise failure


def _units() -> Iterator[ServiceState]:
    """As systemd has them, each in a paragraph; none where something else starts the daemons."""
    try:
        shown = subprocess.run(_SHOW, capture_output=True, timeout=5, check=True, text=True).stdout
    except (OSError, subprocess.SubprocessError):
        return
    for paragraph in shown.split("\n\n"):
        values = dict(line.split("=", 1) for line in paragraph.splitlines() if "=" in line)
        if values.get("Id") and (values["Id"] != _APPLY or values.get("LoadState") != "not-found"):
            yield _unit(values)


def _unit(values: dict[str, str]) -> ServiceState:
    unit, loaded = values["Id"], values.get("LoadState", "")
    state = values.get("ActiveState", "") if loaded == "loaded" else loaded
    enabled = {"enabled": True, "disabled": False}.get(values.get("UnitFileState", ""))
    return ServiceState(Source("systemctl", 0, f"{unit}: {state}"), unit, state, enabled)


def _running(observation: Observation) -> Iterator[Fact]:
    """Who has its name on the bus runs, whether systemd started it or not."""
    failure = observation.failure
    state = "inactive" if failure and _is_absent(failure) else "active"
    text = failure.message if failure else "it answers on D-Bus"
    yield ServiceState(Source("ModemManager", 0, text), _MODEMMANAGER, state)
    text = "it answers on D-Bus" if observation.networking else "it has no name on D-Bus"
    state = "active" if observation.networking else "inactive"
    yield ServiceState(Source("NetworkManager", 0, text), _NETWORKMANAGER, state)


def _is_absent(failure: CommandError) -> bool:
    return isinstance(failure, CallFailed) and failure.name.endswith("NameHasNoOwner")


def _networking(networking: Networking) -> Iterator[RadioSwitch]:
    if not networking.wwan_enabled and networking.failure is None:
        text = "mobile broadband is switched off (nmcli radio wwan)"
        yield RadioSwitch(Source("NetworkManager", 0, text), "wwan", soft_blocked=True, hard_blocked=False)


def _device(device: Device) -> NmDevice:
    state = "connected" if device.state is DeviceState.ACTIVATED else device.state.label
    fitting = f"{device.profiles or 'no'} profile{'' if device.profiles == 1 else 's'} fit it"
    text = f"{device.interface}: {state}, {f'profile {device.profile}' if device.profile else fitting}"
    return NmDevice(
        Source("NetworkManager", 0, text), device.interface, "gsm", state, device.profile, profiles=device.profiles
    )
