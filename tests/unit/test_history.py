"""The signal of the last five minutes, a column for every ten seconds."""

from __future__ import annotations

import pytest

from nm_cellular.modems.modem import MODEM, Modem
from nm_cellular.modems.observation import Observation
from nm_cellular.status.history import COLUMNS, STEP, History, sparkline

DEVICE = "/sys/devices/usb1/1-1"


def seen(quality: int | None, state: int = 8) -> Observation:
    """A modem with that signal; None: no modem."""
    if quality is None:
        return Observation()
    properties = {"State": state, "Device": DEVICE, "SignalQuality": (quality, True)}
    return Observation((Modem.from_interfaces("/Modem/0", {MODEM: properties}, None, ()),))


def history(*changes: tuple[float, Observation]) -> History:
    found = History()
    for now, observation in changes:
        found = found.after(observation, now)
    return found


def test_a_signal_of_which_nobody_says_anything_new_lasts() -> None:
    assert history((0, seen(64))).of(DEVICE, 3 * STEP)[-5:] == (None, 64, 64, 64, 64)


def test_of_several_changes_in_a_step_the_last_is_shown() -> None:
    assert history((0, seen(64)), (3, seen(20)), (9.9, seen(40)), (10, seen(50))).of(DEVICE, 10)[-2:] == (40, 50)


def test_a_modem_that_was_away_leaves_a_gap() -> None:
    found = history((0, seen(64)), (10, seen(None)), (20, seen(None)), (35, seen(80)))
    assert found.of(DEVICE, 40)[-5:] == (64, None, None, 80, 80)


def test_a_modem_that_is_off_has_no_signal() -> None:
    assert set(history((0, seen(64, state=3))).of(DEVICE, 0)) == {None}


def test_there_are_five_minutes_and_no_more() -> None:
    found = history((0, seen(10)), (1000, seen(90)))
    assert COLUMNS * STEP == 300
    assert found.of(DEVICE, 1000) == (10,) * (COLUMNS - 1) + (90,)
    assert found.of(DEVICE, 5000) == (90,) * COLUMNS


def test_where_there_is_room_for_less_the_latest_is_shown() -> None:
    found = history((0, seen(10)), (1000, seen(90)))
    assert found.of(DEVICE, 1000, 2) == (10, 90)
    assert found.of(DEVICE, 1000, 0) == ()


def test_however_much_is_signalled_no_more_is_kept() -> None:
    found = History()
    for tick in range(10_000):
        found = found.after(seen(tick % 100), tick)
    assert len(found.steps) <= COLUMNS + 1
    assert found.of(DEVICE, 9_999) == tuple(tick % 100 for tick in range(9_709, 10_000, STEP))


@pytest.mark.parametrize(
    ("qualities", "drawn"),
    [((0, 12, 13, 50, 99, 100), "▁▁▂▅██"), ((None, 25, None), " ▃ "), ((255, -5), "█▁"), ((), "")],
)
def test_a_column_is_as_high_as_the_signal(qualities: tuple[int | None, ...], drawn: str) -> None:
    assert sparkline(qualities) == drawn
