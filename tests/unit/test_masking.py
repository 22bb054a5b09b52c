"""Keyfiles for people's eyes show no secret."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nm_cellular import keyfile, masking

from . import pipeline

SECRETS = "[home]\napn = internet\nusername = joe\npassword = hunter2\npin = 4711\n"


def test_secrets_are_hidden_and_nothing_else() -> None:
    text = pipeline.profile(SECRETS).text.replace("[gsm]\n", "[gsm]\npin=4711\n")
    shown = masking.masked(text)
    hidden = [line.partition("=")[0] for line in shown.splitlines() if line.endswith("=<hidden>")]
    assert hidden == ["pin", "password"]
    assert [line for line in shown.splitlines() if "<hidden>" not in line] == [
        line for line in text.splitlines() if line.partition("=")[0] not in hidden
    ]


@pytest.mark.parametrize(
    ("section", "line"),
    [
        ("gsm", "password = hunter2"),
        ("gsm", "password=hunter2"),
        ("gsm", "initial-eps-bearer-password=hunter2"),
        ("802-1x", "private-key-password=hunter2"),
        ("vpn-secrets", "secret=hunter2"),
        ("wifi-security", "wep-key-password=hunter2"),
        ("gsm", "password=a\x0bhunter2"),
        ("gsm", "password=a\x0c[x]\x0chunter2"),
        ("gsm", "password=a\u2028hunter2"),
        ("gsm", "password=a\u0085apn=hunter2"),
    ],
)
def test_whatever_looks_like_a_secret_is_hidden(section: str, line: str) -> None:
    assert "hunter2" not in masking.masked(f"[{section}]\n{line}\n")


def test_a_pin_below_an_indented_heading_is_hidden() -> None:
    assert "4711" not in masking.masked("  [gsm]\n  pin=4711\n")


def test_an_empty_secret_and_the_flags_of_one_are_shown() -> None:
    text = "[gsm]\npassword=\npassword-flags=1\n"
    assert masking.masked(text) == text


def test_a_diff_says_that_a_secret_changed_and_not_how() -> None:
    old = "[gsm]\napn=a\npassword=hunter2\npin=4711\n"
    shown = masking.diff(old, old.replace("hunter2", "hunter3"), "/etc/x")
    assert shown == (
        "--- /etc/x\n+++ /etc/x\n@@ -1,4 +1,4 @@\n [gsm]\n apn=a\n"
        "-password=<hidden>\n+password=<hidden> (changed)\n pin=<hidden>\n"
    )


def test_a_new_file_and_a_removed_one_have_nothing_on_the_other_side() -> None:
    text = "[gsm]\npassword=hunter2\n"
    assert masking.diff("", text, "/etc/x").startswith("--- /dev/null\n+++ /etc/x\n")
    assert masking.diff(text, "", "/etc/x").startswith("--- /etc/x\n+++ /dev/null\n")


def test_no_difference_has_no_diff() -> None:
    assert masking.diff("[a]\nb=c\n", "[a]\nb=c\n", "/etc/x") == ""


@given(st.text(st.characters(blacklist_categories=("Cs",)), max_size=20), st.text(max_size=5))
def test_no_password_comes_through(around: str, other: str) -> None:
    text = f"[gsm]\napn=a\npassword={keyfile.escape(f'{around}hunter2{around}')}\n"
    assert "hunter2" not in masking.masked(text)
    assert "hunter2" not in masking.diff(f"[gsm]\npassword={keyfile.escape(other)}\n", text, "/x")
