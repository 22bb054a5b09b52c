"""Logs in pieces, mixed, cut and mangled, and lines made to take long: nothing fails, and nothing takes a second."""

from __future__ import annotations

import json
import time
from importlib import import_module

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nm_cellular import checks
from nm_cellular.doctor import document, page, plain, reading, redaction, saving
from nm_cellular.doctor.diagnosing import diagnose
from nm_cellular.doctor.evidence import Evidence
from tests.doctor.test_logs import ALL

LINES = sorted({line for log in ALL for line in log.read_text().splitlines() if line.strip()})
ODD = ["\0", "\x1b[31m", "“", "\u2028", "\ud800", "é", "[", "(", "'", '"', ":", "|", "<", "%", "\\", "-", "٣", "9" * 40]


def mangled() -> st.SearchStrategy[str]:
    """A line of some log: whole, cut at either end, doubled, with something odd in it, or in capitals."""
    line, where = st.sampled_from(LINES), st.integers(0, 90)
    return st.one_of(
        line,
        st.builds(lambda text, at: text[:at], line, where),
        st.builds(lambda text, at: text[at:], line, where),
        st.builds(lambda text, at, odd: text[:at] + odd + text[at:], line, where, st.sampled_from(ODD)),
        st.builds(lambda one, other: f"{one} {other}", line, line),
        st.builds(str.upper, line),
        st.text(max_size=30),
    )


def logs() -> st.SearchStrategy[str]:
    """Runs of neighbouring lines, which tell one story, and single lines of others in between."""
    runs = st.builds(lambda at, many: LINES[at : at + many], st.integers(0, len(LINES) - 1), st.integers(1, 12))
    whole = st.sampled_from(ALL).map(lambda log: log.read_text().splitlines())
    parts = st.one_of(runs, whole, st.lists(mangled(), min_size=1, max_size=12))
    return st.lists(parts, max_size=6).map(lambda found: "\n".join(line for part in found for line in part))


def read(text: str) -> Evidence:
    return reading.read([("fuzz", text)])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(logs())
def test_whatever_is_pasted_is_read_diagnosed_shown_and_saved(text: str) -> None:
    evidence = read(text)
    diagnosis = diagnose(evidence)
    shown = list(plain.lines(diagnosis, evidence, plain.Style(verbose=True)))
    assert all(len(line) <= 80 and "\x1b" not in line for line in shown)
    json.dumps(document.make(diagnosis, evidence))
    page.words(diagnosis, evidence)
    saved = json.dumps(saving.as_document(evidence))
    assert saving.from_text(saved, "saved") == evidence
    redaction.redacted(evidence)


SLOW = (
    "A" * 4000,
    " " * 4000,
    "[" * 4000,
    "1" * 4000,
    "a:" * 2000,
    "a " * 2000,
    "| " * 2000,
    "'" * 4000,
    "( ) " * 1000,
    "[ 1.000000] " * 300,
    "AT+" * 1300,
    "usb 1-1: " * 400,
    "+CME ERROR: " * 300,
    "kernel: " * 500,
    "user password " * 280,
    "1.1.1.1 " * 500,
    "::" * 2000,
)


@pytest.mark.parametrize("line", SLOW, ids=[line[:10].strip() or "blanks" for line in SLOW])
def test_no_line_takes_long(line: str) -> None:
    began = time.process_time()
    evidence = read("\n".join([line] * 20))
    diagnose(evidence)
    redaction.redacted(evidence)
    assert time.process_time() - began < 1


@pytest.fixture(scope="module")
def everything() -> Evidence:
    """All logs that there are, one after the other, as often as a megabyte has room for them."""
    text = "\n\n".join(log.read_text() for log in ALL)
    evidence = read(text * (1 + 1_000_000 // len(text)))
    diagnose(evidence)  # what several checks share is made by the first of them
    return evidence


@pytest.mark.parametrize("name", checks.ORDER)
def test_no_check_takes_a_second(everything: Evidence, name: str) -> None:
    began = time.process_time()
    list(import_module(f"nm_cellular.checks.{name}").find(everything))
    assert time.process_time() - began < 1
