"""What each SIM has used in a month, and what stands of it."""

from __future__ import annotations

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as some

from nm_cellular.data_limits import counting, document, limit, limits, months, words
from nm_cellular.data_limits.counting import Account, Counting
from nm_cellular.data_limits.limit import Limit, Standing
from nm_cellular.data_limits.months import Months
from nm_cellular.formats import parse
from nm_cellular.problem import ValueRefused
from tests.unit.recorded import DEVICE, UUID, bearer, connected, modem, seen

HOUR, DAY = 3600.0, 86400.0


@pytest.mark.parametrize(
    ("text", "count"),
    [("2 GB/month", 2 * 10**9), ("500MB", 5 * 10**8), ("1.5 GiB per month", 3 << 29), ("2gb / month", 2 * 10**9)],
)
def test_amounts(text: str, count: int) -> None:
    assert limit.parse(text) == count


@pytest.mark.parametrize("text", ["2", "2 GB/day", "-2 GB", "2 apples", "1 kB/month", "", "9999999 GB"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueRefused, match=r"amount|less"):
        limit.parse(text)


def used(*steps: tuple[str, int, float]) -> Months:
    found = Months()
    for month, count, passed in steps:
        found = found.with_more(count, month, passed)
    return found


def test_a_new_month_begins_at_nothing() -> None:
    found = used(("2026-02", 5, 0), ("2026-03", 3, HOUR), ("2026-03", 4, HOUR))
    assert found.used == {"2026-02": 5, "2026-03": 7}
    assert found.now("2026-03") == 7
    assert found.now("2026-04") == 0


def test_what_came_before_the_clock_was_set_belongs_to_the_month_that_it_then_is() -> None:
    assert used(("", 5, 0), ("2026-03", 3, HOUR)).used == {"2026-03": 8}


def test_a_boot_without_time_goes_on_in_the_last_month() -> None:
    found = used(("2026-03", 5, 0), ("", 3, HOUR), ("2025-06", 2, HOUR), ("2026-03", 1, HOUR))
    assert found.used == {"2026-03": 11}
    assert found.now("") == 11


def test_a_clock_that_was_ahead_and_is_set_right_forgets_nothing() -> None:
    found = used(("2026-03", 5, 0), ("2038-01", 7, HOUR), ("2026-03", 1, HOUR))
    assert found.now("2026-03") == 13
    found = found.with_more(2, "2026-03", DAY)
    assert found.used == {"2026-03": 15}
    assert found.with_more(1, "2026-04", HOUR).now("2026-04") == 1


def test_a_year_is_kept() -> None:
    found = used(*((f"{2026 + n // 12}-{n % 12 + 1:02}", n, HOUR) for n in range(30)))
    assert len(found.used) == 13
    assert max(found.used) == "2028-06"


_MONTHS = some.sampled_from(["", "2025-06", "2026-01", "2026-02", "2026-03", "2038-01"])


@given(some.lists(some.tuples(_MONTHS, some.integers(0, 10**12), some.floats(0, 2 * DAY)), max_size=12))
def test_whatever_the_clock_does_no_byte_is_lost(steps: list[tuple[str, int, float]]) -> None:
    found = used(*steps)
    assert sum(found.used.values()) == sum(count for _, count, _ in steps)
    if steps:
        assert found.now(steps[-1][0]) >= steps[-1][1]


def test_months_are_those_of_the_local_calendar() -> None:
    assert months.month_of(1_790_000_000, UTC) == "2026-09"
    assert months.month_of(17, UTC) == ""


def count(*observations: object, counting_: Counting | None = None) -> Counting:
    found = counting_ or Counting()
    for number, each in enumerate(observations, start=1):
        found = found.after(each, "2026-03", 60.0 * number)  # type: ignore[arg-type]
    return found


LIMITS = {UUID: Limit(1000, stop=True)}


def test_a_sim_is_counted_through_connections_and_restarts() -> None:
    found = count(connected(100, 10), seen(modem()), connected(50, 5, attempts=2))
    kept = counting.parse(counting.serialise(found, "boot"), "boot")
    assert kept == found
    again = count(connected(60, 5, attempts=2), counting_=kept)
    assert counting.account(again, modem(), LIMITS, "2026-03").used == 175


def test_after_a_boot_all_counters_have_begun_anew() -> None:
    kept = counting.parse(counting.serialise(count(connected(100, 10)), "boot"), "another")
    assert counting.account(count(connected(100, 10), counting_=kept), modem(), LIMITS, "2026-03").used == 220


def test_another_sim_in_the_modem_has_a_month_of_its_own() -> None:
    found = count(connected(1500, 0))
    other = modem(iccid="8949022000012345678")
    assert counting.account(found, modem(), LIMITS, "2026-03").standing is Standing.OVER
    assert counting.account(found, other, LIMITS, "2026-03").used == 0


def test_it_stays_stopped_though_no_profile_runs_any_more() -> None:
    found = count(connected(1500, 0), seen(modem()))
    assert counting.account(found, modem(), LIMITS, "2026-03").is_stopped
    assert not counting.account(found, modem(), LIMITS, "2026-04").is_stopped
    assert not counting.account(found, modem(), {UUID: Limit(1000)}, "2026-03").is_stopped


@given(some.binary() | some.text())
def test_a_damaged_memory_is_as_none(text: str | bytes) -> None:
    assert counting.parse(text, "boot") == Counting()
    assert document.stopped(text, "boot") == frozenset()
    assert document.accounts(text, "boot") == {}


def test_what_status_reads_names_no_sim() -> None:
    import json

    account = counting.account(count(connected(1500, 0)), modem(), LIMITS, "2026-03")
    text = json.dumps(document.now({DEVICE: account}, frozenset({DEVICE}), "boot"))
    assert "8944" not in text
    assert document.accounts(text, "boot") == {DEVICE: account}
    assert document.stopped(text, "boot") == {DEVICE}
    assert document.stopped(text, "another") == frozenset()


def test_each_change_is_told_once() -> None:
    near, over = (Account(each, "2026-03", Limit(1000, stop=True)) for each in (800, 1000))
    assert words.told(Standing.WITHIN, near) == "the data limit is near: 800 B of 1 kB in 2026-03"
    assert words.told(Standing.NEAR, near) == ""
    assert words.told(Standing.NEAR, over).endswith("it is disconnected until the next month")


CONF = b"[a]\napn = one.example, two.example\ndata-limit = 2 GB/month\ndata-limit-stop = yes\n[b]\napn = c.example\n"


def test_the_limit_of_a_section_is_that_of_all_its_profiles() -> None:
    parsed = parse("/boot/cellular.conf", CONF)
    assert parsed.problems == ()
    found = limits.by_uuid(parsed.profiles, {})
    assert set(found.values()) == {Limit(2 * 10**9, stop=True)}
    assert len(found) == 2


def test_a_stop_without_a_limit_is_a_mistake() -> None:
    (problem,) = parse("/boot/cellular.conf", b"[a]\napn = b\ndata-limit-stop = yes\n").problems
    assert problem.is_error
    assert "no data-limit" in problem.message


def test_two_modems_are_counted_apart() -> None:
    other = modem(state=11, device=f"{DEVICE}2", iccid="1", bearer=bearer(7, 0, path="/Bearer/9"))
    found = count(seen(modem(state=11, bearer=bearer(5, 0)), other))
    assert [counting.account(found, each, {}, "2026-03").used for each in (modem(), other)] == [5, 7]
