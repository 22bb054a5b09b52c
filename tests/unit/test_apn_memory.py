"""What is remembered of SIMs, and what becomes of a file that somebody has damaged."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nm_cellular.apns import apn_file
from nm_cellular.apns.apn_memory import (
    LIMIT,
    NOTHING,
    AccessPoint,
    KnownSim,
    Memory,
    explain,
    parse,
    seen,
    serialise,
    won,
)
from nm_cellular.layout import Layout

ICCID = "8944110065300000009"
FIRST = AccessPoint("giffgaff.com", "gg", "p", "pap", "giffgaff", "GID1 508 on 234-10 is giffgaff's", "a list")
SECOND = AccessPoint("mobile.o2.co.uk", "o2web", "password", "chap", "O2", "O2 uses 234-10", "another list")
DAY = "2026-11-20"


def both() -> Memory:
    return seen(NOTHING, ICCID, "23410", (FIRST, SECOND))


def iccid(number: int) -> str:
    return f"89441100653{number:08}"


def test_what_has_worked_is_first_and_the_rest_keeps_its_order() -> None:
    assert both()[ICCID].in_order == (FIRST, SECOND)
    assert won(both(), ICCID, SECOND.name, DAY)[ICCID].in_order == (SECOND, FIRST)


def test_a_sim_that_is_seen_again_changes_nothing_so_that_nothing_is_written() -> None:
    known = won(both(), ICCID, SECOND.name, DAY)
    assert seen(known, ICCID, "23410", (FIRST, SECOND)) == known
    assert won(known, ICCID, SECOND.name, "2026-12-24") == known


def test_what_has_worked_stays_when_no_list_has_it_any_more() -> None:
    known = seen(won(both(), ICCID, SECOND.name, DAY), ICCID, "23410", (FIRST,))
    assert known[ICCID].in_order == (SECOND, FIRST)
    assert seen(known, ICCID, "23410", (FIRST,)) == known


def test_a_password_that_the_provider_changed_is_taken_over() -> None:
    newer = AccessPoint(SECOND.apn, SECOND.username, "newer")
    known = seen(won(both(), ICCID, SECOND.name, DAY), ICCID, "23410", (FIRST, newer))
    assert known[ICCID].in_order == (newer, FIRST)


def test_a_locked_sim_does_not_unsay_what_it_said_when_it_was_open() -> None:
    assert seen(both(), ICCID, "", (FIRST,))[ICCID].operator == "23410"


def test_what_was_never_a_candidate_cannot_win() -> None:
    assert won(both(), ICCID, ("internet", ""), DAY) == both()
    assert won(both(), iccid(1), FIRST.name, DAY) == both()


def test_the_sim_that_was_not_seen_for_longest_goes() -> None:
    memory = NOTHING
    for number in range(LIMIT):
        memory = seen(memory, iccid(number), "23410", (FIRST,))
    memory = seen(memory, iccid(0), "23410", (FIRST,))
    memory = seen(memory, iccid(LIMIT), "23410", (FIRST,))
    assert len(memory) == LIMIT
    assert iccid(0) in memory
    assert iccid(1) not in memory


def test_the_sim_that_was_seen_last_is_at_the_end() -> None:
    memory = seen(seen(NOTHING, iccid(1), "23410", (FIRST,)), iccid(2), "23410", (FIRST,))
    assert list(seen(memory, iccid(1), "23410", (FIRST,))) == [iccid(2), iccid(1)]


def test_two_sims_in_one_machine_are_not_written_at_every_look() -> None:
    memory = seen(seen(NOTHING, iccid(1), "23410", (FIRST,)), iccid(2), "23410", (FIRST,), present=2)
    for number in (1, 2, 1):
        again = seen(memory, iccid(number), "23410", (FIRST,), present=2)
        assert list(again.items()) == list(memory.items())


def test_a_sim_is_one_whether_its_modem_leaves_the_f_that_fills_up_its_number_or_not() -> None:
    padded = seen(won(both(), ICCID, SECOND.name, DAY), ICCID + "F", "23410", (FIRST, SECOND))
    assert list(padded) == [ICCID + "F"]
    assert padded[ICCID + "F"].winner == SECOND.name
    assert list(seen(padded, ICCID, "23410", (FIRST, SECOND))) == [ICCID]
    twice = {ICCID: padded[ICCID + "F"], **padded}
    assert list(seen(twice, ICCID + "F", "23410", (FIRST,))) == [ICCID + "F"]


@pytest.mark.parametrize(
    ("memory", "sentence"),
    [
        (NOTHING, ""),
        (
            both(),
            "giffgaff.com is tried first because GID1 508 on 234-10 is giffgaff's; mobile.o2.co.uk is next",
        ),
        (
            won(both(), ICCID, FIRST.name, DAY),
            "giffgaff.com, chosen because GID1 508 on 234-10 is giffgaff's; works since 2026-11-20",
        ),
        (seen(NOTHING, ICCID, "99999", ()), "no APN is known for this SIM; the network's default is used"),
    ],
)
def test_why_a_sim_has_its_apn_is_a_sentence(memory: Memory, sentence: str) -> None:
    assert explain(memory, ICCID) == sentence


def test_an_apn_that_somebody_wrote_needs_no_reason() -> None:
    assert explain(both(), ICCID, "my.own.apn") == ""
    assert explain(both(), ICCID, SECOND.apn) == explain(both(), ICCID)


def test_what_is_written_is_read_again() -> None:
    for memory in (NOTHING, both(), won(both(), ICCID, SECOND.name, DAY), seen(both(), iccid(1) + "F", "", ())):
        assert list(parse(serialise(memory)).items()) == list(memory.items())


def test_a_password_is_not_in_the_repr() -> None:
    assert "password" not in repr(AccessPoint("a", "u", "password")).replace("password=", "")


@pytest.mark.parametrize(
    "text",
    ["", "{", "null", "[]", '{"sims": []}', '{"sims": {"x": {}}}', "[" * 100_000, b"\xff\xfe", '{"sims": {"": {}}}'],
)
def test_a_damaged_file_is_an_empty_memory(text: str | bytes) -> None:
    assert parse(text) == NOTHING


def test_of_a_damaged_sim_what_is_sound_remains() -> None:
    points = [{"apn": "a b"}, {"apn": "x" * 65}, {"apn": 5}, None, {"apn": "good", "username": "a\nb", "reason": []}]
    document = {"sims": {ICCID: {"operator": [1], "access_points": points, "winner": ["gone", ""], "since": 3}}}
    assert parse(json.dumps(document)) == {ICCID: KnownSim("", (AccessPoint("good"),))}


def test_a_file_with_more_sims_than_are_kept_is_cut() -> None:
    document = {"sims": {iccid(number): {} for number in range(1000)}}
    assert list(parse(json.dumps(document))) == [iccid(number) for number in range(1000 - LIMIT, 1000)]


KEYS = ["sims", ICCID, "operator", "access_points", "winner", "since", "apn", "username"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda some: st.lists(some) | st.dictionaries(st.sampled_from(KEYS), some),
)


@given(JSON)
def test_any_json_is_a_memory_that_can_be_used(document: object) -> None:
    memory = parse(json.dumps(document))
    assert parse(serialise(memory)) == memory
    explain(seen(memory, ICCID, "23410", (FIRST,)), ICCID)


def test_the_file_is_for_root_alone_and_only_written_when_something_is_new(tmp_path: Path) -> None:
    layout = Layout(str(tmp_path))
    assert apn_file.read(layout) == NOTHING
    assert apn_file.update(layout, lambda memory: seen(memory, ICCID, "23410", (FIRST, SECOND)))
    path = Path(layout.apn_memory)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    before = path.stat()
    assert not apn_file.update(layout, lambda memory: seen(memory, ICCID, "23410", (FIRST, SECOND)))
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert apn_file.read(layout) == both()


def test_a_file_that_cannot_be_read_is_an_empty_memory(tmp_path: Path) -> None:
    layout = Layout(str(tmp_path))
    Path(layout.apn_memory).mkdir(parents=True)
    assert apn_file.read(layout) == NOTHING
