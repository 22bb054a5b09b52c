"""The budget: the greediest spender, stopped and started at any moment, spends no more in any 24 hours."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nm_cellular.watch import allowance, wire
from nm_cellular.watch.allowance import Allowance
from nm_cellular.watch.budget import Budget
from nm_cellular.watch.event import Family
from nm_cellular.watch.settings import Settings

DAY = 86400
DEFAULT = allowance.of(Settings())


def greedy(a_day: int, rng: random.Random) -> list[tuple[float, int]]:
    """Two days of somebody who spends what there is, as (time, bytes); each sixth time the machine starts anew."""
    now, booted, spent = 0.0, 0.0, []
    allowed = allowance.of(Settings(data_budget=a_day))
    budget = disk = Budget()
    while now < 2 * DAY:
        now += rng.choice([1.0, 60.0, 600.0, 30_000.0])
        if rng.random() < 1 / 6:
            booted, budget = now, disk.after_a_crash(0.0)
        budget = budget.accrued(now - booted, allowed)
        while budget.balance >= (cost := rng.choice([56, 205, 900])):
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
    budget, total = Budget(), 0
    for second in range(0, DAY, 60):
        budget = budget.accrued(second, DEFAULT)
        while budget.balance >= 56:
            budget, total = budget.with_booking(56).spent(56), total + 56
    # All but the twentieth that may be saved up.
    assert 94_800 < total <= 95_000


def test_what_an_idle_week_saves_up_is_within_the_next_days_budget() -> None:
    budget, total = Budget().accrued(7 * DAY, DEFAULT), 0
    for second in range(0, DAY, 60):
        budget = budget.accrued(7 * DAY + second, DEFAULT)
        while budget.balance >= 56:
            budget, total = budget.spent(56), total + 56
    assert 99_000 < total <= 100_000


def test_a_clock_that_goes_back_gives_nothing() -> None:
    assert Budget(100, 5000.0).accrued(10.0, DEFAULT).balance == 100


def test_what_it_can_never_afford_is_looked_at_again_in_a_day() -> None:
    assert Budget().ready_at(3000, Allowance(10_000, 2000)) == DAY
    assert Budget().ready_at(80, Allowance(DAY + 5000, 5000)) == 80


def test_a_day_of_the_default_pays_for_an_echo_in_each_56_seconds_by_ipv4() -> None:
    assert wire.echo(Family.IPV4) == 56
    assert DAY / Settings().probe_every * wire.echo(Family.IPV4) <= DAY * DEFAULT.rate


@given(st.integers(10_000, 1_000_000))
def test_what_is_kept_back_leaves_something_for_routine(a_day: int) -> None:
    own = allowance.of(Settings(data_budget=a_day))
    assert 0 < own.doubt <= own.kept_back <= own.store - wire.echo(Family.IPV6)
    assert own.store <= a_day / 5


@pytest.mark.parametrize(("a_day", "turns"), [(10_000, 14), (100_000, 12), (150_000, 2), (260_000, 1)])
def test_ipv6_has_the_more_turns_the_more_there_is_to_spend(a_day: int, turns: int) -> None:
    assert allowance.turns(Settings(data_budget=a_day)) == turns


def test_who_has_stopped_for_good_has_spent_what_he_has_spent() -> None:
    spent = Budget(4000).with_booking(56).spent(56)
    assert spent.after_a_crash(0.0).balance == 4000 - 2048
    assert spent.at_an_end().after_a_crash(0.0).balance == 4000 - 56


def test_the_greatest_probe_fits_into_the_smallest_budget() -> None:
    own = Settings()
    most = max(wire.most_of("", family, own.targets_of(family)) for family in Family)
    assert most <= 10_000 * 0.2
