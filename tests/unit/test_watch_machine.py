"""What the watch does about one modem, as scenarios: what is seen, and exactly what is done."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from nm_cellular.watch import ladder, machine
from nm_cellular.watch.action import Action, Calm, Dial, Probe, Remember, Renew, Repair
from nm_cellular.watch.budget import Budget
from nm_cellular.watch.event import Condition, Need, Saw, Sight
from nm_cellular.watch.settings import Settings
from nm_cellular.watch.state import Phase, fresh, restarted, resumed

from .watch_story import (
    ABSENT,
    BEGIN,
    DIALABLE,
    DIALLING,
    DOWN,
    NO_PIN,
    REFUSED,
    SEARCHING,
    UNPLUGGED,
    V4,
    V6,
    Story,
    up,
)


def repairs(story: Story, sight: Sight, count: int) -> list[tuple[str, float]]:
    """The next repairs, none of which helps, and the seconds from each to the next look."""
    found: list[tuple[str, float]] = []
    for _ in range(1000):
        for action in story.when_due(sight):
            if isinstance(action, Dial):
                continue
            assert isinstance(action, Repair)
            story.done()
            found.append((action.rung, round(story.state.next_at - story.at)))
        if len(found) == count:
            return found
    raise AssertionError(found)


def test_networkmanager_has_five_seconds_to_reconnect_by_itself() -> None:
    story = Story()
    assert story.after(0, up()) == ()
    assert story.after(1, DOWN) == ()
    assert story.state.phase is Phase.WAITING
    assert story.after(4, DIALLING) == ()
    assert story.after(2, up(connection="2")) == ()
    assert (story.state.strikes, story.state.phase) == (0, Phase.WORKING)


def test_what_a_repair_has_brought_back_is_dialled_where_networkmanager_gave_up() -> None:
    story = Story(Settings(rungs=("reset", "replug")))
    story.after(0, DOWN)
    [reset] = story.when_due(DOWN)
    story.done()
    assert story.after(3, ABSENT) == ()
    assert story.after(20, SEARCHING) == ()
    assert story.after(2, DOWN) == ()
    # It had five seconds since it came back, to do it by itself.
    [dial] = story.after(3, DOWN)
    assert dial == Dial("NetworkManager does not dial what was repaired")
    assert (story.state.repair, story.state.strikes) == ("reset", 1)
    # Once: if that does not help, it is the next rung's turn.
    assert story.after(40, DOWN) == ()
    [replug] = story.when_due(DOWN)
    assert [each.rung for each in (reset, replug) if isinstance(each, Repair)] == ["reset", "replug"]


def test_one_that_nobody_dials_is_connected_and_then_every_rung_is_climbed() -> None:
    story = Story()
    assert story.after(0, DOWN) == ()
    assert story.state.look_at == story.at + 5
    found = repairs(story, DOWN, 8)
    assert [name for name, _ in found] == ["reconnect", "reconnect", "re-enable", "reset", "replug", "replug"] + [
        "reconnect"
    ] * 2
    assert [wait for _, wait in found] == [45, 45, 90, 160, 320, 640, 1280, 2560]


def test_other_access_points_are_tried_where_there_are_some() -> None:
    story = Story()
    sight = replace(DOWN, needs=DIALABLE | {Need.CHOICE})
    story.after(0, sight)
    assert [name for name, _ in repairs(story, sight, 7)] == ["reconnect"] * 2 + ["next-apn"] * 4 + ["re-enable"]


def test_a_repair_says_how_often_it_was_tried() -> None:
    story = Story()
    story.after(0, DOWN)
    assert story.when_due(DOWN) == (Repair("reconnect", 0, DOWN.reason),)
    story.done()
    assert story.when_due(DOWN) == ()
    assert story.when_due(DOWN) == (Repair("reconnect", 1, DOWN.reason),)


def test_the_state_is_on_disk_before_a_repair_begins() -> None:
    story = Story()
    story.after(0, DOWN)
    _, actions = machine.step(story.state, Saw(story.at + 20, 0.5, DOWN), story.settings)
    assert [type(action) for action in actions] == [Remember, Repair]


def test_nothing_is_done_beside_a_repair_that_goes_on() -> None:
    story = Story()
    story.after(0, DOWN)
    assert len(story.when_due(DOWN)) == 1
    assert story.after(100, DOWN) == ()
    # One that never ends does not stop the watch.
    assert story.after(200, DOWN) != ()


def test_a_modem_that_finds_no_network_has_five_minutes_and_is_not_dialled() -> None:
    story = Story()
    story.after(0, SEARCHING)
    assert story.state.look_at == story.at + 300
    assert [name for name, _ in repairs(story, SEARCHING, 2)] == ["re-enable", "reset"]


def test_a_modem_that_vanished_is_taken_off_the_bus_and_back_but_not_at_once() -> None:
    story = Story()
    story.after(0, up())
    assert story.after(1, ABSENT) == ()
    assert story.state.look_at == story.at + 300
    assert repairs(story, ABSENT, 1) == [("replug", 120)]


def test_a_modem_that_is_not_plugged_in_is_waited_for() -> None:
    story = Story()
    story.after(0, UNPLUGGED)
    assert story.when_due(UNPLUGGED) == ()
    assert story.state.look_at == story.at + story.settings.longest_wait


def test_a_device_that_came_back_and_is_not_listed_has_five_minutes_and_not_an_hour() -> None:
    story = Story()
    story.after(0, UNPLUGGED)
    story.after(1000, UNPLUGGED)
    assert story.after(2600, ABSENT) == ()
    assert story.state.look_at == story.at + 300
    assert repairs(story, ABSENT, 1) == [("replug", 120)]


def test_a_modem_that_came_back_after_an_hour_has_time_to_start() -> None:
    story = Story()
    story.after(0, UNPLUGGED)
    story.after(3600, UNPLUGGED)
    assert story.after(10, DOWN) == ()
    story.state = replace(story.state, next_at=0.0)
    assert story.after(1, DOWN) == ()
    assert story.state.look_at == story.at + 4


@pytest.mark.parametrize("sight", [NO_PIN, replace(DOWN, by_user=True)], ids=["PIN", "taken down by hand"])
def test_what_is_not_ours_to_repair_is_left_alone_for_ever(sight: Sight) -> None:
    story = Story()
    assert [story.after(3600, sight) for _ in range(48)] == [()] * 48
    assert story.state.phase is Phase.HELD


def test_a_pin_that_was_typed_in_gives_the_modem_all_its_time() -> None:
    story = Story()
    story.after(0, NO_PIN)
    story.after(7200, NO_PIN)
    assert story.after(1, DOWN) == ()
    assert story.state.look_at == story.at + 5


def test_a_modem_that_the_network_refuses_is_tried_once_an_hour_and_never_reset() -> None:
    story = Story()
    story.after(0, REFUSED)
    found = repairs(story, REFUSED, 30)
    assert set(found) == {("reconnect", 3600)}
    assert story.state.place == ladder.Place()


def test_after_ten_good_minutes_the_ladder_begins_anew() -> None:
    story = Story()
    story.after(0, DOWN)
    repairs(story, DOWN, 3)
    story.after(1, up((1, 1), connection="2"))
    story.after(599, up((2, 2), connection="2"))
    assert story.state.strikes == 3
    story.after(1, up((3, 3), connection="2"))
    assert (story.state.strikes, story.state.place) == (0, ladder.Place())


def test_before_that_it_goes_on_where_it_was() -> None:
    story = Story()
    story.after(0, DOWN)
    repairs(story, DOWN, 3)
    story.after(1, up((1, 1), connection="2"))
    story.after(200, DOWN)
    assert repairs(story, DOWN, 1)[0][0] == "reset"


def test_what_was_received_proves_a_link_so_that_it_is_not_asked() -> None:
    story = Story()
    asked = [story.after(30, up((number, number))) for number in range(200)]
    assert asked == [()] * 200


def test_traffic_that_may_have_ended_right_after_the_last_look_proves_no_more_than_that() -> None:
    story = Story()
    story.after(0, up((1, 1)))
    assert story.after(10, up((2, 2))) == ()
    assert story.state.look_at == story.at + 28
    assert story.after(28, up((3, 3))) == ()
    assert story.after(28, up((3, 3))) == (Probe(V4, "resolver", 56),)


def test_an_idle_link_is_asked_more_and_more_seldom() -> None:
    story = Story(Settings(probe_every=600))
    story.after(0, up())
    times = []
    while len(times) < 8:
        for action in story.when_due(up()):
            assert isinstance(action, Probe)
            times.append(story.at)
            story.answers(action)
    gaps = [second - first for first, second in pairwise(times)]
    assert gaps == sorted(gaps)
    assert gaps[-1] == 594


def gaps_of(story: Story, count: int) -> tuple[list[float], list[str]]:
    """Of an idle link with both families: seconds between probes that are answered, and the families asked."""
    sight = up((0, 0), (0, 0))
    story.after(0, sight)
    asked: list[tuple[float, str]] = []
    while len(asked) < count:
        for action in story.when_due(sight):
            assert isinstance(action, Probe)
            asked.append((story.at, action.family))
            story.answers(action, spent=action.reserve)
    return [second[0] - first[0] for first, second in pairwise(asked)], [family for _, family in asked]


def test_an_idle_link_is_asked_in_each_minute_and_now_and_then_by_ipv6_instead() -> None:
    gaps, families = gaps_of(Story(chance=0.0), 200)
    assert max(gaps) <= 56
    later = families[30:]
    assert 12 <= later.count(V4) / later.count(V6) <= 14


def test_who_is_short_of_money_asks_half_as_often_and_then_as_before() -> None:
    story = Story(chance=0.0)
    story.state = replace(story.state, budget=Budget(2500, BEGIN))
    gaps, _ = gaps_of(story, 100)
    assert 100 < max(gaps) <= 4 * 56
    assert gaps[-1] <= 56


def test_a_doubt_about_one_family_asks_the_other_and_nothing_is_renewed_before_its_answer() -> None:
    story = Story()
    sight = up((0, 0), (1, 1))
    story.after(0, up((0, 0), (0, 0)))
    story.after(1, sight)
    story.state = replace(story.state, budget=Budget(2500, story.at))
    [first] = story.when_due(sight)
    story.is_silent(_probe(first, V4))
    [other] = story.after(0, sight)
    story.is_silent(_probe(other, V6))
    again, others = story.after(1, sight)
    story.is_silent(_probe(again, V4))
    assert story.state.routes[V4].is_dead
    assert story.after(0, sight) == ()
    story.answers(_probe(others, V6), spent=96)
    assert story.after(0, sight) == (Renew(V4, "nothing comes back by IPv4"),)


def _probe(action: Action, family: str) -> Probe:
    assert isinstance(action, Probe)
    assert action.family == family
    return action


def test_what_is_sent_and_not_answered_raises_doubt_at_once() -> None:
    story = Story()
    story.after(0, up())
    story.after(10, up((5, 5)))
    assert story.after(28, up((5, 9))) == (Probe(V4, "resolver", 56),)


def test_a_doubt_is_asked_about_also_where_little_may_be_spent() -> None:
    story = Story()
    story.state = fresh(BEGIN)
    story.after(0, up())
    story.after(10, up((5, 5)))
    assert story.after(30, up((5, 9))) == (Probe(V4, "resolver", 56),)


def silence(story: Story, sight: Sight, family: str = V4) -> float:
    """Seconds from the first probe to the moment at which the family counts as dead."""
    begun: float | None = None
    for _ in range(20):
        for action in story.when_due(sight):
            if isinstance(action, Probe) and action.family == family:
                begun = begun or story.at
                story.at += 4 if action.way else 16
                story.is_silent(action)
            elif isinstance(action, Probe):
                story.answers(action)
        if any(route.is_dead for route in story.state.routes.values()):
            assert begun
            return story.at - begun
    raise AssertionError("it never did")


def test_a_link_that_carries_nothing_is_found_out_in_half_a_minute_and_reconnected() -> None:
    story = Story()
    story.after(0, up())
    assert silence(story, up()) == 21
    assert story.when_due(up()) == (Repair("reconnect", 0, "it is connected, but nothing comes back"),)


def test_a_link_that_answers_in_another_way_is_asked_in_that_way() -> None:
    story = Story()
    story.after(0, up())
    [first] = story.when_due(up())
    assert isinstance(first, Probe)
    story.is_silent(first)
    [second] = story.after(1, up())
    assert isinstance(second, Probe)
    assert second.way == ""
    story.answers(second, "target")
    third = [action for _ in range(4) for action in story.when_due(up())]
    assert third[0] == Probe(V4, "target", 112)


def test_a_dead_ipv6_is_renewed_and_a_good_ipv4_left_alone() -> None:
    story = Story()
    sight = up((0, 0), (0, 0))
    story.after(0, sight)
    silence(story, sight, V6)
    renewals, others = [], []
    for _ in range(200):
        for action in story.when_due(sight):
            if isinstance(action, Probe) and action.family is V4:
                story.answers(action)
            elif isinstance(action, Probe):
                story.is_silent(action)
            else:
                (renewals if action == Renew(V6, "nothing comes back by IPv6") else others).append(story.at)
    assert others == []
    gaps = [second - first for first, second in pairwise(renewals)]
    assert len(gaps) >= 5
    assert all(second >= first for first, second in pairwise(gaps[:5]))


def test_an_ipv6_that_works_again_is_no_more_in_doubt() -> None:
    story = Story()
    story.after(0, up((0, 0), (0, 0)))
    silence(story, up((0, 0), (0, 0)), V6)
    story.after(0, up((0, 0), (0, 0)))
    story.after(1, up((1, 1), (1, 1)))
    assert story.state.phase is Phase.WORKING


def test_a_dead_ipv4_is_renewed_three_times_before_the_whole_is_connected_anew() -> None:
    story = Story()
    found = []
    for received in range(1, 100):
        for action in story.when_due(up((0, 0), (received, received))):
            if isinstance(action, Probe):
                story.is_silent(action)
            else:
                found.append(type(action))
        if Repair in found:
            break
    assert found == [Renew, Renew, Renew, Repair]


def test_a_networkmanager_that_dials_without_end_is_stopped_and_we_take_over() -> None:
    story = Story()
    actions = [action for _ in range(10) for sight in (DIALLING, DOWN) for action in story.after(0.1, sight)]
    assert actions == [Calm("NetworkManager has dialled 10 times in 2 s")]
    # What NetworkManager now shows is our own doing, and no user's.
    quiet = replace(DOWN, by_user=True)
    assert story.after(0, quiet) == ()
    assert repairs(story, quiet, 2) == [("reconnect", 45), ("reconnect", 45)]


def test_dials_between_which_nothing_else_was_to_be_seen_are_counted_too() -> None:
    story = Story()
    seen = [replace(DIALLING, dial=f"/activation/{number}") for number in range(10) for _ in range(3)]
    actions = [action for sight in seen for action in story.after(0.1, sight)]
    assert [type(action) for action in actions] == [Calm]


def test_one_that_gave_up_after_its_four_tries_is_helped() -> None:
    story = Story()
    for _ in range(4):
        assert story.after(3, DIALLING) == ()
        assert story.after(3, DOWN) == ()
    assert repairs(story, DOWN, 1) == [("reconnect", 45)]


def test_a_reboot_waits_until_the_machine_has_run_for_an_hour_and_then_for_two() -> None:
    story = Story(Settings(rungs=("reboot",)))
    story.after(0, DOWN)
    assert repairs(story, DOWN, 1) == [("reboot", 600)]
    assert story.at >= 3600
    first_boot = story.at
    story.state, story.at = resumed(story.state, first_boot, 30.0), 30.0
    story.after(0, DOWN)
    repairs(story, DOWN, 1)
    assert story.at >= 7200


def test_no_reboot_where_nobody_allows_it() -> None:
    story = Story()
    story.after(0, DOWN)
    assert "reboot" not in dict(repairs(story, DOWN, 50))


def test_a_service_that_was_killed_goes_on_where_it_was() -> None:
    story = Story()
    story.after(0, DOWN)
    assert len(story.when_due(DOWN)) == 1
    story.state = restarted(story.state, story.at)
    assert story.after(1, DOWN) == ()
    assert (story.state.strikes, story.state.look_at) == (1, story.at + 44)


def test_a_machine_that_was_switched_off_goes_on_where_it_was() -> None:
    story = Story()
    story.after(0, DOWN)
    repairs(story, DOWN, 4)
    left = story.state.next_at - story.at
    story.state, story.at = resumed(story.state, story.at, 30.0), 30.0
    assert story.after(0, DOWN) == ()
    assert story.state.strikes == 4
    assert story.state.look_at == 30 + left


def test_without_a_budget_nothing_is_asked() -> None:
    story = Story(Settings(data_budget=0))
    assert [story.after(30, up((0, number))) for number in range(100)] == [()] * 100
    assert story.state.phase is Phase.WORKING


def test_conditions_are_those_that_have_a_scenario_here() -> None:
    told = {each.condition for each in (DOWN, DIALLING, SEARCHING, ABSENT, REFUSED, NO_PIN, up())}
    assert told == set(Condition)
