"""`prefer = ethernet` in cellular.conf: the connection that NetworkManager is given for such a stick."""

from __future__ import annotations

import pytest

from nm_cellular import build, formats, ownership
from nm_cellular.formats import Parsed
from nm_cellular.plan import Action, Installed, Scope, Wanted
from nm_cellular.planning import make

from . import pipeline

CARD = "[modeswitch 12d1:15ca]\nprefer = ethernet\n"


def parsed(text: str) -> Parsed:
    return build.merged([formats.parse(pipeline.CONF, text.encode())])


def wanted(text: str) -> Wanted:
    """The only profile of a boot file without errors."""
    found = parsed(text)
    made, problems = build.wanted(found.connections, pipeline.NM, pipeline.templates().keyfile)
    assert (*found.problems, *problems) == ()
    (only,) = made
    return only


def messages(text: str) -> list[str]:
    return [problem.message for problem in parsed(text).problems]


def plan(text: str, installed: Wanted) -> list[tuple[str, str]]:
    found = parsed(text)
    made, _ = build.wanted(found.connections, pipeline.NM, pipeline.templates().keyfile)
    there = [Installed("/etc/x.nmconnection", here=True, text=installed.text, keyfile=installed.keyfile)]
    actions: tuple[Action, ...] = make(made, there, "/etc", Scope(["/boot/firmware"], found.broken))
    return [(action.step.value, action.id) for action in actions]


def test_it_is_for_usb_cards_and_behind_the_houses_own_line() -> None:
    content = wanted(CARD).keyfile
    assert content.get("connection", "type") == "ethernet"
    assert content.get("match", "driver") == "cdc_ether;rndis_host;"
    assert (content.get("ipv4", "route-metric"), content.get("ipv6", "route-metric")) == ("700", "700")


def test_libnm_takes_it_without_a_word_and_saves_what_we_wrote() -> None:
    pytest.importorskip("gi")
    from nm_cellular import keyfile

    from .. import oracle

    text = wanted(CARD + "metric = 50\n").text
    reading = oracle.read(text)
    assert (reading.error, reading.warnings) == (None, ())
    assert reading.settings["connection"]["multi-connect"] == 3
    assert reading.settings["match"]["driver"] == ("cdc_ether", "rndis_host")
    assert reading.settings["ipv6"]["route-metric"] == 50
    assert not ownership.is_changed(keyfile.parse(oracle.write(text)))


@pytest.mark.parametrize("prefer", ["modem", "none"])
def test_no_other_wish_makes_a_connection(prefer: str) -> None:
    assert parsed(f"[modeswitch 12d1:15ca]\nprefer = {prefer}\n").connections == ()
    assert parsed("[modeswitch 12d1:1f01]\nsettle = 1\n").connections == ()


def test_a_stick_that_is_a_card_from_the_beginning_has_one_too() -> None:
    assert wanted("[modeswitch 12d1:14dc]\nprefer = ethernet\n").profile.id == "Ethernet stick 12d1:14dc"


def test_it_stands_beside_modems() -> None:
    found = parsed(f"[home]\napn = internet\n{CARD}")
    assert [profile.id for profile in found.connections] == ["home", "Ethernet stick 12d1:15ca"]
    assert [profile.id for profile in found.profiles] == ["home"]


def test_a_section_that_is_gone_takes_its_profile_along() -> None:
    assert plan("[home]\napn = internet\n", wanted(CARD)) == [
        ("create", "home"),
        ("remove", "Ethernet stick 12d1:15ca"),
    ]


def test_what_was_installed_stays_while_its_section_has_an_error() -> None:
    assert plan(CARD + "metric = low\n", wanted(CARD)) == []


def test_another_metric_is_an_update() -> None:
    assert plan(CARD + "metric = 50\n", wanted(CARD)) == [("update", "Ethernet stick 12d1:15ca")]


def test_two_sticks_with_different_metrics_cannot_be_told_apart() -> None:
    other = "[modeswitch 19d2:1225]\nprefer = ethernet\nmetric = {}\n"
    assert messages(CARD + other.format(700)) == []
    (message,) = messages(CARD + other.format(50))
    assert message == ("metric: it is another than that of line 1, and NetworkManager cannot tell the two sticks apart")


def test_the_same_section_twice_is_an_error() -> None:
    (message,) = messages(CARD + CARD)
    assert message.startswith("`Ethernet stick 12d1:15ca` is already in ")


@pytest.mark.parametrize("section", ["[modeswitch 12d1:15ca]\nmetric = 5\n", CARD + "metric = -5\n"])
def test_a_metric_that_means_nothing_is_an_error(section: str) -> None:
    (message,) = messages(section)
    assert message.startswith("metric: ")
