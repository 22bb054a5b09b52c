"""Lines to sections and entries, each with its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nm_cellular import ini
from nm_cellular.ini import ODD_SPACES, Document, Entry
from nm_cellular.problem import Problem
from nm_cellular.text import Text


def parse(content: str) -> Document:
    return ini.parse(Text("f", content))


def entry(content: str) -> tuple[Entry, list[Problem]]:
    document = parse(content)
    ((found,),) = (section.entries for section in document.sections)
    return found, list(document.problems)


def problem(content: str) -> Problem:
    (found,) = parse(content).problems
    return found


def test_entries_know_their_places() -> None:
    found, problems = entry("# a comment\n\n[home]\n  apn =  internet\n")
    assert (found.key, found.value) == ("apn", "internet")
    assert (str(found.key_at), str(found.value_at)) == ("f:4:3", "f:4:10")
    assert problems == []


def test_sections_keep_their_order_names_and_comments() -> None:
    document = parse("[b]\n# one\nx = 1\n;two\n[a b]\n[b]\n")
    assert [(each.name, each.at.line, each.comments) for each in document.sections] == [
        ("b", 1, ("one", "two")),
        ("a b", 5, ()),
        ("b", 6, ()),
    ]


@pytest.mark.parametrize("value", ["a=b", "a#b", "a;b", "[x]", '"a"', "a [b]", "é", "=", "#"])
def test_a_value_may_hold_what_means_something_elsewhere(value: str) -> None:
    found, problems = entry(f"[a]\nkey = {value}\n")
    assert found.value == value
    assert problems == []


def test_an_indented_line_is_no_continuation() -> None:
    document = parse("[a]\nx = 1\n    y = 2\n")
    assert [each.key for each in document.sections[0].entries] == ["x", "y"]


def test_upper_case_keys_are_understood_with_a_warning() -> None:
    found, problems = entry("[a]\nAPN = Internet\n")
    assert (found.key, found.value) == ("apn", "Internet")
    (said,) = problems
    assert (str(said.where), said.message) == ("f:2:1", "`APN` was read as `apn`")
    assert not said.is_error


@pytest.mark.parametrize("space", list(ODD_SPACES))
@pytest.mark.parametrize("line", ["{}apn = x", "apn{}= x", "apn ={}x", "apn = x{}"])
def test_a_special_space_around_a_word_is_ignored_with_a_warning(line: str, space: str) -> None:
    found, problems = entry(f"[a]\n{line.format(space)}\n")
    assert (found.key, found.value) == ("apn", "x")
    (said,) = problems
    assert (said.where.line, said.message) == (2, "no-break or other special spaces were ignored")


@pytest.mark.parametrize(("line", "kind"), [("apn = x  ", "blanks at the end of the line"), ("\tapn\t=\tx", "tabs")])
def test_tabs_and_trailing_blanks_are_ignored_with_a_warning(line: str, kind: str) -> None:
    found, problems = entry(f"[a]\n{line}\n")
    assert found.value == "x"
    (said,) = problems
    assert (said.where.line, said.message) == (2, f"{kind} were ignored")


def test_a_warning_about_blanks_names_all_its_lines() -> None:
    assert "(also in lines 3, 4)" in problem("[a]\nx = 1 \ny = 2 \nz = 3 \n").message


@pytest.mark.parametrize("heading", ["[home", "[]", "[ ]", "[a] # comment", "[[a]]", "[a]]", "[a]b"])
def test_a_heading_that_is_not_complete_is_refused(heading: str) -> None:
    document = parse(f"[good]\nx = 1\n{heading}\ny = 2\n")
    (said,) = document.problems
    assert (str(said.where), said.is_error) == ("f:3:1", True)
    assert "[name]" in said.hint
    assert document.broken
    assert [each.name for each in document.sections] == ["good"]


def test_a_line_before_the_first_section_is_refused() -> None:
    document = parse("apn = x\n[a]\n")
    (said,) = document.problems
    assert (str(said.where), said.hint) == ("f:1:1", "write a [name] line above it")
    assert document.broken


def test_a_line_that_is_nothing_breaks_its_section_only() -> None:
    document = parse("[a]\napn\n[b]\napn = x\n")
    (said,) = document.problems
    assert (str(said.where), said.hint) == ("f:2:1", "write key = value")
    assert [each.broken for each in document.sections] == [True, False]


@pytest.mark.parametrize(
    "line",
    ["password: hunter2", "PW : hunter2", "kennwort: hunter2==", "password hunter2=", "= hunter2", "hunter2"],
)
def test_a_line_that_is_nothing_may_hold_a_password_and_is_not_repeated(line: str) -> None:
    said = problem(f"[a]\n{line}\n")
    assert said.is_error
    assert "hunter2" not in said.message + said.hint


def test_a_colon_for_an_equals_sign_is_recognised() -> None:
    assert "write password =" in problem("[a]\npassword: x\n").hint


@given(st.lists(st.text(st.sampled_from(list("[]=#;:\"' \tabcé\u00a0“”"))), max_size=8))
def test_nothing_is_made_up_and_every_place_is_right(lines: list[str]) -> None:
    document = parse("\n".join(lines))
    for found in (each for section in document.sections for each in section.entries):
        assert found.key_at.line is not None
        assert found.key_at.column is not None
        assert found.value_at.column is not None
        line = lines[found.key_at.line - 1]
        assert line[found.key_at.column - 1 :].lower().startswith(found.key)
        assert line[found.value_at.column - 1 :].startswith(found.value)


@given(st.text(max_size=40))
def test_no_text_is_too_strange(content: str) -> None:
    parse(content)


@pytest.mark.parametrize("content", ["[user]\nMy.Key = x\n", "[a]\nuser.My.Key = x\n"])
def test_user_data_keeps_its_capitals(content: str) -> None:
    found, problems = entry(content)
    assert found.key.endswith("My.Key")
    assert problems == []


def test_a_key_without_a_value_of_its_own_is_not_shown() -> None:
    assert [entry(f"[a]\n{line}\n")[0].shown for line in ("apn = x", "apn =", "c2vj==")] == ["apn", "…", "…"]


def test_a_missing_equals_sign_is_supplied_for_the_keys_that_may_be_repeated() -> None:
    (said,) = ini.parse(Text("f", "[a]\napn internet\n"), {"apn"}).problems
    assert said.hint == "write apn = internet"
