"""Whatever is pasted, reading and diagnosing it ends, soon and without an error."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nm_cellular.doctor import reading
from nm_cellular.doctor.diagnosing import Diagnosis, diagnose

LOGS = sorted((Path(__file__).parent / "logs").glob("*/*.txt"))
LINES = sorted({line for log in LOGS for line in log.read_text().splitlines() if line.strip()})

_A_SECOND = 1.0
_ROOM = 4
"""How much slower a machine may be that runs other things too."""


def _diagnosed(text: str) -> Diagnosis:
    return diagnose(reading.read([("log", text)]))


def _damaged(line: str, at: int, rubbish: str) -> str:
    at = at % (len(line) + 1)
    return line[:at] + rubbish + line[at:][:: -1 if len(rubbish) % 7 == 6 else 1]


_SIGNS = ("'", '"', "|", "{", "\\", "\x00", "\r", "→", "/dev/ttyUSB" * 40)
_RUBBISH = st.one_of(st.text(max_size=8), st.sampled_from(_SIGNS))
_LINE = st.builds(_damaged, st.sampled_from(LINES), st.integers(0, 400), _RUBBISH)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(_LINE, st.sampled_from(LINES), st.text(max_size=80)), max_size=40))
def test_mutated_lines_in_any_order_raise_nothing(lines: list[str]) -> None:
    for cause in _diagnosed("\n".join(lines)).causes:
        assert cause.says
        assert cause.because


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(LOGS), st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_log_that_is_cut_anywhere_raises_nothing(log: Path, start: int, end: int) -> None:
    _diagnosed(log.read_text()[start % 3000 : end])


@pytest.mark.parametrize("digits", ["9" * 4000, "0", "8" * 12, "٣", "-1", ""], ids=lambda digits: digits[:5])
def test_numbers_that_no_program_writes_raise_nothing(digits: str) -> None:
    for log in LOGS:
        _diagnosed(re.sub(r"\d+", digits, log.read_text()))


def test_a_number_that_goes_on_in_the_next_lines_raises_nothing() -> None:
    for start in ("[ 1.0] usb 1-1: new high-speed USB device number ", "Jan  1 00:00:00 box pppd[1]: mtu "):
        _diagnosed(start + "\n".join(["9" * 4000] * 5))


def test_permissions_that_are_no_octal_number_raise_nothing() -> None:
    _diagnosed('<warn>  [1.0] keyfile: load: "/etc/x": failed: File permissions (100944) are insecure')


def _numbered(form: str, count: int) -> str:
    return "\n".join(form.replace("@", str(number)) for number in range(count))


_MANY = {
    "ports in one line": "\n".join(["/dev/ttyUSB" * 370] * 40),
    "sticks that leave": _numbered(
        "[ @.1] usb 1-@: New USB device found, idVendor=12d1, idProduct=1f01\n[ @.2] usb 1-@: USB disconnect, device 1",
        6000,
    ),
    "modems": _numbered(
        "[ @.1] usb 1-@: New USB device found, idVendor=2c7c, idProduct=0125\n"
        "[ @.2] option 1-@:1.0: GSM modem (1-port) converter detected",
        5000,
    ),
    "modules and modems": _numbered("mod@ 16384 0", 20000)
    + _numbered("\n[ @.1] usb 1-@: New USB device found, idVendor=2c7c, idProduct=0125", 2000),
    "restarts": _numbered(
        "[ 100.1] usb 1-@: New USB device found, idVendor=12d1, idProduct=1f01\n[   1.2] Linux version 5.@", 5000
    ),
    "modems of mmcli": _numbered("  System | device: /sys/devices/@\n  Status | state: failed", 5000),
    "ports of one modem": "  System | ports: a (at)\n" + _numbered("         |  p@ (at), q@ (qmi)", 15000),
    "switch messages": _numbered(
        "usb_modeswitch -v 12d1 -p 1f01 -V 12d1 -P 1506 -M 5553\nOK, message successfully sent\n"
        "Bus 001 Device 007: ID 12d1:1f01 Huawei",
        5000,
    ),
    "scripts": _numbered(
        "chat[1]: send (ATD@^M)\nchat[1]: NO CARRIER\nchat[1]: Failed (NO CARRIER)\nand then it is not what i want",
        4000,
    ),
}


@pytest.mark.parametrize("text", _MANY.values(), ids=_MANY)
def test_many_of_one_kind_take_no_more_than_their_share(text: str) -> None:
    start = time.process_time()
    evidence = reading.read([("log", text)])
    read = time.process_time()
    diagnose(evidence)
    assert time.process_time() - read < _A_SECOND * _ROOM
    assert read - start < _A_SECOND * _ROOM
