"""Stamps that logs have, and what pages put before each line."""

from __future__ import annotations

import pytest

from nm_cellular.doctor import reading
from nm_cellular.doctor.facts.message import Message
from nm_cellular.doctor.facts.modem import ModemReport
from nm_cellular.doctor.facts.usb import UsbGone
from nm_cellular.doctor.reading.margins import margin

_SAID = "<info>  [modem0] state changed (unknown -> locked)"
_STAMPS = [
    "<30>1 2024-03-11T09:00:00.000Z host ModemManager 512 - - ",
    "Aug 14 05:02:06 host daemon.info ModemManager[4595]: ",
    "Jan  1 00:00:12 daemon.info ModemManager[300]: ",
    "1710147600.123456 host ModemManager[1]: ",
    "Mon Jan  1 00:00:00 2024 [1704067200.123] daemon.info ModemManager[12]: ",
    "2024 Mar 11 09:00:00 host ModemManager[12]: ",
    "2024-03-11T09:00:00.123456789Z ModemManager[12]: ",
    "[Logs]    [3/11/2024, 9:00:00 AM] ModemManager[12]: ",
    "09-04 14:44:21.898 24869 24869 I ModemManager: ",
    "11. Mär 09:00:00 host ModemManager[12]: ",
    "3月 11 09:00:00 host ModemManager[12]: ",
    "Mar 11 09:00:00 [ModemManager] ",
    "[   12.345678] ModemManager[12]: ",
    "09:00:00 ModemManager[12]: ",
    "2024/03/11 09:00:00 [info] ModemManager[12]: ",
    "[2024-03-11 09:00:00] ModemManager[12]: ",
    "Jun 10 10:00:00 laptop modem-manager: ",
]


@pytest.mark.parametrize("stamp", _STAMPS)
def test_rare_stamps(stamp: str) -> None:
    evidence = reading.read([("log", f"{stamp}{_SAID}\n")])
    assert [message.program for message in evidence.of(Message)] == ["ModemManager"]
    assert [report.state for report in evidence.of(ModemReport)] == ["locked"]


@pytest.mark.parametrize(
    "stamp",
    [
        *("<6>[   12.345678] ", "[   12.345678] [T1] ", "[   12.345678][    T1] ", "12.345678] ", "<3>"),
        *("1,234,12345678,-;", "kern  :info  : [   12.345678] ", "[Mon Mar 11 09:00:00 2024] "),
    ],
)
def test_rare_stamps_of_the_kernel(stamp: str) -> None:
    (gone,) = reading.read([("log", f"{stamp}usb 1-1: USB disconnect, device number 3\n")]).of(UsbGone)
    assert gone.place == "1-1"


def test_a_sentence_that_names_a_program_is_no_message() -> None:
    assert not reading.read([("log", "At 10:30 I looked what ModemManager does: nothing\n")]).of(Message)


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        (["1 AT+CPIN?", "2 +CPIN: READY", "3 OK"], True),
        (["12: a", "13: b", "14:", "15: d"], True),
        (["* a", "* b", "* c", "* d"], True),
        (["1 a", "7 b", "9 c", "10 d"], False),
        (["* a", "b", "* c", "* d"], False),
        (["1 PING", "--- 8.8.8.8"], False),
        ([], False),
    ],
)
def test_margins(rows: list[str], *, shown: bool) -> None:
    assert (margin(rows) is not None) == shown
