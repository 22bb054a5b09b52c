"""`nm-cellular switch` with the real usb_modeswitch, which talks to virtual sticks through the USB file system."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
NEW_MODE = "55534243123456780000000000000011062000000101000100000000000000"
HILINK = "55534243123456780000000000000011063000000100010000000000000000"
CONF = "[modeswitch 12d1:14fe]\ntimeout = 3\n"


def play(root: Path, *stories: str, conf: str = CONF) -> tuple[dict[str, dict[str, Any]], dict[str, list[str]]]:
    """The reports and the messages that the sticks got, by port."""
    if not shutil.which("umockdev-wrapper") or not list(Path("/usr/lib").glob("*/girepository-1.0/UMockdev-1.0.*")):
        pytest.skip("umockdev and gir1.2-umockdev-1.0 are not installed")
    if not shutil.which("usb_modeswitch", path="/usr/sbin:/usr/bin"):
        pytest.skip("usb-modeswitch is not installed")
    (root / "cellular.conf").write_text(conf)
    env = os.environ | {"PYTHONPATH": str(HERE.parents[1]), "ROOT": str(root)}
    argv = ["umockdev-wrapper", "/usr/bin/python3", str(HERE / "storage_stick.py"), *stories]
    done = subprocess.run(argv, env=env, capture_output=True, text=True, timeout=60)
    assert done.stdout, done.stderr
    found = json.loads(done.stdout)
    return found["reports"], found["messages"]


def test_an_e3131_gets_one_message_and_is_a_modem(tmp_path: Path) -> None:
    reports, messages = play(tmp_path, "1-1=12d1:14fe,12d1:1506/ff")
    assert reports["1-1"]["message"].startswith("switched to 12d1:1506 in ")
    assert messages == {"1-1": [NEW_MODE]}


def test_an_e3372_is_made_a_card_by_the_message_of_the_profile(tmp_path: Path) -> None:
    conf = "[modeswitch 12d1:15ca]\nprefer = ethernet\n"
    reports, messages = play(tmp_path, "1-1=12d1:15ca,12d1:14dc/02", conf=conf)
    assert reports["1-1"]["message"].startswith("switched to 12d1:14dc in ")
    assert messages == {"1-1": [HILINK]}


def test_two_of_one_id_at_once_get_one_message_each(tmp_path: Path) -> None:
    reports, messages = play(tmp_path, "1-1=12d1:14fe,12d1:1506/ff", "1-2=12d1:14fe,12d1:1c05/ff")
    assert reports["1-1"]["message"].startswith("switched to 12d1:1506 in ")
    assert reports["1-2"]["message"].startswith("switched to 12d1:1c05 in ")
    assert messages == {"1-1": [NEW_MODE], "1-2": [NEW_MODE]}


@pytest.mark.parametrize(("when", "sent"), [("gone", [NEW_MODE]), ("gone-before", [])])
def test_one_that_is_pulled_out_in_the_middle_has_left_the_bus(tmp_path: Path, when: str, sent: list[str]) -> None:
    reports, messages = play(tmp_path, f"1-1=12d1:14fe,{when}")
    assert reports["1-1"]["message"] == "left the bus"
    assert messages == {"1-1": sent}
