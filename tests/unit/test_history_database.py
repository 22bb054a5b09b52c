"""The history on disk: what is kept, for how long, and what a bad disk or a bad clock does to it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from nm_cellular.apart import apart
from nm_cellular.history import database, dating, recorder, remembered, thinning
from nm_cellular.history.dating import SOONEST, Boot
from nm_cellular.history.recorder import EVERY, Recorder
from nm_cellular.history.sample import Sample
from nm_cellular.history.sampling import STEP
from nm_cellular.history.thinning import Kept
from nm_cellular.layout import Layout
from tests.unit.recorded import DEVICE, connected, modem, seen

NOON = 1_790_000_000.0
ALL = dict.fromkeys(range(1, 100), 0.0)


def steps(count: int, first: int = 0) -> tuple[tuple[str, Sample], ...]:
    return tuple(
        (DEVICE, Sample(float(n * STEP), STEP, 50.0, 40, None, STEP, STEP, 0, 1000, 10, "lte"))
        for n in range(first, first + count)
    )


def kept(path: str) -> list[Sample]:
    return [each.sample for each in database.samples(path, ALL).get(DEVICE, [])]


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "var/history.db")


def test_what_was_stored_is_there(path: str) -> None:
    database.store(path, "a", NOON, steps(3))
    assert kept(path) == [sample for _, sample in steps(3)]
    assert database.boots(path) == (("a", Boot(1, NOON, 3 * STEP)),)
    assert os.stat(path).st_mode & 0o777 == 0o600


def test_a_month_of_three_modems_stays_small_and_loses_no_byte(path: str) -> None:
    modems = [f"/sys/devices/usb{n}" for n in range(3)]
    days = 30
    for day in range(days):
        found = tuple((modem, sample) for modem in modems for _, sample in steps(288, day * 288))
        database.store(path, "a", NOON, found)
    assert os.path.getsize(path) < 2_000_000
    for samples in database.samples(path, ALL).values():
        assert sum(each.sample.received for each in samples) == days * 288 * 1000
        assert sum(each.sample.span for each in samples) == days * 86400
        assert {each.sample.span for each in samples} == {300, 3600}


def test_hours_become_days_and_days_end(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thinning, "KEPT", (24, 48, 3))
    for hour in range(24 * 6):
        database.store(path, "a", NOON, steps(12, hour * 12))
    spans = [sample.span for sample in kept(path)]
    assert spans == sorted(spans, reverse=True)
    assert spans.count(86400) == 3
    assert spans.count(300) <= 24 + 12
    assert sum(sample.span for sample in kept(path)) >= 3 * 86400


def test_a_boot_of_which_nothing_is_left_is_forgotten(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thinning, "KEPT", (1, 1, 2))
    for number in range(10):
        database.store(path, f"boot {number}", NOON + number, steps(2))
    assert len(database.boots(path)) <= 5


def test_a_damaged_database_is_put_aside(path: str) -> None:
    database.store(path, "a", NOON, steps(200))
    content = Path(path).read_bytes()
    Path(path).write_bytes(b"\xff" * 200 + content[200:])
    database.store(path, "b", NOON, steps(1))
    assert len(kept(path)) == 1
    assert Path(f"{path}.damaged").exists()


def test_one_who_is_killed_in_the_middle_leaves_the_old_or_the_new(path: str) -> None:
    database.store(path, "a", NOON, steps(12))
    program = f"""
import os, sys
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from nm_cellular.history import database
put, left = database._put, int(sys.argv[1])
def dying(*arguments):
    global left
    left -= 1
    if not left:
        os._exit(9)
    put(*arguments)
database._put = dying
from tests.unit.test_history_database import steps
database.store({path!r}, "a", {NOON}, steps(12, 12))
"""
    for dies_at in (1, 7, 12):
        done = subprocess.run([sys.executable, "-c", program, str(dies_at)])
        assert done.returncode == 9
        assert len(kept(path)) == 12
    database.store(path, "a", NOON, steps(12, 12))
    assert len(kept(path)) == 24


def test_a_full_disk_leaves_what_is_there(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    database.store(path, "a", NOON, steps(12))
    monkeypatch.setattr(database, "_PAGES", 1)
    with pytest.raises(sqlite3.OperationalError, match="full"):
        database.store(path, "a", NOON, steps(900, 12))
    assert len(kept(path)) == 12


def test_looking_makes_no_file(path: str) -> None:
    assert database.boots(path) == ()
    assert database.samples(path, ALL) == {}
    assert not os.path.exists(path)


def test_a_boot_is_where_its_clock_was_last_believed() -> None:
    assert dating.dated([Boot(1, NOON, 100), Boot(2, NOON + 500, 10)]) == {1: NOON, 2: NOON + 500}


def test_a_boot_without_any_time_ended_when_the_next_began() -> None:
    assert dating.dated([Boot(1, 0.0, 100), Boot(2, NOON, 10)]) == {1: NOON - 100, 2: NOON}


def test_a_boot_whose_clock_was_ahead_ended_when_the_next_began() -> None:
    assert dating.dated([Boot(1, NOON - 50, 20), Boot(2, NOON + 9e8, 100), Boot(3, NOON, 10)]) == {
        1: NOON - 120,
        2: NOON - 100,
        3: NOON,
    }


def test_while_this_boot_has_no_time_yet_it_follows_the_one_before() -> None:
    assert dating.dated([Boot(1, NOON, 100), Boot(2, 0.0, 50), Boot(3, 17.0, 5)])[3] == NOON + 150
    assert dating.dated([Boot(1, 17.0, 5)]) == {1: 17.0}
    assert SOONEST < NOON


def test_an_hour_is_thinned_as_a_whole() -> None:
    samples = [Kept(1, sample) for _, sample in steps(30)]
    assert thinning.whole(samples, 0, 1) == 12
    assert thinning.whole(samples, 0, 12) == 12
    assert thinning.whole(samples, 0, 13) == 24
    assert [each.sample.span for each in thinning.coarser(samples[:24], 0)] == [3600, 3600]


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(str(tmp_path))


def record(layout: Layout, seconds: float, told: list[str], *, close: bool = False) -> Recorder:
    found = Recorder(layout, told.append, 0.0)
    at = 0.0
    while at <= seconds:
        found.record(connected(int(at), 0), at)
        at += 60
    if close:
        found.close(at)
    return found


def test_the_disk_is_written_once_an_hour(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    writes = []

    def store(work: Callable[[], bytes]) -> bytes:
        writes.append(work)
        return apart(work)

    monkeypatch.setattr(recorder, "apart", store)
    record(layout, 6 * EVERY, [])
    assert len(writes) == 6


def test_what_is_not_stored_yet_is_shown_too(layout: Layout) -> None:
    record(layout, EVERY / 2, [])
    assert not os.path.exists(layout.history)
    (samples,) = remembered.read(layout, 1e9).modems.values()
    assert sum(sample.span for sample in samples) == EVERY / 2


def test_a_report_gets_a_graph_of_each_modem_or_none(layout: Layout, tmp_path: Path) -> None:
    assert remembered.graphs(layout, 3600.0, None) == ()
    record(layout, EVERY / 2, [])
    (graph,) = remembered.graphs(layout, 1e9, None)
    assert graph.startswith("<svg ")
    (tmp_path / "var/lib/nm-cellular").mkdir(parents=True)
    (tmp_path / "var/lib/nm-cellular/history.db").write_text("no database")
    assert remembered.graphs(layout, 1e9, None) == ()


def test_a_killed_service_loses_only_the_step_that_was_going_on(layout: Layout) -> None:
    record(layout, EVERY / 2, [])
    after = Recorder(layout, print, EVERY / 2)
    after.close(EVERY / 2)
    assert sum(sample.span for sample in kept(layout.history)) == EVERY / 2


def test_a_disk_that_cannot_be_written_is_told_once_and_caught_up_with(layout: Layout, tmp_path: Path) -> None:
    (tmp_path / "var").write_text("in the way")
    told: list[str] = []
    found = record(layout, 3 * EVERY, told)
    assert len(told) == 1
    assert told[0].startswith(f"{layout.history}: ") or "var" in told[0]
    (tmp_path / "var").unlink()
    found.close(3 * EVERY)
    assert sum(sample.span for sample in kept(layout.history)) == 3 * EVERY


def test_when_the_clock_is_set_what_was_before_is_dated_anew(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    offset = [10.0]
    monkeypatch.setattr(recorder.time, "time", lambda: offset[0])
    found = Recorder(layout, print, 0.0)
    for minute in range(61):
        found.record(seen(modem()), minute * 60.0)
    ((_, boot),) = database.boots(layout.history)
    assert boot.began == 10.0 - 3600
    offset[0] = NOON + 3700
    found.record(seen(modem()), 3700)
    found.close(3700)
    ((_, boot),) = database.boots(layout.history)
    assert boot.began == NOON
