"""What is recorded and not stored yet, as JSON: below /run it costs no flash memory, and outlives a killed service."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from ..json_values import count, number
from ..modems.metering import Meter
from .sample import Sample
from .sampling import Going, Recording


def serialise(recording: Recording, boot: str) -> str:
    return json.dumps({"boot": boot, **asdict(recording)})


def parse(text: str | bytes, boot: str) -> Recording:
    """The inverse; never raises: what is damaged, or of another boot, is as if there were nothing."""
    try:
        found = json.loads(text)
        if found["boot"] != boot:
            return Recording()
        going = {device: _going(value) for device, value in found["going"].items()}
        return Recording(going, tuple((str(device), _sample(value)) for device, value in found["finished"]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Recording()


def _going(value: Mapping[str, Any]) -> Going:
    meter = value["meter"]
    return Going(
        _sample(value["sample"]),
        number(value["seen_at"]),
        connection=str(value["connection"]),
        meter=Meter(str(meter["source"]), count(meter["received"]), count(meter["sent"])) if meter else None,
    )


def _sample(value: Mapping[str, Any]) -> Sample:
    found = {each.name: value[each.name] for each in fields(Sample)}
    for name in ("technology", "cell", "operator"):
        found[name] = str(found[name])
    for name in found.keys() - {"technology", "cell", "operator"}:
        found[name] = None if found[name] is None and name in ("quality", "lowest", "power") else number(found[name])
    for name in ("connects", "received", "sent"):
        found[name] = int(found[name])
    return Sample(**found)
