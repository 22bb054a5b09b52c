"""What people are shown of a modem: labelled rows, in the order in which one looks for a fault."""

from __future__ import annotations

from ..history.words import size
from ..modems.bearer import Bearer
from ..modems.modem import Modem, Sim, Slot
from ..modems.modem_enums import FailedReason, Lock, PacketService, Power, State
from ..modems.nm_device import Device
from ..modems.observation import Observation, Traffic
from ..modems.registration import Rejection
from ..printable import printable
from . import radio
from .ids import ShowId

TYPE_CHECKING = False  # as in report.py

if TYPE_CHECKING:
    from ..data_limits.counting import Account

Rows = tuple[tuple[str, tuple[str, ...]], ...]
"""Labels, and the lines of their values."""

SIGNAL = "signal"
"""The label of the row that a sparkline belongs to."""

_BARS = "▂▄▆█"
_UNITS = {"rssi": "dBm", "rsrp": "dBm", "rscp": "dBm"}


def title(modem: Modem) -> str:
    name = " ".join(filter(None, (modem.manufacturer, modem.model))) or "unknown"
    return printable(f"modem {modem.number}: {name}")


def of_modem(modem: Modem, observation: Observation, show_id: ShowId) -> Rows:
    """Rows that have something to say."""
    device = observation.device(modem)
    rows: tuple[tuple[str, str | tuple[str, ...]], ...] = (
        ("plugged in at", _place(modem)),
        ("state", _state(modem)),
        ("IMEI", show_id(modem.imei)),
        ("SIM", _sim(modem.sim, modem, show_id) if modem.sim else ""),
        ("SIM slots", _slots(modem, show_id)),
        ("lock", _lock(modem)),
        ("network", _network(modem)),
        (SIGNAL, _signal(modem) if modem.state >= State.ENABLED else ""),
        *radio.rows(modem.radio),
        ("profile", _profile(device) if device else ""),
        ("APN", _apn(modem, observation)),
        ("initial APN", _initial_apn(modem)),
        ("addresses", _addresses(modem, device)),
        ("data", _data(modem, observation.traffic(modem))),
        ("this month", _month(observation.accounts.get(modem.device))),
        ("watch", watched.lines() if (watched := observation.watched.get(modem.device)) else ()),
        *_whereabouts(modem, observation, show_id),
    )
    return tuple((label, _lines(value)) for label, value in rows if value)


def _whereabouts(modem: Modem, observation: Observation, show_id: ShowId) -> Rows:
    found = observation.whereabouts.get(modem.path)
    if not found:
        return ()
    from . import places

    return places.rows(found, show_id)


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


def _slots(modem: Modem, show_id: ShowId) -> tuple[str, ...]:
    """Where there is a choice."""
    return tuple(_slot(slot, show_id) for slot in modem.sim_slots) if len(modem.sim_slots) > 1 else ()


def _slot(slot: Slot, show_id: ShowId) -> str:
    sim = slot.sim
    if not sim:
        content = "empty"
    else:
        numbers = (f"ICCID {show_id(sim.iccid)}" if sim.iccid else "", f"EID {show_id(sim.eid)}" if sim.eid else "")
        content = ", ".join(filter(None, (sim.operator_name or sim.operator_code, *numbers))) or "not readable"
    return f"{slot.number}: {content}{' (in use)' if slot.primary else ''}"


def _lock(modem: Modem) -> str:
    """What it asks for, and how often that may still be tried; not of a modem whose PIN2 nobody needs."""
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
    refused = _rejection(registration.rejection) if registration.rejection else ""
    return ", ".join(filter(None, (operator, registration.state.label, technologies, detached, refused)))


def _rejection(rejection: Rejection) -> str:
    technologies = ", ".join(rejection.technologies.labels()).upper()
    network = " ".join(filter(None, (rejection.operator_name, rejection.operator_code, technologies)))
    return f"refused{' by ' if network else ''}{network} with cause {rejection.cause}"


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


def _apn(modem: Modem, observation: Observation) -> tuple[str, ...]:
    """What was asked for, and why that was chosen where nobody wrote it."""
    chosen = observation.chosen.get(modem.sim.iccid, "") if modem.sim else ""
    return tuple(filter(None, (_asked(modem.bearer) if modem.bearer else "", chosen)))


def _asked(bearer: Bearer) -> str:
    families = " and ".join(map(_family, bearer.ip_type.labels()))
    apn = bearer.apn or "the SIM's own"
    return ", ".join(filter(None, (f"{apn} for {families}" if families else apn, bearer.error_text)))


def _family(label: str) -> str:
    """ModemManager's ipv4v6 as people write it."""
    return "IPv4 and IPv6" if label == "ipv4v6" else label.replace("ip", "IP")


def _initial_apn(modem: Modem) -> str:
    """The network's answer to the attach, which is not always what was asked for."""
    return modem.initial_bearer.apn if modem.initial_bearer else ""


def _addresses(modem: Modem, device: Device | None) -> tuple[str, ...]:
    """NetworkManager's, which knows those of PPP and DHCP too; else those that the modem gave."""
    if device and device.addresses:
        return tuple(f"{_family_of(address)} {address} on {device.ip_interface}" for address in device.addresses)
    configs = [config for config in (modem.bearer.ipv4, modem.bearer.ipv6) if config] if modem.bearer else []
    addresses = [f"{config.address}/{config.prefix}" for config in configs if config.address]
    return tuple(f"{_family_of(address)} {address}" for address in addresses)


def _family_of(address: str) -> str:
    return "IPv6" if ":" in address else "IPv4"


def _data(modem: Modem, traffic: Traffic | None) -> str:
    if not modem.bearer or not traffic:
        return ""
    duration = modem.bearer.stats.duration
    # The kernel's interface may be older than the connection.
    span = f" on {traffic.interface}" if traffic.interface else f" in {_time(duration)}"
    return f"{size(traffic.received)} received, {size(traffic.sent)} sent{span}"


def _month(account: Account | None) -> str:
    if not account:
        return ""
    from ..data_limits import words

    return words.used(account)


def _time(seconds: int) -> str:
    minutes, hours = seconds // 60, seconds // 3600
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min {seconds % 60} s"
