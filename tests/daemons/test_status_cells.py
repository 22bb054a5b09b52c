"""`status --cells`: the modem is asked where it is, and what it does not say costs no more than a line."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from dbus_next.signature import Variant

from tests.daemons import modem_of_tomorrow as tomorrow
from tests.daemons.in_mmclis_words import mmcli
from tests.daemons.modem_of_tomorrow import ILOCATION, MODEM
from tests.daemons.modem_states import CASES, ROOT, bring, run, status
from tests.lab import Lab
from tests.lab.fake_modemmanager import FakeModemManager

SERVING = {
    "cell-type": Variant("u", 5),
    "serving": Variant("b", True),
    "operator-id": Variant("s", "23410"),
    "tac": Variant("s", "6FFE"),
    "ci": Variant("s", "D30156"),
    "physical-ci": Variant("s", "8E"),
    "earfcn": Variant("u", 1300),
    "rsrp": Variant("d", -95.0),
    "rsrq": Variant("d", -11.0),
}
NEIGHBOUR = {
    "cell-type": Variant("u", 6),
    "serving": Variant("b", False),
    "physical-ci": Variant("s", "1F4"),
    "nrarfcn": Variant("u", 632628),
}
POINT = {"utc-time": "203015", "latitude": 52.520008, "longitude": 13.404954, "altitude": 33.5}
PLACE = {
    1: Variant("s", "234,10,0,D30156,6FFE"),
    2: Variant("a{sv}", {key: Variant("s" if key == "utc-time" else "d", value) for key, value in POINT.items()}),
}


@pytest.fixture
def fake(lab: Lab) -> FakeModemManager:
    """A modem that hears two cells and knows where it is."""
    lab.networkmanager.stop()
    objects = tomorrow.modem()
    location = {"Capabilities": Variant("u", 7), "Enabled": Variant("u", 3), "SignalsLocation": Variant("b", False)}
    objects[MODEM][ILOCATION] = location
    lab.fake_modemmanager.answers = {
        "GetCellInfo": ("aa{sv}", [[NEIGHBOUR, SERVING]]),
        "GetLocation": ("a{uv}", [PLACE]),
    }
    lab.fake_modemmanager.start(objects)
    return lab.fake_modemmanager


def whereabouts(lab: Lab, *options: str) -> dict[str, Any]:
    said = status(lab, "--cells", *options)
    jsonschema.validate(said, json.loads((ROOT / "docs/status.schema.json").read_text()))
    found: dict[str, Any] = said["modems"][0]["whereabouts"]
    return found


def test_cells_and_place_are_shown_where_they_are_asked_for(lab: Lab, fake: FakeModemManager) -> None:
    shown = run(lab, "status", "--cells", "--show-ids").stdout
    cell = "LTE serving, 23410, TAC 6FFE, cell D30156, PCI 142, EARFCN 1300, RSRP -95 dBm, RSRQ -11 dB"
    assert f"  cells          {cell}\n                 5GNR neighbour, PCI 500, NR-ARFCN 632628\n" in shown
    assert "  location       52.520008, 13.404954, 33.5 m above the sea, MCC 234, MNC 10" in shown


def test_they_are_masked_like_other_numbers(lab: Lab, fake: FakeModemManager) -> None:
    shown = run(lab, "status", "--cells").stdout + json.dumps(whereabouts(lab))
    for secret in ("6FFE", "D30156", "52.52", "13.40", "33.5"):
        assert secret not in shown
    assert whereabouts(lab, "--show-ids")["place"]["latitude"] == 52.520008


def test_nobody_is_asked_without_the_option(lab: Lab, fake: FakeModemManager) -> None:
    fake.errors = {"GetCellInfo": "org.example.NotToBeAsked", "GetLocation": "org.example.NotToBeAsked"}
    assert "whereabouts" not in status(lab)["modems"][0]
    assert "as the test wants it" in whereabouts(lab)["without_cells"]


def test_the_cells_are_what_mmcli_says(lab: Lab, fake: FakeModemManager) -> None:
    told = [dict(part.split(": ") for part in cell.split(", ")) for cell in cell_info(lab)]
    ours = whereabouts(lab, "--show-ids")["cells"]
    assert [cell["type"] for cell in ours] == ["lte", "5gnr"]
    [lte] = [cell for cell in told if cell["cell type"] == "lte"]
    assert (lte["operator id"], lte["tac"], lte["ci"]) == tuple(
        ours[0][key] for key in ("operator_code", "area", "identity")
    )
    assert int(lte["physical ci"], 16) == ours[0]["physical"]
    assert int(lte["earfcn"]) == ours[0]["channel"]
    assert {key: float(lte[key]) for key in ("rsrp", "rsrq")} == ours[0]["measured"]


def cell_info(lab: Lab) -> list[str]:
    found: list[str] = mmcli(lab, "-m", "0", "--get-cell-info")["modem"]["generic"]["cell-info"]
    return found


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("org.freedesktop.ModemManager1.Error.Core.Unsupported", "ModemManager: as the test wants it"),
        ("org.freedesktop.ModemManager1.Error.Core.WrongState", "ModemManager: as the test wants it"),
        (
            "org.freedesktop.ModemManager1.Error.Core.Unauthorized",
            "ModemManager does not allow this: as the test wants it; "
            "run it as root, or give this user the right in polkit",
        ),
    ],
)
def test_what_modemmanager_refuses_is_a_line_and_no_failure(
    lab: Lab, fake: FakeModemManager, error: str, said: str
) -> None:
    fake.errors = {"GetCellInfo": error, "GetLocation": error}
    shown = run(lab, "status", "--cells")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert f"  cells          not known: {said}" in shown.stdout
    assert f"  location       not known: {said}" in shown.stdout
    assert whereabouts(lab)["without_place"] == said


def test_an_answer_that_is_nonsense_is_no_failure(lab: Lab, fake: FakeModemManager) -> None:
    fake.answers = {"GetCellInfo": ("s", ["\033[2J"]), "GetLocation": ("a{uv}", [{1: Variant("i", -1)}])}
    assert whereabouts(lab)["without_cells"].startswith("ModemManager: its answer to GetCellInfo has another form")
    assert "  location       not known yet" in run(lab, "status", "--cells").stdout


def test_the_real_modemmanager_says_where_a_virtual_modem_is(lab: Lab) -> None:
    bring(lab, CASES["registered"])
    told = mmcli(lab, "-m", "0", "--location-get")["modem"]["location"]["3gpp"]
    found = whereabouts(lab, "--show-ids")
    mcc, mnc, *numbers = found["place"]["cell"]
    assert (mcc, mnc) == (told["mcc"], told["mnc"])
    assert [int(number, 16) for number in numbers] == [int(told[key], 16) for key in ("lac", "cid", "tac")]
    assert found["without_cells"] == "ModemManager: Cannot get cell info: operation not supported"


def test_a_modem_that_is_off_has_neither(lab: Lab) -> None:
    bring(lab, CASES["off"])
    found = whereabouts(lab)
    assert (found["cells"], found["place"]) == (None, None)
    assert found["without_cells"]
    assert found["without_place"]


@pytest.mark.parametrize("other", ["--watch", "--metrics"])
def test_cells_do_not_go_with_what_asks_again_and_again(lab: Lab, other: str) -> None:
    refused = run(lab, "status", "--cells", other)
    assert refused.returncode == 2
    assert "--cells asks the modems once" in refused.stderr
