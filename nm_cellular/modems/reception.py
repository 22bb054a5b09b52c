"""How well a modem hears its network, as ModemManager said it at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .dbus_values import Properties, is_number

_MEASURED = {"Nr5g": "5g", "Lte": "lte", "Umts": "umts", "Gsm": "gsm", "Evdo": "evdo", "Cdma": "cdma"}
"""Technologies, the best first."""

_MEASURES = ("rssi", "rsrp", "rsrq", "snr", "rscp", "ecio", "sinr", "io")
_POWERS = ("rsrp", "rscp", "rssi")
"""Of what is received, the one that says most first."""


@dataclass(frozen=True, slots=True)
class Signal:
    """quality: percent; recent: not of an earlier time; rate: seconds between two measurements, 0 where there are none.

    measured: dBm (rssi, rsrp, rscp) and dB (rsrq, snr, sinr, ecio) by technology, empty until somebody has asked
    ModemManager to measure, with its Signal.Setup.
    """

    quality: int
    recent: bool
    rate: int
    measured: Mapping[str, Mapping[str, float]]

    @classmethod
    def from_properties(cls, modem: Properties, measured: Properties) -> Signal:
        quality, recent = (*modem.items("SignalQuality"), 0, False)[:2]
        found = {label: _measures(measured.below(key)) for key, label in _MEASURED.items()}
        return cls(
            quality if is_number(quality) else 0,
            recent is True,
            measured.number("Rate"),
            {label: values for label, values in found.items() if values},
        )

    @property
    def power(self) -> float | None:
        """What is received of the best technology, in dBm; None where nobody measures."""
        powers = [values[name] for values in self.measured.values() for name in _POWERS if name in values]
        return powers[0] if powers else None


def _measures(properties: Properties) -> dict[str, float]:
    found = {name: properties.measure(name) for name in _MEASURES}
    return {name: value for name, value in found.items() if value is not None}
