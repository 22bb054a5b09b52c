"""Texts that nobody meant as recipes, or that somebody meant to break the reader: it neither raises nor takes long."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nm_cellular import formats, recipes
from nm_cellular.recipes import FORMATS, Found, Page, files, writing

from .test_recipes import MISTAKES, SAMPLES

TEXTS = [text for text, _ in SAMPLES.values()] + [text for text, _ in MISTAKES.values()]
WORDS = sorted({word for text in TEXTS for word in re.findall(r"\S+|\n", text)})
ODD = ["“", "”", "\u00a0", "\\", "\0", "\x85", "\u2028", "\x1b[31m", "'", '"', "<<EOF", "EOF", "`", "$(", "%{", "\r"]


def mutilated() -> st.SearchStrategy[str]:
    """Recipes in pieces, with words of others and odd characters in between."""
    pieces = st.sampled_from(WORDS) | st.sampled_from(ODD) | st.text(max_size=6)
    cut = st.sampled_from(TEXTS).flatmap(lambda text: st.integers(0, len(text)).map(lambda at: text[at:]))
    return st.lists(st.tuples(pieces | cut, st.sampled_from(["", " ", "\n", "\n\n"])), max_size=25).map(
        lambda parts: "".join(part + end for part, end in parts)
    )


def well_formed(page: Page, found: Found) -> bool:
    lines = [found.first, found.last, *(each.line for each in (*found.mistakes, *found.lost))]
    lines += [value.line for value in found.recipe.values.values()] if found.recipe else []
    return all(1 <= line <= len(page.lines) for line in lines) and found.first <= found.last


@pytest.mark.parametrize("form", FORMATS)
@given(text=mutilated())
@settings(max_examples=60, deadline=None)
def test_each_parser_reads_anything_without_an_error(form: str, text: str) -> None:
    page = Page.of(text)
    assert all(well_formed(page, found) for found in recipes.find(form, page))


@given(text=mutilated())
@settings(max_examples=200, deadline=None)
def test_what_is_written_has_no_errors_for_apply(text: str) -> None:
    written = writing.write([("page.txt", found) for found in recipes.find_all(text)])
    parsed = formats.parse("cellular.conf", written.text().encode("utf-8", "replace"))
    assert [problem for problem in parsed.problems if problem.is_error] == []


@given(texts=st.lists(mutilated(), min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_files_are_joined_whatever_is_in_them(texts: list[str]) -> None:
    pages = [Page.of(text, name) for text, name in zip(texts, ("peers/a", "gprs", "chap-secrets"), strict=False)]
    found = [(page.name, found) for page in pages for found in recipes.find_on(page)]
    whole = files.joined(found, pages)
    assert [(name, each.first, each.last) for name, each in whole] == [
        (name, each.first, each.last) for name, each in found
    ]
    lines = {page.name: len(page.lines) for page in pages}
    values = [value for _, each in whole if each.recipe for value in each.recipe.values.values()]
    assert all(1 <= value.line <= lines[value.file] for value in values)


@given(text=mutilated())
@settings(max_examples=100, deadline=None)
def test_no_secret_is_in_a_complaint_or_on_a_terminal(text: str) -> None:
    secret = "hunter2hunter2"
    found = recipes.find_all(f"{text}\nquectel-CM -4 -6 -s web me {secret} 2 -p 1234\n")
    said = [each.message + each.hint for one in found for each in (*one.mistakes, *one.lost)]
    shown = writing.write([("page.txt", one) for one in found]).text(hide=True)
    assert not any(secret in text for text in [*said, shown, repr(found)])


@pytest.mark.parametrize("send", ['""AT+CPIN="4711"', '""AT+CPIN=4711', '"" "AT+CPIN=4711', "OK 'AT+CPIN=4711"])
def test_a_pin_in_a_broken_line_of_a_script_is_not_repeated(send: str) -> None:
    mistakes = [each for found in recipes.find_all(f"ABORT BUSY\nABORT ERROR\n{send}\n") for each in found.mistakes]
    assert mistakes
    assert not any("4711" in mistake.message + mistake.hint for mistake in mistakes)


@pytest.mark.parametrize("text", [
    'sakis3g connect APN="CUSTOM_APN" CUSTOM_APN="web APN_USER="u" APN_PASS="hunter2"\n',
    "quectel-CM -4 -6 -s 'web me hunter2 2\n",
    "nmcli c add type gsm apn web user me password my hunter2 autoconnect yes\n",
    "modems:\n  wwan0:\n    dhcp4: true\n    dhcp6: true\n    apn: web password: hunter2\n",
    '[Dialer a]\nInit = AT+CGDCONT=1,"IP","web\nPhone = *99# Password = hunter2\n',
    "[Dialer a]\nInit = AT+CPIN=hunter2\nPhone = 1\nPassword = p\n",
])  # fmt: skip
def test_a_quote_that_is_lost_shows_no_password(text: str) -> None:
    """Where it is carried over as a part of another value, the complaint about that has its beginning only."""
    found = recipes.find_all(text)
    written = writing.write([("page.txt", one) for one in found])
    said = [each for one in found for each in (*one.mistakes, *one.lost)] + [lost for _, lost in written.lost]
    assert not [each for each in said if "hunter2" in each.message + each.hint]


def test_nothing_of_a_script_is_executed(tmp_path: Path) -> None:
    trap = tmp_path / "executed"
    text = f'ABORT BUSY\n"" AT\nOK `touch {trap}`\nOK $(touch {trap})\n! touch {trap}\nCONNECT ""\n'
    text += f"connect 'touch {trap}; /usr/sbin/chat -v ABORT BUSY'\nnoauth\nusepeerdns\nquectel-CM -s $(touch {trap})\n"
    assert recipes.find_all(text)
    assert not trap.exists()


UNITS = [*(text for text, _ in SAMPLES.values()), *(text.partition("\n")[0] + "\n" for text, _ in SAMPLES.values()),
         "[gsm]\n", "[connection]\n", "noauth\n", "noauth\nx\n", "while true\n", "modems:\n", 'ABORT "X\n', '""AT\n',
         '"', "'", "\\\n", "> ", "=", "chat ABORT ", "quectel-CM ", 'quectel-CM -s "', "%{apn: ",
         "type: VintageNetMobile{",
         "  modems:\n    a:\n", "[Dialer a]\n", "[Dialer a]\nInit=AT+CGDCONT=1,\"IP\",\"a\"\n[Dialer b]\nPhone=1\n",
         "A=$A$A\nquectel-CM -s $A\n", 'A="$A$A$A$A"\n', 'B="$A $A"\nA="$B $B"\nchat $A\n',
         "cat <<EOF\nnoauth\nlock\ndebug\nEOF | tee /a\n"]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_the_time_grows_with_the_length_and_not_faster(unit: str) -> None:
    """A text four times as long may take ten times as long, which one whose time grows by its square does not."""
    short, long = (measured(unit * (size // len(unit))) for size in (40_000, 160_000))
    assert long < 10 * max(short, 0.01)


def test_commands_in_a_long_thread_cost_the_same_wherever_they_stand() -> None:
    """Of one length each, so that it shows where a command takes time by what stands around it."""
    prose = "I have tried it, and it did not work; any help with this modem is welcome.\n"
    thread, prose = f"quectel-CM -4 -6 -s $APN\n{prose}" * 3000, prose * 40_000
    assert measured(thread + prose) < 3 * (measured(thread) + measured(prose))


def measured(text: str) -> float:
    started = time.process_time()
    recipes.find_all(text)
    return time.process_time() - started
