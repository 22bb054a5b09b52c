"""How a status is shown: as lines for people and as metrics."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from nm_cellular.data_limits.counting import Account
from nm_cellular.data_limits.limit import Limit
from nm_cellular.errors import CommandError
from nm_cellular.modems.bearer import Bearer
from nm_cellular.modems.modem import MODEM, Modem, Sim
from nm_cellular.modems.observation import Observation, Traffic
from nm_cellular.status import document, ids, metrics, plain, rows
from nm_cellular.watch import showing
from nm_cellular.watch.state import Phase, State


def observation(**properties: object) -> Observation:
    interfaces = {MODEM: {"State": 8, "Device": "/sys/devices/usb1/1-1", **properties}}
    bearer = {"Connected": True, "Stats": {"rx-bytes": 12_345_678, "tx-bytes": 999, "duration": 3_725}}
    modem = Modem.from_interfaces("/Modem/0", interfaces, None, [Bearer.from_properties("/b", bearer)])
    return Observation((modem,))


@pytest.mark.parametrize(
    ("quality", "drawn"),
    [(0, "····"), (1, "▂···"), (25, "▂···"), (26, "▂▄··"), (75, "▂▄▆·"), (100, "▂▄▆█"), (255, "▂▄▆█")],
)
def test_the_signal_has_four_bars(quality: int, drawn: str) -> None:
    assert rows.bars(quality) == drawn


def test_the_data_used_is_told_in_units_that_fit() -> None:
    assert "  data           12.3 MB received, 999 B sent in 1 h 2 min" in plain.lines(observation(), ids.masked)


PPP = Bearer.from_properties("/b", {"Connected": True, "Interface": "ttyUSB0", "Stats": {"duration": 60}})


def over_ppp(*, counted: bool) -> Observation:
    modem = Modem.from_interfaces("/Modem/0", {MODEM: {"Device": "/usb"}}, None, [PPP])
    return Observation((modem,), counted={"/Modem/0": Traffic(2_500, 30, "ppp0")} if counted else {})


def test_what_modemmanager_does_not_count_is_told_with_whose_count_it_is() -> None:
    found = over_ppp(counted=True)
    assert "  data           2.5 kB received, 30 B sent on ppp0" in plain.lines(found, ids.masked)
    assert 'nm_cellular_modem_received_bytes{device="/usb"} 2500' in metrics.lines(found)
    assert document.make(found, ids.masked)["modems"][0]["traffic"] == {
        "rx_bytes": 2_500,
        "tx_bytes": 30,
        "source": "kernel",
        "interface": "ppp0",
    }


def test_what_nobody_counts_is_not_told_as_nothing() -> None:
    found = over_ppp(counted=False)
    assert not any(line.startswith("  data") for line in plain.lines(found, ids.masked))
    assert not any("bytes{" in line for line in metrics.lines(found))
    assert document.make(found, ids.masked)["modems"][0]["traffic"] is None


def test_why_an_apn_was_chosen_stands_below_it() -> None:
    sim = Sim.from_properties("/s", {"SimIdentifier": "8944110065300000009"})
    modem = Modem.from_interfaces("/Modem/0", {MODEM: {}}, sim, [Bearer.from_properties("/b", {})])
    chosen = {sim.iccid: "giffgaff.com is tried first because GID1 508 on 234-10 is giffgaff's"}
    rows_ = dict(rows.of_modem(modem, Observation((modem,), chosen=chosen), ids.masked))
    assert rows_["APN"] == ("the SIM's own", chosen[sim.iccid])
    assert dict(rows.of_modem(modem, Observation((modem,)), ids.masked))["APN"] == ("the SIM's own",)


def test_the_ip_families_that_were_asked_for_and_that_came_are_told() -> None:
    both = {"Properties": {"apn": "a", "ip-type": 4}, "Ip4Config": {"method": 2, "address": "10.0.0.2", "prefix": 30}}
    six = {"Properties": {"ip-type": 2}, "Ip6Config": {"method": 2, "address": "2001:db8::2", "prefix": 64}}
    for bearer, apn, address in (
        (both, "a for IPv4 and IPv6", "IPv4 10.0.0.2/30"),
        (six, "the SIM's own for IPv6", "IPv6 2001:db8::2/64"),
    ):
        modem = Modem.from_interfaces("/Modem/0", {MODEM: {}}, None, [Bearer.from_properties("/b", bearer)])
        rows_ = dict(rows.of_modem(modem, Observation((modem,)), ids.masked))
        assert (rows_["APN"], rows_["addresses"]) == ((apn,), (address,))


def test_a_narrow_terminal_shows_the_latest_of_the_signal_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = pytest.importorskip("nm_cellular.status.terminal")
    monkeypatch.setenv("TERM", "xterm")
    screen = terminal.Console(file=io.StringIO(), width=40, force_terminal=True, color_system=None)
    monkeypatch.setattr(terminal, "_console", lambda: screen)
    with terminal.live(ids.masked) as show:
        show(observation(SignalQuality=[64, True]))
    (line,) = {line.strip() for line in screen.file.getvalue().splitlines() if "▆ 64 %" in line}
    assert line.endswith("▆ 64 %")
    assert len(line) <= 40 - len("  plugged in at")


def test_slots_are_told_of_where_there_is_a_choice() -> None:
    sims = [
        Sim.from_properties("/s1", {"SimIdentifier": "8944110065300000009", "OperatorName": "giffgaff"}),
        Sim.from_properties("/s3", {"Active": False, "Eid": "89049032000001000000000000000001"}),
    ]
    properties = {"SimSlots": ["/s1", "/", "/s3"], "PrimarySimSlot": 1}
    modem = Modem.from_interfaces("/Modem/0", {MODEM: properties}, sims[0], (), other_sims=sims[1:])
    assert dict(rows.of_modem(modem, Observation((modem,)), ids.masked))["SIM slots"] == (
        "1: giffgaff, ICCID ***0009 (in use)",
        "2: empty",
        "3: EID ***0001",
    )


def test_a_refusal_is_told_with_who_refused() -> None:
    network = {"RegistrationState": 3, "NetworkRejection": {"error": 11, "operator-id": "23415"}}
    interfaces = {MODEM: {"State": 7}, f"{MODEM}.Modem3gpp": network}
    modem = Modem.from_interfaces("/Modem/0", interfaces, None, ())
    shown = dict(rows.of_modem(modem, Observation((modem,)), ids.masked))["network"]
    assert shown == ("denied, refused by 23415 with cause 11",)


def test_what_a_modem_says_of_itself_cannot_command_the_terminal() -> None:
    shown = "\n".join(plain.lines(observation(Model="E3531\x1b[2J", Manufacturer="a\nb"), ids.masked))
    assert "\x1b" not in shown
    assert "modem 0: a\ufffdb E3531\ufffd[2J" in shown


@pytest.mark.parametrize(("number", "shown"), [("867698040000001", "***0001"), ("", "")])
def test_of_a_number_its_end_is_shown(number: str, shown: str) -> None:
    assert ids.masked(number) == shown


def test_a_short_number_is_not_shown_in_full() -> None:
    assert ids.masked("1234") == "***"


def test_metrics_have_their_labels_escaped() -> None:
    lines = list(metrics.lines(observation(Model='a"b\\c\nd', SignalQuality=(64, True))))
    assert any('model="a\\"b\\\\c\\nd"' in line for line in lines)
    assert 'nm_cellular_modem_signal_quality_ratio{device="/sys/devices/usb1/1-1"} 0.64' in lines
    assert 'nm_cellular_modem_state{device="/sys/devices/usb1/1-1",state="registered"} 1' in lines
    assert 'nm_cellular_modem_received_bytes{device="/sys/devices/usb1/1-1"} 12345678' in lines


def test_each_metric_is_told_of_once() -> None:
    helps = [line.split()[2] for line in metrics.lines(observation()) if line.startswith("# HELP")]
    assert len(helps) == len(set(helps))


def test_a_daemon_that_does_not_answer_is_a_metric() -> None:
    assert "nm_cellular_modemmanager_up 0" in metrics.lines(Observation(failure=CommandError("gone")))


@pytest.mark.parametrize(("phase", "working"), [(Phase.WORKING, 1), (Phase.WAITING, 0)])
def test_what_the_watch_finds_is_a_metric(phase: Phase, working: int) -> None:
    watched = showing.of(replace(State(), phase=phase, strikes=2), 0.0)
    lines = list(metrics.lines(replace(observation(), watched={"/usb": watched})))
    assert f'nm_cellular_watch_working{{device="/usb"}} {working}' in lines
    assert 'nm_cellular_watch_strikes{device="/usb"} 2' in lines


def test_what_a_sim_has_used_is_a_metric() -> None:
    account = Account(1000, "2026-11", Limit(5000, stop=False))
    lines = list(metrics.lines(replace(observation(), accounts={"/usb": account})))
    assert 'nm_cellular_month_bytes{device="/usb"} 1000' in lines
    assert 'nm_cellular_month_limit_bytes{device="/usb"} 5000' in lines
