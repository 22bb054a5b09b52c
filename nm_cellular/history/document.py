"""The JSON of `nm-cellular history --json`.

{"since": T, "until": T, "modems": [{"device": PATH, "samples": [SAMPLE]}]} where T is a time in UTC by ISO 8601, and
SAMPLE is {"at": T, "seconds", "signal", "signal_lowest", "power_dbm", "technologies", "cell", "operator",
"connected_seconds", "connects", "rx_bytes", "tx_bytes"}; what is not known is null, or empty.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from .sample import Sample


def make(modems: dict[str, tuple[Sample, ...]], since: float, until: float) -> dict[str, Any]:
    """The samples as they are kept: those of long ago are longer."""
    return {
        "since": _time(since),
        "until": _time(until),
        "modems": [
            {"device": device, "samples": [_sample(each) for each in samples]} for device, samples in modems.items()
        ],
    }


def _sample(sample: Sample) -> dict[str, Any]:
    return {
        "at": _time(sample.at),
        "seconds": round(sample.span),
        "signal": None if sample.quality is None else round(sample.quality, 1),
        "signal_lowest": sample.lowest,
        "power_dbm": None if sample.power is None else round(sample.power, 1),
        "technologies": [label for label in sample.technology.split(",") if label],
        "cell": sample.cell,
        "operator": sample.operator,
        "connected_seconds": round(sample.connected),
        "connects": sample.connects,
        "rx_bytes": sample.received,
        "tx_bytes": sample.sent,
    }


def _time(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"
