"""The budget: the greediest spender, stopped and started at any moment, spends no more in any 24 hours."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from nm_cellular.watch import wire
from nm_cellular.watch.budget import Budget
from nm_cellular.watch.event import Family
from nm_cellular.watch.settings import Settings

DAY = 86400


def greedy(a_day: int, rng: random.Random) -> list[tuple[float, int]]:
    """Two days of somebody who spends what there is, as (time, bytes); each sixth time the machine starts anew."""
    now, booted, spent = 0.0, 0.0, []
    budget = disk = Budget()
    while now < 2 * DAY:
        now += rng.choice([1.0, 60.0, 600.0, 30_000.0])
        if rng.random() < 1 / 6:
            booted, budget = now, disk.after_a_crash(0.0)
        budget = budget.accrued(now - booted, a_day)
        while budget.affords(cost := rng.choice([56, 205, 900])):
            booked = budget.with_booking(cost)
            disk = disk if booked == budget else booked
            budget = booked.spent(cost)
            unused = rng.choice([0, 0, cost // 2])
            budget = budget.refunded(unused)
            spent.append((now, cost - unused))
    return spent


@given(st.integers(10_000, 500_000), st.integers())
@settings(max_examples=40, deadline=None)
def test_no_24_hours_cost_more_than_the_budget_however_often_the_machine_starts(a_day: int, seed: int) -> None:
    spent = greedy(a_day, random.Random(seed))
    total, first = 0, 0
    for when, cost in spent:
        total += cost
        while spent[first][0] <= when - DAY:
            total -= spent[first][1]
            first += 1
        assert total <= a_day
    assert spent


def test_a_day_without_a_stop_spends_what_it_may() -> None:
    budget = Budget()
    for second in range(0, DAY, 60):
        budget = budget.accrued(second, 100_000)
        if budget.affords(56):
            budget = budget.with_booking(56).spent(56)
    # All but the fifth that may be saved up: an echo a minute.
    assert budget.balance < 60


def test_what_an_idle_week_saves_up_is_within_the_next_days_budget() -> None:
    budget, total = Budget().accrued(7 * DAY, 100_000), 0
    for second in range(0, DAY, 60):
        budget = budget.accrued(7 * DAY + second, 100_000)
        while budget.affords(56):
            budget, total = budget.spent(56), total + 56
    assert 99_000 < total <= 100_000


def test_a_clock_that_goes_back_gives_nothing() -> None:
    assert Budget(100, 5000.0).accrued(10.0, 100_000).balance == 100


def test_what_it_can_never_afford_is_looked_at_again_in_a_day() -> None:
    assert Budget().ready_at(3000, 10_000) == DAY
    assert Budget().ready_at(80, 86_400 * 5 // 4) == 80


def test_a_day_of_the_default_pays_for_an_echo_a_minute_by_ipv4() -> None:
    assert wire.echo(Family.IPV4) == 56
    assert DAY / 60 * wire.echo(Family.IPV4) <= Settings().data_budget


def test_the_greatest_probe_fits_into_the_smallest_budget() -> None:
    own = Settings()
    most = max(wire.most_of("", family, own.targets_of(family)) for family in Family)
    assert most <= 10_000 * 0.2
