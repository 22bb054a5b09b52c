"""How a status is shown: as lines for people and as metrics."""

from __future__ import annotations

import pytest

from nm_cellular.bearer import Bearer
from nm_cellular.errors import CommandError
from nm_cellular.modem import MODEM, Modem
from nm_cellular.observation import Observation
from nm_cellular.status import ids, metrics, plain, rows


def observation(**properties: object) -> Observation:
    interfaces = {MODEM: {"State": 8, "Device": "/sys/devices/usb1/1-1", **properties}}
    bearer = {"Connected": True, "Stats": {"rx-bytes": 12_345_678, "tx-bytes": 999, "duration": 3_725}}
    modem = Modem.from_interfaces("/Modem/0", interfaces, None, [Bearer.from_properties("/b", bearer)])
    return Observation((modem,))


@pytest.mark.parametrize(
    ("quality", "drawn"),
    [(0, "····"), (1, "▂···"), (25, "▂···"), (26, "▂▄··"), (75, "▂▄▆·"), (100, "▂▄▆█"), (255, "▂▄▆█")],
)
def test_the_signal_has_four_bars(quality: int, drawn: str) -> None:
    assert rows.bars(quality) == drawn


def test_the_data_used_is_told_in_units_that_fit() -> None:
    assert "  data           12.3 MB received, 999 B sent in 1 h 2 min" in plain.lines(observation(), ids.masked)


def test_what_a_modem_says_of_itself_cannot_command_the_terminal() -> None:
    shown = "\n".join(plain.lines(observation(Model="E3531\x1b[2J", Manufacturer="a\nb"), ids.masked))
    assert "\x1b" not in shown
    assert "modem 0: a\ufffdb E3531\ufffd[2J" in shown


@pytest.mark.parametrize(("number", "shown"), [("867698040000001", "***0001"), ("", "")])
def test_of_a_number_its_end_is_shown(number: str, shown: str) -> None:
    assert ids.masked(number) == shown


def test_a_short_number_is_not_shown_in_full() -> None:
    assert ids.masked("1234") == "***"


def test_metrics_have_their_labels_escaped() -> None:
    lines = list(metrics.lines(observation(Model='a"b\\c\nd', SignalQuality=(64, True))))
    assert any('model="a\\"b\\\\c\\nd"' in line for line in lines)
    assert 'nm_cellular_modem_signal_quality_ratio{device="/sys/devices/usb1/1-1"} 0.64' in lines
    assert 'nm_cellular_modem_state{device="/sys/devices/usb1/1-1",state="registered"} 1' in lines
    assert 'nm_cellular_modem_received_bytes{device="/sys/devices/usb1/1-1"} 12345678' in lines


def test_each_metric_is_told_of_once() -> None:
    helps = [line.split()[2] for line in metrics.lines(observation()) if line.startswith("# HELP")]
    assert len(helps) == len(set(helps))


def test_a_daemon_that_does_not_answer_is_a_metric() -> None:
    assert "nm_cellular_modemmanager_up 0" in metrics.lines(Observation(failure=CommandError("gone")))
