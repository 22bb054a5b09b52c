"""What is kept of the watch over restarts."""

from __future__ import annotations

import json
import random
from dataclasses import replace

from nm_cellular.watch import document
from nm_cellular.watch.document import Document
from nm_cellular.watch.ladder import Place

from .watch_story import DOWN, V4, V6, Story, up


def busy() -> Story:
    story = Story()
    story.after(0, up((0, 0), (0, 0)))
    story.when_due(up((0, 0), (0, 3)))
    return story


def test_a_state_comes_back_as_it_was() -> None:
    story = busy()
    assert set(story.state.routes) == {V4, V6}
    kept = Document("boot", story.at, {"/sys/devices/usb1/1-1": story.state})
    assert document.parse(document.serialise(kept)) == kept


def test_a_state_in_trouble_comes_back_too() -> None:
    story = Story()
    story.after(0, DOWN)
    story.when_due(DOWN)
    kept = Document("boot", story.at, {"x": story.state})
    assert document.parse(document.serialise(kept)) == kept


def test_what_an_earlier_version_has_kept_is_not_lost() -> None:
    state = replace(busy().state, strikes=3, place=Place(2, 1), repair="replug")
    found = json.loads(document.serialise(Document("boot", 5.0, {"x": state})))
    for later in ("is_left", "dial"):
        del found["states"]["x"][later]
    for route in found["states"]["x"]["routes"].values():
        del route["looked_at"]
    (kept,) = document.parse(json.dumps(found)).states.values()
    assert {route.looked_at for route in kept.routes.values()} == {0.0}
    assert replace(kept, routes={}, is_left=state.is_left, dial=state.dial) == replace(state, routes={})


def test_what_is_damaged_is_as_if_nothing_were_kept() -> None:
    whole = document.serialise(Document("boot", 5.0, {"x": busy().state}))
    rng = random.Random(1)
    for _ in range(300):
        place = rng.randrange(len(whole))
        document.parse(whole[:place] + rng.choice(["", "x", "1e999", "null", "-"]) + whole[place + 1 :])
    for text in ("", "[]", "{}", "null", '{"boot": "b", "at": NaN, "states": {}}', '{"states": []}', "[" * 100_000):
        assert document.parse(text) == Document("", 0.0)


def test_a_truth_value_is_no_number_and_no_time_is_without_end() -> None:
    whole = json.loads(document.serialise(Document("boot", 5.0, {"x": busy().state})))
    for value in (True, "1", float("inf"), None):
        whole["states"]["x"]["next_at"] = value
        assert document.parse(json.dumps(whole)).states == {}
