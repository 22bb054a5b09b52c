"""What a service leaves for its next run, for whom, and what becomes of it when it is damaged."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from nm_cellular import state_files
from nm_cellular.complaints import Complaints
from nm_cellular.json_values import count, number
from nm_cellular.layout import Layout


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(str(tmp_path))


def test_what_outlives_a_boot_is_roots_alone_whoever_writes_first(layout: Layout) -> None:
    state_files.write(layout.data_counted, b"{}")
    path = Path(layout.data_counted)
    assert (mode(path.parent), mode(path)) == (0o700, 0o600)


def test_what_status_shows_can_be_read_by_all_and_what_lies_beside_it_cannot(layout: Layout) -> None:
    state_files.write(layout.data_counting, b"{}")
    state_files.write(layout.watch_state, b"{}", 0o644)
    assert mode(Path(layout.run_directory)) == 0o755
    assert (mode(Path(layout.data_counting)), mode(Path(layout.watch_state))) == (0o600, 0o644)


def test_a_file_is_read_as_it_was_written_and_none_is_empty(layout: Layout) -> None:
    assert state_files.read(layout.kept_pins) == b""
    state_files.write(layout.kept_pins, b"one")
    with state_files.held(layout.kept_pins):
        state_files.replace(layout.kept_pins, b"two")
    assert state_files.read(layout.kept_pins) == b"two"
    assert list(Path(layout.kept_pins).parent.iterdir()) == [Path(layout.kept_pins)]


@pytest.mark.parametrize("damaged", [True, "1", None, [], float("nan"), float("inf"), -1, -0.5])
def test_what_is_no_count_is_refused(damaged: object) -> None:
    with pytest.raises(ValueError, match=re.escape(str(damaged))):
        count(damaged)


def test_a_number_is_as_it_was_written() -> None:
    assert (number(-1.5), number(1 << 60), count(1 << 60)) == (-1.5, 1 << 60, 1 << 60)


def test_a_complaint_is_told_when_it_is_new() -> None:
    told: list[str] = []
    complaints = Complaints(told.append)
    for each in ("the disk is full", "the disk is full", "it is read-only", "the disk is full"):
        complaints.of(each)
    complaints.end()
    complaints.of("the disk is full")
    assert told == ["the disk is full", "it is read-only", "the disk is full", "the disk is full"]
