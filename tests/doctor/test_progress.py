"""How far it got, and what was overcome on the way."""

from __future__ import annotations

from nm_cellular.doctor.evidence import Evidence
from nm_cellular.doctor.facts.dialing import Prose
from nm_cellular.doctor.facts.modem import ModemReport
from nm_cellular.doctor.facts.network import Link, Ping, Route
from nm_cellular.doctor.finding import Finding
from nm_cellular.doctor.progress import Progress, Stage
from nm_cellular.doctor.source import Source


def at(line: int, origin: str = "log") -> Source:
    return Source(origin, line, f"line {line}")


def found(check: str, *lines: int) -> Finding:
    return Finding(check, "it", "says", "do", tuple(at(line) for line in lines))


def connected(line: int) -> ModemReport:
    return ModemReport(at(line), program="mmcli", state="connected")


def test_a_sim_that_is_read_later_was_not_missing() -> None:
    progress = Progress(Evidence((connected(9),)))
    assert progress.is_overcome(found("sim-missing", 3))


def test_what_comes_again_after_the_success_was_not_overcome() -> None:
    progress = Progress(Evidence((connected(9),)))
    assert not progress.is_overcome(found("sim-missing", 3, 12))


def test_a_success_after_somebody_wrote_something_takes_nothing_back() -> None:
    progress = Progress(Evidence((Prose(at(5)), connected(9))))
    assert not progress.is_overcome(found("no-signal", 3))
    assert progress.comes_to(at(3), Stage.CONNECTED)


def test_another_file_tells_nothing_of_the_order() -> None:
    progress = Progress(Evidence((ModemReport(at(9, "other"), state="connected"),)))
    assert not progress.is_overcome(found("no-signal", 3))


def test_what_is_so_just_now_comes_after_every_log() -> None:
    progress = Progress(Evidence((ModemReport(at(0, "D-Bus"), state="connected"),), live=True))
    assert progress.is_overcome(found("no-signal", 3))


def test_a_firmware_of_another_region_stays_so() -> None:
    progress = Progress(Evidence((connected(9),)))
    assert not progress.is_overcome(found("firmware-variant", 3))


def test_being_registered_takes_no_refused_apn_back() -> None:
    progress = Progress(Evidence((ModemReport(at(9), state="registered"),)))
    assert not progress.is_overcome(found("apn-wrong", 3))


def test_an_answer_over_ethernet_proves_nothing_of_the_modem() -> None:
    by_ethernet = Route(at(1), "default", "eth0", 4)
    answer = Ping(at(9), "8.8.8.8", 4, sent=1, received=1)
    assert not Progress(Evidence((by_ethernet, answer))).reached(Stage.ANSWERED)
    assert Progress(Evidence((answer,))).reached(Stage.ANSWERED)


def test_an_address_of_the_link_alone_is_none() -> None:
    link = Link(at(1), "wwan0", addresses=("fe80::1/64", "169.254.3.4/16"))
    assert not Progress(Evidence((link,))).reached(Stage.ADDRESS)
