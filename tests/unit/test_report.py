"""Reports: the JSON, and the text that is made from it."""

from __future__ import annotations

import json
import re

import pytest

from nm_cellular import planning, report
from nm_cellular.plan import Scope

from . import pipeline

CONF = pipeline.CONF


def reported(text: str, file: str = CONF) -> report.Report:
    made = pipeline.make(text, file)
    actions = planning.make(made.wanted, (), "/etc", Scope([], []))
    errors = [problem for problem in made.problems if problem.is_error and problem not in made.parsed.problems]
    return report.make(actions, [*made.parsed.problems, *errors], made.parsed.others)


def text_of(made: report.Report) -> str:
    return "\n".join(
        [*report.problem_lines(made, colour=False), *report.action_lines(made, colour=False, verbose=True)]
    )


def test_the_json_has_the_agreed_form() -> None:
    made = json.loads(report.as_json(reported("[a]\napn = x\nnumber = 99#\n[b]\nfoo = 1\n")))
    assert made.keys() >= {"profiles", "errors"}
    (profile,) = made["profiles"]
    assert profile.keys() == {"id", "uuid", "path", "action", "source", "warnings"}
    assert (profile["id"], profile["path"], profile["action"]) == ("a", "/etc/a.nmconnection", "create")
    assert profile["source"] == f"{CONF}#a"
    (error,) = made["errors"]
    assert error.keys() == {"file", "line", "column", "message", "hint"}
    assert (error["file"], error["line"], error["column"]) == (CONF, 5, 1)
    (warning,) = profile["warnings"]
    assert warning.keys() == error.keys()


def test_the_json_is_whole_where_nothing_was_asked_for() -> None:
    assert json.loads(report.as_json(reported(""))) == {
        "profiles": [],
        "errors": [],
        "warnings": [],
        "others": 0,
        "networkmanager": "",
    }


def test_a_warning_about_the_file_belongs_to_each_of_its_profiles() -> None:
    made = reported("[a]\r\napn = x\r\n[b]\r\napn = y\r\n")
    assert ["CR LF" in each["warnings"][0]["message"] for each in made["profiles"]] == [True, True]
    assert made["warnings"] == []
    assert "".join(report.problem_lines(made, colour=False)).count("CR LF") == 1


def test_a_warning_about_a_file_without_profiles_stands_by_itself() -> None:
    assert [each["line"] for each in reported("# nothing\r\n")["warnings"]] == [1]


def test_problems_come_in_the_order_of_their_lines() -> None:
    made = reported("[a]\napn = x\nNumber = 99#\n[b]\nfoo = 1\nmtu = x\n[c]\n")
    places = [re.match(r".*conf:(\d+)", line) for line in report.problem_lines(made, colour=False)]
    assert [int(place[1]) for place in places if place] == [3, 3, 5, 6, 7]


def test_a_problem_is_a_line_with_its_place_and_a_hint_below() -> None:
    assert report.problem_lines(reported("[b]\nanp = 1\napn = x\n"), colour=False) == [
        f"{CONF}:2:1: error: anp: there is no such key",
        "    did you mean `apn`?",
    ]


def test_a_verbose_report_tells_where_each_profile_comes_from() -> None:
    made = reported("[a]\napn = x\n")
    (profile,) = made["profiles"]
    assert report.action_lines(made, colour=False, verbose=True) == [
        "create  a  /etc/a.nmconnection",
        f"        from {CONF}#a, uuid {profile['uuid']}",
    ]


def test_what_is_unchanged_is_told_without_its_path() -> None:
    made = report.unchanged(reported("[a]\napn = x\n"))
    assert report.action_lines(made, colour=False, verbose=False) == ["unchanged  a"]
    assert report.summary(made) == "1 unchanged"


def test_a_run_that_finds_nothing_new_does_not_tell_of_removals_again() -> None:
    made = reported("[a]\napn = x\n[b]\napn = x\n")
    made["profiles"][1]["action"] = "remove"
    assert [each["id"] for each in report.unchanged(made)["profiles"]] == ["a"]


def test_the_summary_counts() -> None:
    assert report.summary(reported("[a]\napn = x\n[b]\nfoo = 1\n")) == "1 created, 1 error"
    assert report.summary(reported("[a]\napn = x\n"), planned=True) == "would be: 1 created"
    assert report.summary(reported("")) == "no cellular profile found"
    one = reported("[wifi]\n", pipeline.KEYFILE)
    assert report.summary(one) == "no cellular profile found; 1 keyfile that is not cellular left alone"
    assert report.summary(one | {"others": 2}).endswith("; 2 keyfiles that are not cellular left alone")


def test_colours_are_for_terminals_only() -> None:
    made = reported("[a]\napn = x\n[b]\nfoo = 1\n")
    assert "\033" not in text_of(made)
    assert "\033[32mcreate\033[0m" in report.action_lines(made, colour=True, verbose=False)[0]
    assert "\033[31;1merror\033[0m" in report.problem_lines(made, colour=True)[0]


@pytest.mark.parametrize("char", ["\u202e", "\u200b", "\u2066", "\ue000"])
def test_nothing_from_a_file_reaches_a_terminal_unseen(char: str) -> None:
    made = reported(f"[a{char}b]\napn = x\n[c]\napn = a{char}b\nx{char}y = 1\n")
    assert char not in text_of(made)
    assert "\ufffd" in text_of(made)


@pytest.mark.parametrize(
    "line",
    ["password = hunter2\\n", "pin = hunter2", "passwort: hunter2", "gsm.password = hunter2", "xpassword = hunter2"],
)
def test_no_report_tells_a_secret(line: str) -> None:
    made = reported(f"[a]\napn = x\n{line}\n")
    assert "hunter2" not in text_of(made) + report.as_json(made)
