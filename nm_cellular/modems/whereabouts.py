"""Where a modem is: the cells that it hears, and its location.  Both say where its owner is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .dbus_values import Properties
from .modem_enums import CellType, LocationSource

_SERVING_CELL = LocationSource["_3GPP_LAC_CI"]
_POINTS = (LocationSource.GPS_RAW, LocationSource.CDMA_BS)
PLACE_SOURCES = _SERVING_CELL | _POINTS[0] | _POINTS[1]

_HEXADECIMAL = re.compile(r"[0-9A-Fa-f]{1,4}")
_MEASURES = ("rsrp", "rsrq", "sinr", "rscp", "ecio")
_CHANNELS = ("nrarfcn", "earfcn", "uarfcn", "arfcn")


@dataclass(frozen=True, slots=True)
class Cell:
    """area: TAC or, before LTE, LAC; identity: CI, both hexadecimal; physical: PCI or PSC; channel: the ARFCN.

    measured: dBm (rsrp, rscp) and dB (rsrq, sinr, ecio).  What the modem does not say is empty, or None.
    """

    type: CellType
    serving: bool
    operator_code: str
    area: str
    identity: str
    physical: int | None
    channel: int | None
    measured: Mapping[str, float]

    @classmethod
    def from_properties(cls, values: Mapping[str, Any]) -> Cell:
        properties = Properties(values)
        return cls(
            CellType(properties.number("cell-type")),
            serving=properties.truth("serving"),
            operator_code=properties.text("operator-id"),
            area=properties.text("tac") or properties.text("lac"),
            identity=properties.text("ci"),
            physical=_physical(properties, values),
            channel=next((properties.number(key) for key in _CHANNELS if key in values), None),
            measured=_measured(properties),
        )


def _physical(properties: Properties, values: Mapping[str, Any]) -> int | None:
    if "psc" in values:
        return properties.number("psc")
    identity = properties.text("physical-ci")
    return int(identity, 16) if _HEXADECIMAL.fullmatch(identity) else None


def _measured(properties: Properties) -> dict[str, float]:
    found = {name: properties.measure(name) for name in _MEASURES}
    return {name: value for name, value in found.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Place:
    """cell: MCC, MNC, LAC, CI and TAC of the serving cell, the last three hexadecimal; empty where it is not known.

    latitude and longitude: degrees, from a GNSS receiver or else a CDMA base station; None where there is neither.
    altitude: metres above the sea.
    """

    cell: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    altitude: float | None

    @classmethod
    def from_sources(cls, found: object) -> Place:
        """found: as GetLocation answers, by LocationSource."""
        sources = found if isinstance(found, Mapping) else {}
        cell = sources.get(_SERVING_CELL)
        points = map(sources.get, _POINTS)
        point = Properties(next((each for each in points if isinstance(each, Mapping)), {}))
        latitude, longitude, altitude = map(point.measure, ("latitude", "longitude", "altitude"))
        return cls(tuple(cell.split(",")) if isinstance(cell, str) else (), latitude, longitude, altitude)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """cells: the serving ones first; a sentence in the place of either says why it is not known."""

    cells: tuple[Cell, ...] | str
    place: Place | str


def cells(found: object) -> tuple[Cell, ...]:
    """found: as GetCellInfo answers."""
    answered = found if isinstance(found, list) else []
    each = [Cell.from_properties(values) for values in answered if isinstance(values, Mapping)]
    return tuple(sorted(each, key=lambda cell: not cell.serving))
