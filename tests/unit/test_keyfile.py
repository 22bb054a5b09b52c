"""GKeyFile as GLib reads and writes it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nm_cellular import keyfile
from nm_cellular.profile import Secret

VALUES = st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.sampled_from(list(" \\;\n\r\t[]#=")))
"""The other control characters text.py refuses: GLib ends a text at NUL, and skips a form feed as a blank."""


def glib(text: str) -> Any:
    gi = pytest.importorskip("gi")
    gi.require_version("GLib", "2.0")
    from gi.repository import GLib

    found = GLib.KeyFile.new()
    data = text.encode()
    found.load_from_data(text, len(data), GLib.KeyFileFlags.NONE)
    return found


@given(VALUES)
@example(" lead and trail ")
@example("\\s")
@example("\n[gsm]\napn=evil")
def test_glib_reads_the_value_that_was_written(value: str) -> None:
    found = glib(f"[a]\nkey={keyfile.escape(value)}\n")
    assert found.get_string("a", "key") == value
    assert list(found.get_keys("a")[0]) == ["key"]
    assert list(found.get_groups()[0]) == ["a"]


@given(st.lists(VALUES.filter(bool)))
@example([";"])
@example(["a", "\\"])
def test_glib_reads_the_list_that_was_written(elements: list[str]) -> None:
    found = glib(f"[a]\nkey={keyfile.join(elements)}\n")
    assert found.get_string_list("a", "key") == elements


@given(VALUES)
def test_a_value_comes_back(value: str) -> None:
    assert keyfile.unescape(keyfile.escape(value)) == value
    assert "\n" not in keyfile.escape(value)


@given(st.lists(VALUES.filter(bool)))
def test_a_list_comes_back(elements: list[str]) -> None:
    assert keyfile.split(keyfile.join(elements)) == tuple(elements)


@pytest.mark.parametrize(("raw", "elements"), [("", ()), ("a", ("a",)), ("a;b", ("a", "b")), ("a;b;", ("a", "b"))])
def test_the_last_semicolon_of_a_list_may_be_missing(raw: str, elements: tuple[str, ...]) -> None:
    assert keyfile.split(raw) == elements


@pytest.mark.filterwarnings("ignore:GError set over")  # GLib's own, for a value with two mistakes
@given(st.text(st.sampled_from(list("\\sntr;x")), max_size=6))
def test_glib_gives_up_a_value_with_an_escape_that_we_call_bad(raw: str) -> None:
    found = glib(f"[a]\nkey={raw}\n")
    assert (keyfile.bad_escape(raw, listed=False) is None) == _is_read(lambda: found.get_string("a", "key"))


def _is_read(read: Any) -> bool:
    from gi.repository import GLib

    try:
        read()
    except GLib.Error:
        return False
    return True


def test_a_bad_escape_is_found_at_its_place() -> None:
    assert keyfile.bad_escape(r"a\\b\sc\d", listed=False) == 7
    assert keyfile.bad_escape("a\\", listed=False) == 1
    assert keyfile.bad_escape(r"a\;b", listed=False) == 1
    assert keyfile.bad_escape(r"a\;b", listed=True) is None


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, "true"),
        (False, "false"),
        (7, "7"),
        ("a b", "a b"),
        (("a", "b;c"), "a;b\\;c;"),
        (Secret(" x"), "\\sx"),
    ],
)
def test_values_of_a_template_are_written_as_a_keyfile_has_them(value: object, written: str) -> None:
    assert keyfile.serialise(value) == written


def test_a_line_without_a_value_is_left_out() -> None:
    text = f"[a]\nx={keyfile.serialise(None)}\ny={keyfile.serialise('')}\n"
    assert keyfile.without_unset(text) == "[a]\ny=\n"


def test_repeated_sections_are_one_and_the_last_of_a_repeated_key_counts() -> None:
    found = keyfile.parse("[a]\nx=1\n[b]\ny=2\n[a]\nx=3\nz=4\n")
    assert found.sections == {"a": {"x": "3", "z": "4"}, "b": {"y": "2"}}


def test_a_keyfile_that_somebody_edited_is_read() -> None:
    found = keyfile.parse("# by hand\n\n[ipv4]\r\n method = manual\r\ndns=1.1.1.1;\n")
    assert found.get("ipv4", "method") == "manual"
    assert found.values() == {"ipv4": {"method": "manual", "dns": ("1.1.1.1",)}}
    assert found.get("ipv4", "gateway") is None


def test_only_plain_blanks_are_skipped_before_a_value() -> None:
    found = keyfile.parse("[gsm]\npassword= \t\u00a0x\u2003\n")
    assert found.get("gsm", "password") == "\u00a0x\u2003" == glib("[gsm]\np= \t\u00a0x\u2003\n").get_string("gsm", "p")


@pytest.mark.parametrize("text", ["x=1\n", "[a\n", "[a]\nnonsense\n", "[a]b\n"])
def test_what_is_no_keyfile_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"line \d is not one of a keyfile"):
        keyfile.parse(text)
