"""OpenWrt's scripts and tools: netifd's log, umbim, uqmi."""

from __future__ import annotations

import pytest

from nm_cellular.doctor import reading
from nm_cellular.doctor.facts.modem import ModemReport, NoAnswer, RadioVoters, Refusal
from nm_cellular.doctor.network_causes import Why, of_error

_LOGGED = "Fri Mar  8 12:44:01 2024 daemon.notice netifd: wwan (2290): {}\n"
_SHOWN = "netifd: wwan (2290): {}\n"


def _reports(text: str) -> tuple[ModemReport, ...]:
    return reading.read([("log", text)]).of(ModemReport)


@pytest.mark.parametrize("form", [_LOGGED, _SHOWN, "daemon.notice netifd: wwan (2290): {}\n"])
@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("SIM locked PUK required", "lock", "sim-puk"),
        ("PIN not specified but required", "lock", "sim-pin"),
        ("mbim[2290] PIN required", "lock", "sim-pin"),
        ("PIN status failed (sim_not_present)", "sim", "missing"),
        ("SIM missing", "sim", "missing"),
        ("Network registration failed (reason: 'registration_denied')", "registration", "denied"),
        ("mbim[2290] Registered in roaming mode", "registration", "roaming"),
    ],
)
def test_what_a_script_says_of_the_modem(form: str, said: str, field: str, value: str) -> None:
    (report,) = _reports(form.format(said))
    assert getattr(report, field) == value


def test_no_apn_is_told_as_an_empty_one() -> None:
    evidence = reading.read([("log", _LOGGED.format("mbim[2290] No APN specified"))])
    assert evidence.of(ModemReport)[0].bearers[0].apn == ""
    assert of_error(evidence.of(Refusal)[0].error) is Why.APN


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("Network registration failed, registration timeout reached", Why.NO_SERVICE),
        ("mbim[2290] Subscriber registration failed", Why.NO_SERVICE),
        ("mbim[2290] Subscriber registration failed (code 4)", Why.ROAMING),
    ],
)
def test_why_a_script_gives_up(said: str, why: Why) -> None:
    (refusal,) = reading.read([("log", _LOGGED.format(said))]).of(Refusal)
    assert of_error(refusal.error) is why


def test_a_network_abroad_is_why_the_older_script_gives_up() -> None:
    text = _LOGGED.format("  registerstate: 0005 - partner") + _LOGGED.format("mbim[1] Subscriber registration failed")
    (refusal,) = reading.read([("log", text)]).of(Refusal)
    assert of_error(refusal.error) is Why.ROAMING


def test_umbim_on_a_terminal() -> None:
    said = "  nwerror: 000B - plmnnotallowed\n  registerstate: 0006 - denied\n  registermode: 0001 - automatic\n"
    (report,) = _reports(said)
    assert (report.registration, report.rejection) == ("denied", "11")
    assert _reports("  readystate: 0002 - notinserted\n")[0].sim == "missing"
    assert _reports("required pin: 2 - pin1\n")[0].lock == "sim-pin"
    assert _reports("required pin: 3 - pin2\n")[0].lock == "none"


def test_umbim_says_why_a_connection_is_refused() -> None:
    evidence = reading.read([("log", "  activationstate: 0003 - deactivated\n  nwerror: 001D - userauth\n")])
    assert of_error(evidence.of(Refusal)[0].error) is Why.LOGIN
    assert not reading.read([("log", "  activationstate: 0001 - activated\n  nwerror: 0000 - none\n")]).of(Refusal)


def test_uqmi_without_an_answer() -> None:
    assert reading.read([("log", '"Request timed out"\n')]).of(NoAnswer)


def test_ofono_s_modem() -> None:
    shown = "[ /quectelqmi_0 ]\n    Powered = 1\n    [ org.ofono.SimManager ]\n        Present = 0\n"
    assert [report.sim for report in _reports(shown)] == ["missing"]
    shown = "[ org.ofono.NetworkRegistration ]\n    Status = denied\nroot@gw:~# Present = 0\n"
    assert [report.registration for report in _reports(shown)] == ["denied"]


def test_who_keeps_a_radio_off() -> None:
    (voters,) = reading.read([("log", "LPM voters - Temp:0, Volt:0, User:0, W_DISABLE:1, BIOS:1\n")]).of(RadioVoters)
    assert voters.voters == ("W_DISABLE", "BIOS")
