"""`nm-cellular switch` on virtual sticks, with pyudev as it is and a usb_modeswitch that the test plays."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
DEBIANS = "/usr/bin/python3"
LIBRARIES = Path("/usr/lib")


@dataclass(frozen=True)
class Told:
    """What was reported, and the calls of usb_modeswitch."""

    report: dict[str, Any]
    status: int
    messages: list[str]


@dataclass(frozen=True)
class Machine:
    """A root directory for the run's own files, kept over several runs."""

    root: Path

    def switch(self, story: str, *arguments: str) -> Told:
        env = os.environ | {"PYTHONPATH": str(HERE.parents[1]), "MESSAGES": str(self.root / "messages")}
        words = ["--device", "1-1", "--json", "--root", str(self.root), "--boot", str(self.root), *arguments]
        argv = ["umockdev-wrapper", DEBIANS, str(HERE / "virtual_stick.py"), story, *words]
        done = subprocess.run(argv, env=env, capture_output=True, text=True, timeout=20)
        assert done.stdout, done.stderr
        (report,) = json.loads(done.stdout)
        return Told(report, done.returncode, self.messages())

    def messages(self) -> list[str]:
        path = self.root / "messages"
        return path.read_text().splitlines() if path.exists() else []

    def conf(self, content: str) -> None:
        (self.root / "cellular.conf").write_text(content)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    if not shutil.which("umockdev-wrapper") or not list(
        Path("/usr/lib").glob("*/girepository-1.0/UMockdev-1.0.typelib")
    ):
        pytest.skip("umockdev and gir1.2-umockdev-1.0 are not installed")
    return Machine(tmp_path)


QUICK = "[modeswitch {}]\nsettle = 0\ntimeout = 1\n"


def test_an_e3131_becomes_a_modem_by_one_message(machine: Machine) -> None:
    told = machine.switch("12d1:14fe/08 12d1:1506/ff")
    assert told.report["outcome"] == "switched"
    assert told.report["message"].startswith("switched to 12d1:1506 in ")
    assert len(told.messages) == 1
    assert "-b 1 -g 5 -v 0x12d1 -p 0x14fe -f HuaweiNewMode=1" in told.messages[0]
    assert told.status == 0


def test_the_e3131_of_the_forum_that_comes_up_as_1c05_is_known(machine: Machine) -> None:
    assert machine.switch("12d1:14fe/08 12d1:1c05/ff").report["outcome"] == "switched"


def test_an_e3372_becomes_a_hilink_card_where_cellular_conf_prefers_that(machine: Machine) -> None:
    machine.conf("[modeswitch 12d1:15ca]\nprefer = ethernet\n")
    told = machine.switch("12d1:15ca/08 12d1:14dc/02")
    assert told.report["outcome"] == "switched"
    assert "1106300000010001" in told.messages[0]


def test_an_id_that_nobody_expected_is_told(machine: Machine) -> None:
    machine.conf(QUICK.format("12d1:14fe"))
    told = machine.switch("12d1:14fe/08 12d1:1443/ff")
    assert told.report["message"] == "came up as 12d1:1443, which is not in the profile"
    assert told.status == 1
    assert len(told.messages) == 1


@pytest.mark.parametrize(("there", "at_least"), [("500", 6), ("60000", 0)])
def test_it_is_told_when_it_has_been_there_for_a_moment(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, there: str, at_least: float
) -> None:
    monkeypatch.setenv("CONNECTED", there)
    machine.conf("[modeswitch 12d1:14fe]\nsettle = 6.5\n")
    told = machine.switch("12d1:14fe/08 12d1:1506/ff")
    assert told.report["outcome"] == "switched"
    assert at_least <= told.report["seconds"] < at_least + 6


def test_a_message_without_effect_is_sent_again_and_its_status_not_believed(machine: Machine) -> None:
    machine.conf(QUICK.format("12d1:14fe"))
    told = machine.switch("12d1:14fe/08 - 12d1:1506/ff")
    assert told.report["outcome"] == "switched"
    assert len(told.messages) == 2


def test_a_stick_that_never_changes_is_given_up(machine: Machine) -> None:
    machine.conf(QUICK.format("12d1:14fe"))
    told = machine.switch("12d1:14fe/08 - -")
    assert told.report["message"] == "is still 12d1:14fe, though it was tried 2 times: ok:busdev"
    assert told.status == 1


def test_a_stick_that_comes_back_as_it_was_is_addressed_anew(machine: Machine) -> None:
    machine.conf(QUICK.format("12d1:14fe"))
    told = machine.switch("12d1:14fe/08 12d1:14fe/08 12d1:1506/ff")
    assert told.report["outcome"] == "switched"
    assert ["-g 5 " in told.messages[0], "-g 6 " in told.messages[1]] == [True, True]


def test_one_that_is_plugged_in_while_another_is_given_up_is_switched_too(machine: Machine) -> None:
    machine.conf(QUICK.format("12d1:14fe") + "tries = 1\n")
    told = machine.switch("12d1:14fe/08 12d1:14fe/08 12d1:1506/ff", "--once")
    assert told.report["outcome"] == "switched"
    assert ["-g 5 " in told.messages[0], "-g 6 " in told.messages[1]] == [True, True]


def test_one_that_always_comes_back_as_it_was_is_given_up(machine: Machine) -> None:
    machine.conf(QUICK.format("12d1:14fe") + "tries = 1\n")
    told = machine.switch("12d1:14fe/08" + " 12d1:14fe/08" * 9)
    assert told.report["outcome"] == "unchanged"
    assert len(told.messages) == 3


def test_a_stick_that_is_pulled_out_has_left_the_bus(machine: Machine) -> None:
    machine.conf("[modeswitch 12d1:14fe]\nsettle = 0\ntimeout = 8\n")
    told = machine.switch("12d1:14fe/08 gone")
    assert told.report["message"] == "left the bus"
    assert 4 <= told.report["seconds"] < 8
    assert len(told.messages) == 1


def test_a_stick_that_keeps_its_id_is_believed_by_its_class(machine: Machine) -> None:
    machine.conf(QUICK.format("3566:2001"))
    assert machine.switch("3566:2001/08 3566:2001/e0").report["outcome"] == "switched"
    assert machine.switch("3566:2001/08 3566:2001/ff", "--wish", "modem").report["outcome"] == "switched"


@pytest.mark.parametrize("story", ["12d1:155e/ff", "12d1:1506/ff", "046d:c077/03", "3566:2001/e0", "12d1:14fe"])
def test_what_needs_no_switching_gets_no_message(machine: Machine, story: str) -> None:
    told = machine.switch(story)
    assert told.report["outcome"] == "nothing"
    assert (told.messages, told.status) == ([], 0)


def test_a_container_without_the_device_says_who_can_do_it(machine: Machine) -> None:
    (machine.root / ".dockerenv").touch()
    assert "host" in machine.switch("12d1:14fe/08").report["message"]
    assert machine.messages() == []


def test_a_dry_run_sends_nothing(machine: Machine) -> None:
    told = machine.switch("12d1:14fe/08", "--dry-run")
    assert told.report["outcome"] == "planned"
    assert told.messages == []


def test_udev_has_a_stick_tried_once_for_each_time_that_it_is_plugged_in(machine: Machine) -> None:
    machine.conf(QUICK.format("12d1:14fe") + "tries = 1\n")
    assert machine.switch("12d1:14fe/08 -", "--once").report["outcome"] == "unchanged"
    again = machine.switch("12d1:14fe/08 -", "--once")
    assert "tried since it was plugged in" in again.report["message"]
    assert len(again.messages) == 1


def test_by_hand_it_is_tried_again(machine: Machine) -> None:
    machine.conf(QUICK.format("12d1:14fe") + "tries = 1\n")
    machine.switch("12d1:14fe/08 -", "--once")
    assert machine.switch("12d1:14fe/08 12d1:1506/ff").report["outcome"] == "switched"


def test_a_port_at_which_there_is_nothing(machine: Machine) -> None:
    told = machine.switch("12d1:14fe/08", "--device", "7-7")
    assert told.report["outcome"] == "gone"
    assert told.status == 0


def test_a_stick_that_flips_back_again_and_again_is_left_alone_in_the_end(machine: Machine) -> None:
    run = machine.root / "run/nm-cellular"
    run.mkdir(parents=True)
    seconds = int(float(Path("/proc/uptime").read_text().split()[0]))
    (run / "switch-1-1").write_text("".join(f"1 {address} {seconds - address // 10}\n" for address in range(90, 95)))
    told = machine.switch("12d1:14fe/08 -", "--once")
    assert "5 times in the last 60 seconds" in told.report["message"]
    assert told.messages == []
