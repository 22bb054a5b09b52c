"""What people are shown of a modem: labelled rows, in the order in which one looks for a fault."""

from __future__ import annotations

from ..bearer import Bearer
from ..modem import Modem, Sim
from ..modem_enums import FailedReason, Lock, PacketService, Power, State
from ..nm_device import Device
from ..observation import Observation
from ..printable import printable
from .ids import ShowId

Rows = tuple[tuple[str, tuple[str, ...]], ...]
"""Labels, and the lines of their values."""

_BARS = "▂▄▆█"
_UNITS = {"rssi": "dBm", "rsrp": "dBm", "rscp": "dBm"}


def title(modem: Modem) -> str:
    name = " ".join(filter(None, (modem.manufacturer, modem.model))) or "unknown"
    return printable(f"modem {modem.number}: {name}")


def of_modem(modem: Modem, observation: Observation, show_id: ShowId) -> Rows:
    """Rows that have something to say."""
    device = observation.device(modem)
    rows = (
        ("plugged in at", _place(modem)),
        ("state", _state(modem)),
        ("IMEI", show_id(modem.imei)),
        ("SIM", _sim(modem.sim, modem, show_id) if modem.sim else ""),
        ("lock", _lock(modem)),
        ("network", _network(modem)),
        ("signal", _signal(modem) if modem.state >= State.ENABLED else ""),
        ("profile", _profile(device) if device else ""),
        ("APN", _apn(modem.bearer) if modem.bearer else ""),
        ("addresses", _addresses(modem, device)),
        ("data", _data(modem.bearer) if modem.bearer else ""),
    )
    return tuple((label, _lines(value)) for label, value in rows if value)


def _lines(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(printable, (value,) if isinstance(value, str) else value))


def _place(modem: Modem) -> tuple[str, ...]:
    ports = ", ".join(f"{port.name} ({port.type.label})" for port in modem.ports)
    return tuple(filter(None, (modem.device.removeprefix("/sys/devices/"), ports)))


def _state(modem: Modem) -> str:
    words = [modem.state.label]
    if modem.failed_reason is not FailedReason.NONE:
        words.append(modem.failed_reason.label)
    if modem.power not in (Power.ON, Power.UNKNOWN):
        words.append(f"power {modem.power.label}")
    return ", ".join(words)


def _sim(sim: Sim, modem: Modem, show_id: ShowId) -> str:
    operator = sim.operator_name or sim.operator_code
    numbers = (f"ICCID {show_id(sim.iccid)}" if sim.iccid else "", f"IMSI {show_id(sim.imsi)}" if sim.imsi else "")
    own = ", ".join(map(show_id, modem.own_numbers))
    return ", ".join(filter(None, (operator, *numbers, own)))


def _lock(modem: Modem) -> str:
    """Also of a modem that works: how often a PIN may still be tried before the SIM is blocked."""
    if modem.state is not State.LOCKED:
        return ""
    left = ", ".join(f"{lock.label} {tries}" for lock, tries in modem.retries.items() if lock >= Lock.SIM_PIN)
    return modem.lock.label + (f"; tries left: {left}" if left else "")


def _network(modem: Modem) -> str:
    registration = modem.registration
    if modem.state < State.ENABLED:
        return ""
    operator = " ".join(filter(None, (registration.operator_name, registration.operator_code)))
    technologies = ", ".join(modem.technologies.labels()).upper()
    detached = "no packet service" if registration.packet_service is PacketService.DETACHED else ""
    return ", ".join(filter(None, (operator, registration.state.label, technologies, detached)))


def _signal(modem: Modem) -> tuple[str, ...]:
    quality = modem.signal.quality
    parts = [f"{bars(quality)} {quality} %" + ("" if modem.signal.recent else " (not recent)")]
    for technology, values in modem.signal.measured.items():
        measures = ", ".join(f"{name.upper()} {value:g} {_UNITS.get(name, 'dB')}" for name, value in values.items())
        parts.append(f"{technology.upper()}: {measures}")
    return tuple(parts)


def bars(quality: int) -> str:
    """Four bars, as on a phone; quality: percent."""
    lit = min(len(_BARS), -(-quality * len(_BARS) // 100))
    return _BARS[:lit] + "·" * (len(_BARS) - lit)


def _profile(device: Device) -> str:
    if device.profile:
        return f"{device.profile} ({device.state.label})"
    fitting = f", of {device.profiles} that fit" if device.profiles else ""
    return f"none{fitting} ({device.state.label})"


def _apn(bearer: Bearer) -> str:
    return ", ".join(filter(None, (bearer.apn or "the SIM's own", bearer.error_text)))


def _addresses(modem: Modem, device: Device | None) -> tuple[str, ...]:
    """NetworkManager's, which knows those of PPP and DHCP too; else those that the modem gave."""
    if device and device.addresses:
        return tuple(f"{address} on {device.ip_interface}" for address in device.addresses)
    configs = [config for config in (modem.bearer.ipv4, modem.bearer.ipv6) if config] if modem.bearer else []
    return tuple(f"{config.address}/{config.prefix}" for config in configs if config.address)


def _data(bearer: Bearer) -> str:
    stats = bearer.stats
    if not bearer.connected or not stats.received + stats.sent:
        return ""
    return f"{_size(stats.received)} received, {_size(stats.sent)} sent in {_time(stats.duration)}"


def _size(count: float) -> str:
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} GB"


def _time(seconds: int) -> str:
    minutes, hours = seconds // 60, seconds // 3600
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min {seconds % 60} s"
