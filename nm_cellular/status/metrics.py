"""Metrics in Prometheus' text format, for the textfile collector of node_exporter.

Source of the format: https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..modems.modem import Modem
from ..modems.modem_enums import State
from ..modems.observation import Observation, Traffic

_Samples = Iterator[tuple[dict[str, str], float]]


def lines(observation: Observation) -> Iterator[str]:
    """Each metric's help and type, then its samples; device is where the modem is plugged, which stays the same."""
    yield from _metric(
        "modemmanager_up", "gauge", "Whether ModemManager answers.", iter([({}, not observation.failure)])
    )
    for name, kind, told, sample in _METRICS:
        yield from _metric(f"modem_{name}", kind, told, _labelled(observation.modems, sample))
    yield from _metric("watch_working", "gauge", "Whether the watch finds that the link works.", _watched(observation))
    yield from _metric("watch_strikes", "gauge", "Repairs since the link was stable.", _strikes(observation))
    yield from _metric("month_bytes", "gauge", "Used by the modem's SIM in this month.", _used(observation))
    yield from _metric("month_limit_bytes", "gauge", "What it may use in a month, by data-limit.", _limits(observation))
    for name, told, count in _COUNTS:
        yield from _metric(f"modem_{name}", "gauge", told, _carried(observation, count))


def _metric(name: str, kind: str, told: str, samples: _Samples) -> Iterator[str]:
    yield f"# HELP nm_cellular_{name} {told}"
    yield f"# TYPE nm_cellular_{name} {kind}"
    for labels, value in samples:
        inner = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        yield f"nm_cellular_{name}{{{inner}}} {value:.15g}" if inner else f"nm_cellular_{name} {value:.15g}"


def _labelled(modems: tuple[Modem, ...], sample: Callable[[Modem], _Samples]) -> _Samples:
    for modem in modems:
        for labels, value in sample(modem):
            yield {"device": modem.device, **labels}, value


def _carried(observation: Observation, count: Callable[[Traffic], int]) -> _Samples:
    for modem in observation.modems:
        if traffic := observation.traffic(modem):
            yield {"device": modem.device}, count(traffic)


def _watched(observation: Observation) -> _Samples:
    for device, watched in observation.watched.items():
        yield {"device": device}, watched.phase == "working"


def _strikes(observation: Observation) -> _Samples:
    for device, watched in observation.watched.items():
        yield {"device": device}, watched.strikes


def _used(observation: Observation) -> _Samples:
    for device, account in observation.accounts.items():
        yield {"device": device}, account.used


def _limits(observation: Observation) -> _Samples:
    for device, account in observation.accounts.items():
        if account.limit:
            yield {"device": device}, account.limit.bytes


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _info(modem: Modem) -> _Samples:
    registration = modem.registration
    yield (
        {
            "manufacturer": modem.manufacturer,
            "model": modem.model,
            "revision": modem.revision,
            "operator": registration.operator_name,
            "technology": " ".join(modem.technologies.labels()),
        },
        1,
    )


def _states(modem: Modem) -> _Samples:
    for state in State:
        yield {"state": state.label}, state is modem.state


def _registered(modem: Modem) -> _Samples:
    yield {}, modem.state >= State.REGISTERED


def _quality(modem: Modem) -> _Samples:
    yield {}, modem.signal.quality / 100


def _measured(modem: Modem) -> _Samples:
    for technology, values in modem.signal.measured.items():
        for name, value in values.items():
            yield {"technology": technology, "measure": name}, value


def _retries(modem: Modem) -> _Samples:
    for lock, left in modem.retries.items():
        yield {"lock": lock.label}, left


def _received(traffic: Traffic) -> int:
    return traffic.received


def _sent(traffic: Traffic) -> int:
    return traffic.sent


_METRICS = (
    ("info", "gauge", "What the modem is, and where it is registered.", _info),
    ("state", "gauge", "1 for the state that the modem is in.", _states),
    ("registered", "gauge", "Whether the modem is registered with a network.", _registered),
    ("signal_quality_ratio", "gauge", "Signal quality from 0 to 1.", _quality),
    ("signal_decibels", "gauge", "Measured signal, power in dBm, ratios in dB.", _measured),
    ("unlock_retries", "gauge", "Tries that are left to unlock the SIM.", _retries),
)

_COUNTS: tuple[tuple[str, str, Callable[[Traffic], int]], ...] = (
    ("received_bytes", "Received in the ongoing connection, by ModemManager's count or the kernel's.", _received),
    ("sent_bytes", "Sent in the ongoing connection, by ModemManager's count or the kernel's.", _sent),
)
