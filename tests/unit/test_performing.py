"""What comes of the steps of `setup` where the profiles cannot be installed."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from nm_cellular.commands import setup
from nm_cellular.daemons.observing import Daemons, Nudges
from nm_cellular.errors import ExitCode
from nm_cellular.layout import Layout
from nm_cellular.modems.observation import Observation
from nm_cellular.setup.performing import Install
from nm_cellular.setup.setting_up import SetUp

from .test_setup_steps import State, modem

NOBODY = Daemons(None, None)


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    (tmp_path / "cellular.conf").write_text("[home]\napn = auto\n")
    return Layout(str(tmp_path))


class Installer:
    """Fails as often as it is told to."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.calls = 0

    async def __call__(self) -> bool:
        self.calls += 1
        return self.calls > self.failures


def set_up(layout: Layout, installer: Installer, *states: State) -> SetUp:
    """What is left when the modem went through these states, and each was seen until nothing was to be done."""

    async def go() -> SetUp:
        nudges: Nudges = asyncio.Queue()
        found = SetUp([layout.root], layout, lambda *_: None, installer, nudges)
        for state in states:
            while not await found.act(Observation((modem(state),)), NOBODY):
                await asyncio.wait_for(nudges.get(), 5)
        return found

    return asyncio.run(go())


def test_profiles_that_cannot_be_installed_are_a_failure(layout: Layout) -> None:
    installer = Installer(failures=9)
    assert set_up(layout, installer, State.REGISTERED, State.REGISTERED).has_failed
    assert installer.calls == 1


def test_they_are_installed_when_the_modem_has_got_further(layout: Layout) -> None:
    installer = Installer(failures=1)
    assert not set_up(layout, installer, State.SEARCHING, State.REGISTERED, State.CONNECTED).has_failed
    assert installer.calls == 2


def test_it_is_tried_three_times_and_then_no_more(layout: Layout) -> None:
    installer = Installer(failures=9)
    states = (State.DISABLED, State.ENABLED, State.SEARCHING, State.REGISTERED, State.CONNECTED)
    assert set_up(layout, installer, *states).has_failed
    assert installer.calls == 3


def test_a_failure_outlives_the_modem(layout: Layout) -> None:
    async def go() -> bool:
        nudges: Nudges = asyncio.Queue()
        found = SetUp([layout.root], layout, lambda *_: None, Installer(failures=9), nudges)
        while not await found.act(Observation((modem(),)), NOBODY):
            await asyncio.wait_for(nudges.get(), 5)
        await found.act(Observation(), NOBODY)
        return found.has_failed

    assert asyncio.run(go())


async def _awaited(install: Install) -> bool:
    return await install()


@pytest.mark.parametrize(
    ("code", "installed"), [(ExitCode.DONE, True), (ExitCode.CONFIG, True), (ExitCode.FAILED, False)]
)
def test_of_what_apply_says_only_a_failure_is_one(
    monkeypatch: pytest.MonkeyPatch, *, code: ExitCode, installed: bool
) -> None:
    install: Callable[..., object] = lambda *_: ({}, code)  # noqa: E731
    monkeypatch.setattr(setup, "install", install)
    words = argparse.Namespace(boot=None, runtime=False, via="files", quiet=False)
    assert asyncio.run(_awaited(setup.installer(words, [], Layout()))) is installed
