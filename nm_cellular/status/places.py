"""Where a modem is, as lines and as JSON; without --show-ids nothing that a map of cells would know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..modems.whereabouts import Cell, Place, Whereabouts
from .ids import ShowId, is_shown

_HIDDEN = "***"
_AREA = {"LTE": "TAC", "5GNR": "TAC"}
_PHYSICAL = {"UMTS": "PSC"}
_CHANNEL = {"5GNR": "NR-ARFCN", "LTE": "EARFCN", "UMTS": "UARFCN"}
_UNITS = {"rsrp": "dBm", "rscp": "dBm"}


def rows(found: Whereabouts, show_id: ShowId) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """As in rows.py."""
    return (("cells", tuple(_cells(found.cells, show_id))), ("location", (_place(found.place, show_id),)))


def _cells(cells: tuple[Cell, ...] | str, show_id: ShowId) -> Iterator[str]:
    if isinstance(cells, str):
        yield f"not known: {cells}"
        return
    for cell in cells:
        yield ", ".join(filter(None, _words(cell, show_id)))


def _words(cell: Cell, show_id: ShowId) -> Iterator[str]:
    technology = cell.type.label.upper()
    yield f"{technology} {'serving' if cell.serving else 'neighbour'}"
    yield cell.operator_code
    yield _named(_AREA.get(technology, "LAC"), _masked(cell.area, show_id))
    yield _named("cell", _masked(cell.identity, show_id))
    yield _named(_PHYSICAL.get(technology, "PCI"), cell.physical)
    yield _named(_CHANNEL.get(technology, "ARFCN"), cell.channel)
    for name, value in cell.measured.items():
        yield f"{name.upper()} {value:g} {_UNITS.get(name, 'dB')}"


def _named(name: str, value: str | int | None) -> str:
    return "" if value in ("", None) else f"{name} {value}"


def _masked(text: str, show_id: ShowId) -> str:
    return text if is_shown(show_id) or not text else _HIDDEN


def _place(place: Place | str, show_id: ShowId) -> str:
    if isinstance(place, str):
        return f"not known: {place}"
    found = ", ".join(_told(place))
    if not found:
        return "not known yet"
    return found if is_shown(show_id) else f"{_HIDDEN} (--show-ids shows it)"


def _told(place: Place) -> Iterator[str]:
    if place.latitude is not None and place.longitude is not None:
        yield f"{place.latitude:.6f}, {place.longitude:.6f}"
    if place.altitude is not None:
        yield f"{place.altitude:g} m above the sea"
    for name, value in zip(("MCC", "MNC", "LAC", "cell", "TAC"), place.cell, strict=False):
        yield f"{name} {value}"


def document(found: Whereabouts, show_id: ShowId) -> dict[str, Any]:
    """Of cells and place each the value, or null and why there is none."""
    cells, place = found.cells, found.place
    return {
        "cells": None if isinstance(cells, str) else [_cell(cell, show_id) for cell in cells],
        "without_cells": cells if isinstance(cells, str) else "",
        "place": None if isinstance(place, str) else _coordinates(place, show_id),
        "without_place": place if isinstance(place, str) else "",
    }


def _cell(cell: Cell, show_id: ShowId) -> dict[str, Any]:
    return {
        "type": cell.type.label,
        "serving": cell.serving,
        "operator_code": cell.operator_code,
        "area": _masked(cell.area, show_id),
        "identity": _masked(cell.identity, show_id),
        "physical": cell.physical,
        "channel": cell.channel,
        "measured": dict(cell.measured),
    }


def _coordinates(place: Place, show_id: ShowId) -> dict[str, Any]:
    if not is_shown(show_id):
        return {"masked": True, "cell": [], "latitude": None, "longitude": None, "altitude": None}
    return {
        "masked": False,
        "cell": list(place.cell),
        "latitude": place.latitude,
        "longitude": place.longitude,
        "altitude": place.altitude,
    }
