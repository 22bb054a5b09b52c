"""A modem as ModemManager has it just now, as the report that a log would have given: both get the same checks."""

from __future__ import annotations

from ..modems import bands
from ..modems.bearer import Bearer, IpConfig
from ..modems.modem import Modem
from ..modems.modem_enums import FailedReason, Lock, PacketService, RegistrationState
from ..modems.radio import Mode
from .facts.modem import BearerReport, ModemReport, Told
from .source import Source

_LOCKS_WITHOUT_A_NAME = (Lock.UNKNOWN,)


def report(modem: Modem) -> ModemReport:
    """program: `mmcli`, which shows the same."""
    registration = modem.registration
    rejection = registration.rejection
    failed = modem.failed_reason not in (FailedReason.NONE, FailedReason.UNKNOWN)
    settings = modem.radio.initial_eps
    values: dict[str, object] = {
        "manufacturer": modem.manufacturer,
        "model": modem.model,
        "revision": modem.revision,
        "plugin": modem.plugin,
        "drivers": modem.drivers,
        "ports": tuple((port.name, port.type.label) for port in modem.ports),
        "primary_port": modem.primary_port,
        "state": modem.state.label,
        "failed_reason": modem.failed_reason.label if failed else "",
        "power": modem.power.label,
        "lock": "" if modem.lock in _LOCKS_WITHOUT_A_NAME else modem.lock.label,
        "retries": tuple((lock.label, left) for lock, left in modem.retries.items()),
        "sim": "ready" if modem.sim and modem.sim.imsi else "",
        "sim_operator_code": modem.sim.operator_code if modem.sim else "",
        "registration": _registration(registration.state),
        "packet_service": _packet_service(registration.packet_service),
        "rejection": str(rejection.cause) if rejection else "",
        "operator_code": registration.operator_code,
        "operator_name": registration.operator_name,
        "technologies": tuple(modem.technologies.labels()),
        "allowed_modes": _modes(modem),
        "supported_modes": tuple({name for pair in modem.radio.supported_modes for name in pair.allowed.labels()}),
        "bands": tuple(map(bands.name, modem.radio.bands)),
        "supported_bands": tuple(map(bands.name, modem.radio.supported_bands)),
        "ip_families": tuple(modem.ip_families.labels()),
        "signal": modem.signal.quality,
        "rssi": modem.signal.power,
        "initial_apn": modem.initial_bearer.apn if modem.initial_bearer else settings.apn if settings else None,
    }
    told = [Told(field, _source(modem, field, value)) for field, value in values.items() if value not in ("", (), None)]
    told += [Told("apn", _of_bearer(modem, bearer)) for bearer in (modem.bearer,) if bearer]
    values["bearers"] = tuple(map(_bearer, modem.bearers))
    source = Source(_origin(modem), 0, f"{modem.manufacturer} {modem.model}".strip())
    return ModemReport(source, program="mmcli", device=modem.device, told=tuple(told), **values)  # type: ignore[arg-type]  # by name


def _origin(modem: Modem) -> str:
    """What shows the same."""
    return f"mmcli -m {modem.number}"


def _source(modem: Modem, field: str, value: object) -> Source:
    return Source(_origin(modem), 0, f"{field.replace('_', ' ')}: {_shown(value)}")


def _shown(value: object) -> str:
    """A tuple's parts with commas, what belongs together in one of them without."""
    if not isinstance(value, tuple):
        return str(value)
    return ", ".join(" ".join(map(str, each)) if isinstance(each, tuple) else str(each) for each in value)


def _of_bearer(modem: Modem, bearer: Bearer) -> Source:
    how = "connected" if bearer.connected else bearer.error_text or bearer.error or "not connected"
    return Source(_origin(modem), 0, f"bearer with {f'APN {bearer.apn}' if bearer.apn else 'no APN'}: {how}")


def _registration(state: RegistrationState) -> str:
    if state.is_roaming:
        return "roaming"
    return "home" if state.label.startswith("home") else "" if state is RegistrationState.UNKNOWN else state.label


def _packet_service(state: PacketService) -> str:
    return "" if state is PacketService.UNKNOWN else state.label


def _modes(modem: Modem) -> tuple[str, ...]:
    modes = modem.radio.modes
    return tuple(modes.allowed.labels()) if modes and modes.allowed not in (Mode.ANY, Mode.NONE) else ()


def _bearer(bearer: Bearer) -> BearerReport:
    configs = tuple(config for config in (bearer.ipv4, bearer.ipv6) if config)
    return BearerReport(
        connected=bearer.connected,
        apn=bearer.apn,
        ip_type=", ".join(bearer.ip_type.labels()),
        interface=bearer.interface,
        method=configs[0].method.label if configs else "",
        addresses=tuple(filter(None, map(_address, configs))),
        dns=tuple(server for config in configs for server in config.dns),
        mtu=max((config.mtu for config in configs), default=0),
        roaming=bearer.may_roam,
        error=f"{bearer.error.rpartition('.')[2]}: {bearer.error_text}" if bearer.error else "",
    )


def _address(config: IpConfig) -> str:
    return f"{config.address}/{config.prefix}" if config.address else ""
