"""Bytes that came since the last look, whatever counters begin anew meanwhile."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from nm_cellular.modems import metering
from nm_cellular.modems.metering import Meter
from nm_cellular.modems.observation import Observation
from tests.unit.recorded import by_kernel, connected


def carried(*observations: Observation) -> list[tuple[int, int]]:
    meter: Meter | None = None
    found = []
    for each in observations:
        traffic = each.traffic(each.modems[0])
        assert traffic
        meter, bytes_ = metering.read(meter, each.modems[0], traffic)
        found.append(tuple(bytes_))
    return found


def test_what_came_to_the_counters() -> None:
    assert carried(connected(100, 10), connected(250, 10), connected(250, 30)) == [(100, 10), (150, 0), (0, 20)]


def test_counters_begin_anew_with_another_connection() -> None:
    assert carried(connected(100, 10), connected(30, 3, path="/Bearer/1")) == [(100, 10), (30, 3)]


def test_counters_begin_anew_though_they_are_higher_than_before() -> None:
    assert carried(connected(100, 10), connected(5000, 500, attempts=2)) == [(100, 10), (5000, 500)]


def test_counters_that_fell_have_begun_anew() -> None:
    assert carried(connected(100, 10), connected(40, 20)) == [(100, 10), (40, 20)]


def test_an_interface_that_stays_counts_on_through_connections() -> None:
    assert carried(by_kernel(100, 10, "wwan0"), by_kernel(150, 10, "wwan0", attempts=2)) == [(100, 10), (50, 0)]


def test_a_ppp_interface_is_a_new_one_with_each_connection() -> None:
    assert carried(by_kernel(100, 10, "ppp0"), by_kernel(150, 10, "ppp0", attempts=2)) == [(100, 10), (150, 10)]


@given(some.lists(some.lists(some.integers(0, 10**9), min_size=1, max_size=5), min_size=1, max_size=5))
def test_no_byte_is_lost_or_counted_twice(connections: list[list[int]]) -> None:
    looks = [connected(count, 1, attempts=n) for n, counts in enumerate(connections) for count in sorted(counts)]
    assert sum(received for received, _ in carried(*looks)) == sum(max(counts) for counts in connections)
