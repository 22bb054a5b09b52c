"""`[failover]`: what it may say, and what is done about NetworkManager's file."""

from __future__ import annotations

import pytest

from nm_cellular.failover import configuration
from nm_cellular.failover.settings import DEBIANS, Failover
from nm_cellular.formats import parse
from nm_cellular.plan import Scope, Step

BOOT = "/boot/cellular.conf"
SOURCE = f"{BOOT}#failover"
SCOPE = Scope(("/boot",), ())
PATH = "/etc/NetworkManager/conf.d/90-nm-cellular.conf"


def read(lines: str) -> tuple[Failover | None, list[str]]:
    found = parse(BOOT, f"[failover]\n{lines}".encode())
    return found.failover, [problem.message for problem in found.problems]


def test_an_empty_section_means_debians_page_every_five_minutes() -> None:
    assert read("") == (Failover(SOURCE, DEBIANS, "NetworkManager is online", 300), [])


def test_all_keys() -> None:
    found, problems = read("uri = http://example.org/a?b=c;d\nresponse =\ninterval = 1 h\n")
    assert (found, problems) == (Failover(SOURCE, "http://example.org/a?b=c;d", "", 3600), [])


@pytest.mark.parametrize(
    "line",
    [
        "uri = example.org",
        "uri =",
        "interval = 5",
        "interval = soon",
        "intervall = 60",
        "uri = http://a\nuri = http://b",
    ],
)
def test_a_mistake_is_named_and_nothing_is_configured(line: str) -> None:
    found, (message,) = read(f"{line}\n")
    assert found is None
    assert message


def test_two_sections_are_a_mistake() -> None:
    found, messages = read("[failover]\n")
    assert found is None
    assert messages == ["[failover] stands here again"]


def test_upper_case_is_understood() -> None:
    found = parse(BOOT, b"[Failover]\n")
    assert found.failover == Failover(SOURCE)
    assert [problem.is_error for problem in found.problems] == [False]


def action(wanted: Failover | None, installed: str | None, *, scope: Scope = SCOPE, force: bool = False) -> Step | None:
    found = configuration.action(wanted, installed, PATH, scope, force=force)
    return found.step if found else None


def test_what_is_to_be_done() -> None:
    one, other = Failover(SOURCE), Failover(SOURCE, interval=60)
    text = configuration.text(one)
    changed = text.replace("interval=300", "interval=1")
    assert action(one, None) is Step.CREATE
    assert action(one, text) is Step.UNCHANGED
    assert action(other, text) is Step.UPDATE
    assert action(other, changed) is Step.CONFLICT
    assert action(other, changed, force=True) is Step.UPDATE
    assert action(None, text) is Step.REMOVE
    assert action(None, changed) is Step.CONFLICT
    assert action(None, None) is None


def test_a_file_of_somebody_elses_is_left_alone() -> None:
    assert action(None, "[connectivity]\nuri=http://example.org\n") is None
    assert action(Failover(SOURCE), "[connectivity]\nuri=http://example.org\n") is Step.CONFLICT


def test_nothing_is_removed_for_a_boot_directory_that_was_not_read_or_has_mistakes() -> None:
    text = configuration.text(Failover(SOURCE))
    assert action(None, text, scope=Scope((), ())) is None
    assert action(None, text, scope=Scope(("/boot",), {SOURCE})) is None
