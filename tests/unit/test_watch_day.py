"""Days of a link with faults, in virtual time: all are mended, at a hundredth of what a loop that pings costs."""

from __future__ import annotations

import random

import pytest

from bench.simulation import DAY, Link, Loop, Watch, day, live, until

_NOTICED, _MENDED = 60, 90
"""Seconds in which that a link passes nothing is noticed and mended, whether the machine uses it or not."""

_LOOP_MENDS = 16
"""Seconds in which a loop that pings mends a call that NetworkManager has given up."""


@pytest.mark.parametrize("every", [0.0, 60.0], ids=["idle", "a request a minute"])
@pytest.mark.parametrize("seed", range(4))
def test_a_day_with_every_fault(seed: int, every: float) -> None:
    watch = Watch(Link(every), random.Random(seed))
    outcomes = list(live(watch, day(seed)))
    assert [outcome for outcome in outcomes if outcome.mended is None] == []
    assert watch.spent <= watch.settings.data_budget
    by_name = {outcome.kind.name: outcome for outcome in outcomes}
    assert (by_name["nothing passes"].noticed or DAY) <= _NOTICED
    assert (by_name["nothing passes"].mended or DAY) <= _MENDED
    assert (by_name["the call ends, NetworkManager gives up"].mended or DAY) < _LOOP_MENDS


def test_an_idle_day_without_a_fault_costs_a_hundredth_of_a_loop() -> None:
    watch, loop = Watch(Link(0.0), random.Random(1)), Loop(Link(0.0))
    until(watch, DAY)
    until(loop, DAY)
    assert 0 < watch.spent <= loop.spent / 100
    assert watch.state.strikes == 0
