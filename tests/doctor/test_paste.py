"""What the readers of pastes are spared, and that none of them misses anything for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from nm_cellular.doctor import reading
from nm_cellular.doctor.reading.lines import Line
from nm_cellular.doctor.reading.paste import Paste

_LOGS = sorted((Path(__file__).parent / "logs").glob("*/*.txt"))


def _paste(*texts: str) -> Paste:
    return Paste([Line("log", number, text, text) for number, text in enumerate(texts, 1)])


def _all(paste: Paste, *_words: str) -> Iterator[Line]:
    return iter(paste)


def test_a_reader_is_spared_the_parts_without_its_words() -> None:
    paste = _paste(*["a"] * 100, "b rfkill", *["c"] * 100)
    seen = list(paste.having("blocked", "rfkill"))
    assert "b rfkill" in [line.text for line in seen]
    assert len(seen) == 32


def test_a_reader_sees_what_stands_near_its_words() -> None:
    paste = _paste(*["a"] * 100, "b rfkill", *["c"] * 100)
    seen = [line.number for line in paste.near("rfkill")]
    assert seen == list(range(seen[0], seen[-1] + 1))
    assert seen[0] <= 101 - 32
    assert seen[-1] >= 101 + 32


def test_nothing_is_near_words_that_are_not_there() -> None:
    assert list(_paste("a", "b").near("c")) == []
    assert list(_paste().having("a")) == []


@pytest.mark.parametrize("first", sorted({log.parent.name[0] for log in _LOGS}))
def test_who_looks_at_every_line_finds_no_more(first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    logs = [(str(log), log.read_text()) for log in _LOGS if log.parent.name.startswith(first)]
    facts = reading.read(logs).facts
    monkeypatch.setattr(Paste, "having", _all)
    monkeypatch.setattr(Paste, "near", _all)
    assert Counter(facts) == Counter(reading.read(logs).facts)
