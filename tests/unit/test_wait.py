"""What `nm-cellular wait` says while it waits: each change, and no flood of them."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from nm_cellular.commands.wait import Progress
from nm_cellular.errors import CommandError
from nm_cellular.modems.observation import Observation


def lines(capsys: pytest.CaptureFixture[str], seen: Iterable[tuple[float, str]], *, quiet: bool = False) -> list[str]:
    """What is said of these reasons, each at its second."""
    now = 0.0
    progress = Progress("connected", quiet=quiet, clock=lambda: now)
    for second, reason in seen:
        now = second
        progress.see(Observation(failure=CommandError(reason, "")))
    return [line.removeprefix("waiting until a modem is connected: ") for line in capsys.readouterr().err.splitlines()]


def test_each_change_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert lines(capsys, [(0, "no bus"), (1, "no bus"), (2, "no daemon")]) == ["no bus", "no daemon"]
    assert lines(capsys, [(0, "no bus")], quiet=True) == []


def test_two_reasons_that_change_places_are_said_every_ten_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    flips = [(tick / 10, ("it dials", "it is refused")[tick % 2]) for tick in range(250)]
    assert lines(capsys, flips) == ["it dials", "it is refused"] * 3
