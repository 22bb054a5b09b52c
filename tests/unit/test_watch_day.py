"""Days of a link with faults, in virtual time: all are mended, at a hundredth of what a loop that pings costs."""

from __future__ import annotations

import random

import pytest

from bench.simulation import DAY, Link, Loop, Watch, day, live, until

_SILENT_AND_USED = 90
"""Seconds in which a link that passes nothing is mended where the machine sends a request a minute."""


@pytest.mark.parametrize("every", [0.0, 60.0], ids=["idle", "a request a minute"])
@pytest.mark.parametrize("seed", range(4))
def test_a_day_with_every_fault(seed: int, every: float) -> None:
    watch = Watch(Link(every), random.Random(seed))
    outcomes = list(live(watch, day(seed)))
    assert [outcome for outcome in outcomes if outcome.mended is None] == []
    assert watch.spent <= watch.settings.data_budget
    if every:
        [silent] = [outcome for outcome in outcomes if outcome.kind.name == "nothing passes"]
        assert silent.mended is not None
        assert silent.mended < _SILENT_AND_USED


def test_an_idle_day_without_a_fault_costs_a_hundredth_of_a_loop() -> None:
    watch, loop = Watch(Link(0.0), random.Random(1)), Loop(Link(0.0))
    until(watch, DAY)
    until(loop, DAY)
    assert 0 < watch.spent <= loop.spent / 100
    assert watch.state.strikes == 0
