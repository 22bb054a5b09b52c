"""Bytes as Windows, editors and forums leave them, to lines of text."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nm_cellular import text
from nm_cellular.problem import Problem
from nm_cellular.text import Text

PLAIN = "[home]\napn = internet\nid = Zuhause – é\n"


def decode(data: bytes) -> tuple[Text, list[Problem]]:
    found, problems = text.decode("f", data)
    assert found is not None
    return found, problems


def refusal(data: bytes) -> Problem:
    found, problems = text.decode("f", data)
    assert found is None
    (problem,) = problems
    assert problem.is_error
    return problem


def test_a_plain_file_is_read_without_a_word() -> None:
    found, problems = decode(PLAIN.encode())
    assert found.lines() == PLAIN.splitlines()
    assert problems == []


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (codecs.BOM_UTF8 + PLAIN.encode(), "UTF-8 with a byte-order mark"),
        (codecs.BOM_UTF16_LE + PLAIN.encode("utf-16-le"), "UTF-16"),
        (codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"), "UTF-16"),
        (PLAIN.encode("utf-16-le"), "UTF-16 without a byte-order mark"),
        (PLAIN.encode("utf-16-be"), "UTF-16 without a byte-order mark"),
    ],
)
def test_what_windows_calls_text_is_understood_with_a_warning(data: bytes, name: str) -> None:
    found, (problem,) = decode(data)
    assert found.content == PLAIN
    assert (str(problem.where), problem.message, problem.hint) == (
        "f:1",
        f"the file is {name}; it was understood",
        "save it as UTF-8",
    )
    assert not problem.is_error


@pytest.mark.parametrize(("data", "line"), [(b"a\r\nb\r\n", 1), (b"a\nb\r\n", 2), (b"a\rb\r", 1)])
def test_windows_line_ends_are_understood_and_the_first_is_named(data: bytes, line: int) -> None:
    found, (problem,) = decode(data)
    assert found.lines() == ["a", "b"]
    assert problem.where.line == line
    assert "end lines in LF" in problem.hint


def test_a_missing_last_newline_is_named() -> None:
    found, (problem,) = decode(b"[a]\napn = b")
    assert found.lines() == ["[a]", "apn = b"]
    assert problem.where.line == 2
    assert "is the file complete?" in problem.message


def test_an_empty_file_has_no_lines_and_nothing_is_wrong_with_it() -> None:
    found, problems = decode(b"")
    assert found.lines() == []
    assert problems == []


def test_a_byte_that_is_not_utf_8_is_refused_with_its_place() -> None:
    problem = refusal("[a]\nid = é".encode() + "ü".encode("latin-1"))
    assert str(problem.where) == "f:2:7"
    assert "0xfc" in problem.message
    assert problem.hint == "save the file as UTF-8"


@pytest.mark.parametrize("char", [chr(number) for number in (0, 1, 8, 11, 12, 27, 31, 127, 133, 155, 0x2028)])
def test_a_control_character_is_refused_with_its_place(char: str) -> None:
    """U+009B starts a command to a terminal, as ESC [ does."""
    problem = refusal(f"[a]\nid = x{char}y\n".encode())
    assert str(problem.where) == "f:2:7"
    assert f"U+{ord(char):04X}" in problem.message


@pytest.mark.parametrize("data", [codecs.BOM_UTF16_LE + b"a", b"a\0b\0c", codecs.BOM_UTF16_LE + b"\x00\xd8"])
def test_a_torn_utf_16_file_is_refused(data: bytes) -> None:
    problem = refusal(data)
    assert problem.message == "the file begins like UTF-16 but is not"
    assert problem.where.line == 1


def test_utf_32_is_refused() -> None:
    assert refusal(PLAIN.encode("utf-32")).is_error


def test_a_file_that_nobody_typed_is_refused() -> None:
    assert "larger than" in refusal(b"#" * (text.MAX_SIZE + 1)).message


@given(st.binary())
def test_what_is_understood_can_be_written_back_to_the_byte(data: bytes) -> None:
    found, _ = text.decode("f", data)
    assert found is None or found.encoded() == data


@given(st.lists(st.text("ab é", max_size=3), min_size=1), st.sampled_from(["\n", "\r\n", "\r"]), st.data())
def test_one_line_is_replaced_and_every_other_byte_stays(lines: list[str], end: str, data: st.DataObject) -> None:
    number = data.draw(st.integers(1, len(lines)))
    changed = Text("f", end.join(lines) + end).with_line(number, "# new")
    assert changed.content == end.join([*lines[: number - 1], "# new", *lines[number:]]) + end


@pytest.mark.parametrize(
    ("begin", "kind"),
    [
        (b"PK\x03\x04\x14\x00", "a document of Word"),
        (rb"{\rtf1\ansi [a]\par apn = x\par}", "rich text"),
        (b"<!DOCTYPE html>\n<p>[a]", "a web page"),
    ],
)
def test_what_an_editor_saved_in_a_form_of_its_own_is_named(begin: bytes, kind: str) -> None:
    assert f"this is {kind}" in refusal(begin).message
    assert refusal(begin).hint == "save it as plain text"


def test_lines_of_an_old_macintosh_are_not_laid_to_windows() -> None:
    (problem,) = decode(b"[a]\rapn = x\r")[1]
    assert "end in CR, as old" in problem.message
