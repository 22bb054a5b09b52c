"""Which cells a modem hears and where it is, and that nobody sees it who was not told to show it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from nm_cellular.modems.modem_enums import CellType
from nm_cellular.modems.whereabouts import Cell, Place, Whereabouts, cells
from nm_cellular.status import ids, places

# As introspection/org.freedesktop.ModemManager1.Modem.xml of ModemManager 1.24 has them.
LTE = {
    "cell-type": 5,
    "serving": True,
    "operator-id": "23410",
    "tac": "6FFE",
    "ci": "D30156",
    "physical-ci": "8E",
    "earfcn": 1300,
    "rsrp": -95.0,
    "rsrq": -11.0,
}
NEIGHBOUR = {"cell-type": 5, "serving": False, "physical-ci": "58", "earfcn": 1300, "rsrp": -101.5}
NR = {"cell-type": 6, "serving": True, "tac": "1", "ci": "3A9F10001", "physical-ci": "1F4", "nrarfcn": 632628}
UMTS = {"cell-type": 3, "serving": True, "lac": "84CD", "ci": "2BAF", "psc": 23, "uarfcn": 10612, "rscp": -80.0}
GSM = {"cell-type": 2, "serving": True, "lac": "84CD", "ci": "2BAF", "arfcn": 62}
POINT = {"utc-time": "203015", "latitude": 52.520008, "longitude": 13.404954, "altitude": 33.5}


def lines(cells: tuple[Cell, ...] | str, place: Place | str = "", show_id: ids.ShowId = ids.shown) -> dict[str, Any]:
    return dict(places.rows(Whereabouts(cells, place), show_id))


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (
            LTE,
            "LTE serving, 23410, TAC 6FFE, cell D30156, PCI 142, EARFCN 1300, RSRP -95 dBm, RSRQ -11 dB",
        ),
        (NEIGHBOUR, "LTE neighbour, PCI 88, EARFCN 1300, RSRP -101.5 dBm"),
        (NR, "5GNR serving, TAC 1, cell 3A9F10001, PCI 500, NR-ARFCN 632628"),
        (UMTS, "UMTS serving, LAC 84CD, cell 2BAF, PSC 23, UARFCN 10612, RSCP -80 dBm"),
        (GSM, "GSM serving, LAC 84CD, cell 2BAF, ARFCN 62"),
        ({"cell-type": 7}, "7 neighbour"),
    ],
)
def test_a_cell_is_told_in_the_terms_of_its_technology(values: dict[str, Any], shown: str) -> None:
    assert lines(cells([values]))["cells"] == (shown,)


def test_the_serving_cell_is_told_first() -> None:
    assert [cell.serving for cell in cells([NEIGHBOUR, LTE])] == [True, False]


@pytest.mark.parametrize("answer", [None, "", 7, {}, [7, None], [[]]])
def test_an_answer_that_is_no_list_of_cells_has_none(answer: object) -> None:
    assert cells(answer) == ()


@pytest.mark.parametrize("identity", ["", "-1", "0x1F", "G", "1_0", "F" * 10_000])
def test_a_physical_identity_that_is_no_number_is_not_known(identity: str) -> None:
    assert Cell.from_properties(LTE | {"physical-ci": identity}).physical is None


def test_a_gnss_fix_goes_before_a_base_stations_place() -> None:
    base_station = {"latitude": 1.0, "longitude": 2.0}
    found = Place.from_sources({1: "234,10,0,D30156,6FFE", 2: POINT, 8: base_station})
    assert (found.cell, found.latitude, found.longitude) == (
        ("234", "10", "0", "D30156", "6FFE"),
        52.520008,
        13.404954,
    )
    assert Place.from_sources({8: base_station}).latitude == 1.0


@pytest.mark.parametrize("answer", [None, [], {1: 7, 2: "here"}, {2: {"latitude": "52"}}])
def test_an_answer_that_tells_no_place_is_not_known_yet(answer: object) -> None:
    assert lines((), Place.from_sources(answer))["location"] == ("not known yet",)


def test_a_place_is_told() -> None:
    place = Place.from_sources({1: "234,10,0,D30156,6FFE", 2: POINT})
    told = "52.520008, 13.404954, 33.5 m above the sea, MCC 234, MNC 10, LAC 0, cell D30156, TAC 6FFE"
    assert lines((), place)["location"] == (told,)


def test_why_something_is_not_known_is_told_in_its_place() -> None:
    found = Whereabouts("ModemManager: Cannot get cell info", "ModemManager was not asked to find it")
    assert dict(places.rows(found, ids.masked)) == {
        "cells": ("not known: ModemManager: Cannot get cell info",),
        "location": ("not known: ModemManager was not asked to find it",),
    }
    assert places.document(found, ids.masked) == {
        "cells": None,
        "without_cells": "ModemManager: Cannot get cell info",
        "place": None,
        "without_place": "ModemManager was not asked to find it",
    }


def test_a_place_that_is_not_to_be_shown_is_in_no_form_of_the_status() -> None:
    found = Whereabouts(cells([LTE, NR, UMTS]), Place.from_sources({1: "234,10,0,D30156,6FFE", 2: POINT}))
    masked = f"{places.rows(found, ids.masked)} {json.dumps(places.document(found, ids.masked))}"
    shown = f"{places.rows(found, ids.shown)} {json.dumps(places.document(found, ids.shown))}"
    for secret in ("6FFE", "D30156", "3A9F10001", "0001", "84CD", "2BAF", "52.52", "13.40", "33.5"):
        assert secret not in masked
        assert secret in shown


def test_what_is_not_known_is_not_told() -> None:
    found = Cell.from_properties({})
    assert (found.type, found.physical, found.channel, found.measured) == (CellType.UNKNOWN, None, None, {})
