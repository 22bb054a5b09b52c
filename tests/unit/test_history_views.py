"""The history as table, plot, SVG and JSON."""

from __future__ import annotations

from datetime import UTC
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as some

from nm_cellular.history import columns, document, plot, svg, table, words
from nm_cellular.history.sample import Sample
from tests.unit.recorded import DEVICE

NOON = 1_790_000_000.0 // 86400 * 86400 + 43200


def sample(at: float, span: float = 300, **values: object) -> Sample:
    filled = {"quality": 60.0, "lowest": 40, "heard": span, "connected": span, "technology": "lte"} | values
    return Sample(NOON + at, span, **filled)  # type: ignore[arg-type]


def test_a_column_is_as_long_as_people_count_time() -> None:
    assert [columns.step(seconds, 24) for seconds in (1800, 86400, 7 * 86400, 365 * 86400)] == [
        300,
        3600,
        43200,
        28 * 86400,
    ]


def test_rows_begin_at_full_hours_of_the_local_clock() -> None:
    rows = columns.aligned([sample(-600)], 86400, NOON - 100, 24, 1800)
    assert {(row.at + 1800) % 3600 for row in rows} == {0}
    assert rows[0].at <= NOON - 100 - 86400 < rows[1].at
    assert rows[-1].at <= NOON - 100 < rows[-1].at + 3600


@given(
    some.lists(some.tuples(some.floats(1, 90000), some.integers(0, 10**6)), max_size=20),
    some.integers(1, 50),
)
def test_columns_hold_all_that_was_carried(spans: list[tuple[float, int]], number: int) -> None:
    at, samples = 0.0, []
    for span, count in spans:
        samples.append(Sample(at, span, received=count, connected=span))
        at += span
    cut = columns.cut(samples, 0.0, (at + 1) / number, number)
    assert sum(each.sample.received for each in cut if each.sample) == sum(count for _, count in spans)
    assert sum(each.sample.span for each in cut if each.sample) == pytest.approx(at)


def test_the_table_says_what_there_was() -> None:
    found = [
        sample(-7200, 3600, connects=1, received=1_200_000, sent=3000),
        sample(-3600, 3600, quality=20.0, lowest=5),
    ]
    lines = list(table.lines(DEVICE, columns.aligned(found, 7200, NOON, 24), UTC))
    assert lines[0] == "modem at platform/soc/usb1/1-1"
    assert lines[1] == (
        "  connected 100 % of the time, 1 connection made, 1.2 MB received, 3 kB sent, signal 40 %, at least 5 %"
    )
    assert lines[2].split() == ["from", "signal", "lowest", "technology", "connected", "made", "received", "sent"]
    assert lines[3].split()[:3] == ["09-21", "10:00", "60"]


def test_a_plot_is_as_wide_as_it_shall_be_and_shows_gaps() -> None:
    found = [
        sample(-1200),
        sample(-900, quality=None, connected=0),
        sample(-600, technology="umts"),
        sample(-300, quality=100.0),
    ]
    lines = list(plot.lines(DEVICE, columns.even(found, 1500, NOON, 5), UTC))
    top, *_, bottom = lines[2:6]
    assert top.removeprefix("signal 100%").rstrip() == "     █"
    assert bottom.endswith("█ ██")
    assert lines[6] == "generation   4434"
    assert lines[7] == " connected   █·██"


def test_what_is_drawn_of_nothing() -> None:
    assert list(plot.lines(DEVICE, columns.even([], 100, NOON, 5), UTC))[1] == "  nothing is known of this time"
    assert list(table.lines(DEVICE, columns.aligned([], 3600, NOON, 5), UTC))[1] == "  nothing is known of this time"
    assert svg.draw(DEVICE, columns.even([], 100, NOON, 5), UTC) == ""


def test_an_image_is_well_formed_whatever_a_modem_is_called() -> None:
    found = [sample(-1200, received=5), sample(-600, quality=None)]
    image = svg.draw('/sys/devices/<&">\x1b', columns.even(found, 1500, NOON, 5), UTC)
    root = ElementTree.fromstring(image)
    assert root.attrib["viewBox"] == f"0 0 {svg.WIDTH} {svg.HEIGHT}"
    assert sum(each.tag.endswith("polyline") for each in root.iter()) == 1


def test_a_narrow_image_has_room_for_all_that_is_said() -> None:
    found = columns.even([sample(-1200, received=5)], 1500, NOON, 5)
    narrow, wide = (ElementTree.fromstring(svg.draw(DEVICE, found, UTC, width)) for width in (380, svg.WIDTH))
    assert narrow.attrib["viewBox"].startswith("0 0 380 ")
    said = [[each.text or "" for each in image if each.tag.endswith("}text")] for image in (narrow, wide)]
    assert " ".join(said[0]) == " ".join(said[1])
    assert max(map(len, said[0])) * 6 <= 380


def test_the_json_has_the_samples_as_they_are_kept() -> None:
    made = document.make({DEVICE: (sample(0, connects=2, power=-95.26),)}, NOON - 3600, NOON)
    assert made["modems"][0]["samples"][0]["power_dbm"] == -95.3
    assert made["until"].endswith("T12:00:00Z")


@pytest.mark.parametrize(
    ("technology", "generation"),
    [("lte", "4"), ("lte,5gnr", "5"), ("hspa+", "3"), ("gsm,edge", "2"), ("", "")],
)
def test_generations(technology: str, generation: str) -> None:
    assert words.generation(technology) == generation


def test_what_was_away_for_a_moment_was_not_there_all_the_time() -> None:
    assert words.share(sample(0, 10000, connected=9999)) == "99 %"
    assert words.share(sample(0, 10000, connected=10000)) == "100 %"
