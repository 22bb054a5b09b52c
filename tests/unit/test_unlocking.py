"""What is looked at between the decision to send a PIN and the PIN's way to the SIM."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nm_cellular.daemons.bus import Service, broken
from nm_cellular.errors import CommandError
from nm_cellular.layout import Layout
from nm_cellular.modems.modem_enums import Lock
from nm_cellular.pins import pin_tries_file, sending
from nm_cellular.pins.pin_guard import Refused, Send, decide
from nm_cellular.pins.pin_tries import Outcome
from nm_cellular.pins.unlocking import Result, carry_out

from .test_pin_guard import given, locked


class ModemManager(Service):
    """One whose modem has so many tries left now; None: whose bus is gone."""

    def __init__(self, tries: int | None) -> None:
        self._tries = tries
        self.sent: list[object] = []

    async def properties(self, path: str, interface: str) -> dict[str, Any]:
        assert (path, interface) == (locked().path, "org.freedesktop.ModemManager1.Modem")
        if self._tries is None:
            raise broken()
        return {"UnlockRetries": {Lock.SIM_PIN.value: self._tries}}

    async def call(self, *call: object, **_: object) -> list[Any]:
        self.sent.append(call[-1])
        return []


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(str(tmp_path))


def decided(layout: Layout, tries: int = 3) -> Send:
    decision = decide(locked(tries=tries), [given()], pin_tries_file.read(layout))
    assert isinstance(decision, Send)
    return decision


def carried_out(send: Send, daemon: ModemManager, layout: Layout) -> Result:
    return asyncio.run(carry_out(send, daemon, layout))


def test_while_a_try_remains_after_it_it_is_sent(layout: Layout) -> None:
    daemon = ModemManager(2)
    assert carried_out(decided(layout), daemon, layout) == Result(accepted=True, message="unlocked")
    assert daemon.sent == ["1234"]


def test_where_somebody_has_used_a_try_since_it_was_decided_it_is_not_sent(layout: Layout) -> None:
    daemon, send = ModemManager(1), decided(layout, tries=2)
    result = carried_out(send, daemon, layout)
    assert (result.accepted, daemon.sent) == (False, [])
    assert result.message == "1 try is left, and a wrong PIN would block the SIM"
    assert pin_tries_file.read(layout).outcome(send.sim, send.pin) is None


def test_where_that_cannot_be_asked_it_is_neither_sent_nor_counted(layout: Layout) -> None:
    daemon, send = ModemManager(None), decided(layout)
    assert carried_out(send, daemon, layout).message == "the connection to the D-Bus system bus broke"
    assert daemon.sent == []
    assert pin_tries_file.read(layout).outcome(send.sim, send.pin) is None


def test_while_another_program_sends_one_none_is_sent_and_that_is_said(layout: Layout) -> None:
    daemon, send = ModemManager(3), decided(layout)
    pin_tries_file.update(layout, lambda now: now.noted(send.sim, send.pin, Outcome.SENT))
    with sending.alone(pin_tries_file.read(layout).name(send.sim), layout) as alone:
        assert alone
        decision = decide(locked(), [given()], pin_tries_file.read(layout))
        assert isinstance(decision, Refused)
        assert decision.message == "another program is sending a PIN to this SIM at this moment"
        again = replace(send, before=Outcome.SENT)
        assert carried_out(again, daemon, layout).message == "another program has just sent a PIN to this SIM"
    decision = decide(locked(), [given()], pin_tries_file.read(layout))
    assert isinstance(decision, Refused)
    assert decision.message.startswith("this PIN was sent before and no answer came")
    assert daemon.sent == []


def test_without_a_place_for_its_lock_none_is_sent(layout: Layout) -> None:
    daemon, send = ModemManager(3), decided(layout)
    Path(layout.root, "run").write_text("")
    with pytest.raises(CommandError, match="no PIN is sent that somebody else may be sending too"):
        carried_out(send, daemon, layout)
    assert daemon.sent == []


def test_the_name_of_a_lock_does_not_tell_the_sim(layout: Layout) -> None:
    send = decided(layout)
    with sending.alone(pin_tries_file.read(layout).name(send.sim), layout):
        (name,) = (each.name for each in Path(layout.run_directory).iterdir())
    assert send.sim not in name
