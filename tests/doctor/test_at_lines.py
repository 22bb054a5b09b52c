"""AT transcripts as scripts log them, and as people sum them up."""

from __future__ import annotations

import pytest

from nm_cellular.doctor.reading.at_lines import spoken


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2021-10-05 09:12:40,340 RX +CPIN: SIM PUK", ("+CPIN: SIM PUK",)),
        ("2021-10-05 09:12:40 - modem - INFO - Sent: AT+CREG?", ("AT+CREG?",)),
        (r"DEBUG:modem:RX: b'AT+CPIN?\r\r\n+CPIN: READY\r\n\r\nOK\r\n'", ("AT+CPIN?", "+CPIN: READY", "OK")),
        ("[1606201008518ms][INFO][CELL]: AT RX (21): <cr><ln>+CEREG: 2,0<cr><ln>OK<cr><ln>", ("+CEREG: 2,0", "OK")),
        (">>> AT+CSQ", ("AT+CSQ",)),
        ("<-- +CSQ: 5,99", ("+CSQ: 5,99",)),
        ("[12:00:01] OK", ("OK",)),
        ("AT+CPIN? -> SIM PUK", ("AT+CPIN?", "+CPIN: SIM PUK", "OK")),
        ("AT+CREG? returns +CREG: 0,3", ("AT+CREG?", "+CREG: 0,3")),
    ],
)
def test_what_was_said_is_found_behind_what_a_log_puts_before_it(line: str, said: tuple[str, ...]) -> None:
    assert tuple(spoken(line)) == said


@pytest.mark.parametrize(
    "line",
    [
        'AT+CGDCONT=1,"IP","internet"',
        "OK",
        r"root@box:~# printf 'AT\r' | timeout 3 socat - /dev/ttyACM0",
        "12:00:01 host service: OK AT+CSQ",
        "I typed AT+CSQ and got OK",
    ],
)
def test_what_has_no_such_form_is_left_to_others(line: str) -> None:
    assert not spoken(line)
