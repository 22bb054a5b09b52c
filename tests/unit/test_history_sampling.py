"""From what was seen to samples of five minutes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from nm_cellular.errors import CommandError
from nm_cellular.history import pending, sampling
from nm_cellular.history.sample import Sample, merged
from nm_cellular.history.sampling import STEP, Recording
from nm_cellular.modems.observation import Observation
from nm_cellular.modems.whereabouts import Place, Whereabouts
from tests.unit.recorded import DEVICE, bearer, connected, modem, seen


def recorded(*looks: tuple[float, Observation]) -> Recording:
    recording = Recording()
    for at, observation in looks:
        recording = sampling.noted(recording, observation, at)
    return recording


def samples(*looks: tuple[float, Observation]) -> list[Sample]:
    return [sample for _, sample in recorded(*looks).finished]


def test_a_step_ends_with_the_first_look_in_a_later_one() -> None:
    assert samples((0, seen(modem())), (STEP - 1, seen(modem()))) == []
    (sample,) = samples((0, seen(modem())), (STEP + 1, seen(modem())))
    assert (sample.at, sample.span, sample.technology, sample.operator) == (0, STEP + 1, "lte", "23410")


def test_the_signal_is_a_mean_over_time_and_not_over_looks() -> None:
    (sample,) = samples((0, seen(modem(80))), (240, seen(modem(20))), (270, seen(modem(20))), (300, seen(modem(20))))
    assert sample.quality == pytest.approx((240 * 80 + 60 * 20) / 300)
    assert (sample.lowest, sample.heard) == (20, 300)


def test_where_nothing_is_signalled_for_hours_all_was_as_before() -> None:
    (sample,) = samples((0, connected(0, 0)), (7200, seen(modem())))
    assert (sample.span, sample.connected, sample.heard) == (7200, 7200, 7200)


def test_connections_are_counted_once_each() -> None:
    looks = [connected(1, 1), connected(2, 2), seen(modem()), connected(1, 1, attempts=2)]
    (sample,) = samples(*((10.0 * n, look) for n, look in enumerate(looks)), (STEP, seen(modem())))
    assert (sample.connects, sample.received, sample.sent) == (2, 3, 3)
    assert sample.connected == 20 + (STEP - 30)


def test_a_modem_that_is_gone_has_neither_signal_nor_connection() -> None:
    first, *_ = samples((0, connected(0, 0)), (100, seen()), (STEP, seen()))
    assert (first.heard, first.connected, first.span) == (100, 100, STEP)


def test_while_modemmanager_does_not_answer_nothing_is_known() -> None:
    failed = Observation(failure=CommandError("it hangs"))
    assert recorded((0, seen(modem())), (1000, failed)) == recorded((0, seen(modem())))


def test_the_cell_is_recorded_where_somebody_asked_for_it() -> None:
    found = modem()
    place = Place(("234", "10", "0", "D30156", "6FFE"), None, None, None)
    looked = Observation((found,), whereabouts={found.path: Whereabouts((), place)})
    (sample,) = samples((0, looked), (STEP, seen(modem())))
    assert sample.cell == "234-10-6FFE-D30156"


def test_one_who_comes_back_goes_on_counting_and_invents_no_signal() -> None:
    before = recorded((0, connected(100, 0)), (100, connected(200, 0)))
    kept = pending.parse(pending.serialise(before, "boot"), "boot")
    after = sampling.noted(sampling.ended(kept, 5000), connected(260, 0), 5000)
    (_, sample), *more = sampling.noted(after, connected(260, 0), 5400).finished
    assert (sample.span, sample.received, sample.connects) == (100, 200, 1)
    assert [(each.received, each.connects, each.span) for _, each in more] == [(60, 0, 400)]


def test_of_another_boot_nothing_is_taken_over() -> None:
    kept = pending.serialise(recorded((0, connected(100, 0)), (400, connected(200, 0))), "boot")
    assert pending.parse(kept, "another") == Recording()


@given(some.binary() | some.text())
def test_a_damaged_memory_is_none(text: str | bytes) -> None:
    assert pending.parse(text, "boot") == Recording()


@given(some.lists(some.tuples(some.floats(0.1, 2000), some.integers(0, 1000), some.booleans()), max_size=30))
def test_no_byte_and_no_second_is_lost(looks: list[tuple[float, int, bool]]) -> None:
    recording, at, total, last = Recording(), 0.0, 0, 0
    for number, (passed, more, anew) in enumerate(looks):
        at += passed if number else 0
        last = more if anew else last + more
        total += more
        attempts = sum(each[2] for each in looks[: number + 1])
        found = modem(state=11, bearer=bearer(last, 1, attempts=attempts))
        recording = sampling.noted(recording, seen(found), at)
    over = sampling.ended(recording, at)
    if all_ := [sample for device, sample in over.finished if device == DEVICE]:
        whole = merged(all_)
        assert sum(each.span for each in all_) == pytest.approx(at)
        assert whole.span == pytest.approx(at)
        assert whole.received + over.going[DEVICE].sample.received == total
