"""Rungs that run a program: uhubctl's arguments, the user's command, and what is told when they fail."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from nm_cellular.daemons.observing import Daemons
from nm_cellular.errors import CommandError
from nm_cellular.watch import programs, usb_power
from nm_cellular.watch.action import Repair
from nm_cellular.watch.performing import Performing
from tests.lab.waiting import wait_for

HUB = "/sys/devices/platform/soc/3f980000.usb/usb1/1-1"

Program = Callable[[str, str], str]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Makes a shell script of that name that is found in PATH."""
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    def make(name: str, lines: str) -> str:
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{lines}\n")
        path.chmod(0o755)
        return str(path)

    return make


def repair(rung: str, device: str = f"{HUB}/1-1.3", command: tuple[str, ...] = ()) -> None:
    doing = Performing(Daemons(None, None), None, None, device)
    asyncio.run(doing.perform(Repair(rung, 0, "it hangs"), command))


@pytest.mark.parametrize(
    ("device", "hub", "port"),
    [
        (f"{HUB}/1-1.3", "1-1", "3"),
        (f"{HUB}/1-1.3/1-1.3.2", "1-1.3", "2"),
        ("/sys/devices/pci0000:00/0000:00:14.0/usb2/2-4", "2", "4"),
    ],
)
def test_uhubctl_is_told_the_hub_and_its_port(
    program: Program, tmp_path: Path, device: str, hub: str, port: str
) -> None:
    program("uhubctl", f'echo "$@" >{tmp_path}/argv')
    repair("port-power", device)
    assert (tmp_path / "argv").read_text() == f"--location {hub} --ports {port} --action cycle --delay 5\n"


def test_a_hub_that_cannot_switch_its_ports_is_told_of(program: Program) -> None:
    program("uhubctl", "echo No compatible devices detected at location 1-1!; echo Run with -h; exit 1")
    with pytest.raises(CommandError, match=r"^uhubctl ended with status 1: No compatible .* 1-1! Run with -h$"):
        repair("port-power")


def test_without_uhubctl_it_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CommandError, match=r"^uhubctl: No such file or directory$"):
        repair("port-power")


def test_a_command_gets_its_words_and_the_modem(program: Program, tmp_path: Path) -> None:
    path = program("cut-power", f'printf "%s\\n" "$@" "$NM_CELLULAR_MODEM" >{tmp_path}/told')
    repair("command", command=(path, "relay 4", "$HOME"))
    assert (tmp_path / "told").read_text() == f"relay 4\n$HOME\n{HUB}/1-1.3\n"


def test_a_command_that_fails_is_told_of_with_its_last_words(program: Program) -> None:
    path = program("cut-power", 'head -c 10000000 /dev/zero | tr "\\0" "x"; echo; echo no relay >&2; exit 3')
    with pytest.raises(CommandError) as failure:
        repair("command", command=(path,))
    assert failure.value.message.startswith(f"{path} ended with status 3: xxx")
    assert failure.value.message.endswith("xxx no relay")
    assert len(failure.value.message) < 400


def test_a_command_that_was_ended_by_a_signal(program: Program) -> None:
    path = program("cut-power", "kill -TERM $$")
    with pytest.raises(CommandError, match=r"was ended by signal 15$"):
        repair("command", command=(path,))


def test_a_command_that_does_not_end_is_ended_with_all_that_it_began(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "_LASTS", 1.0)
    path = program("cut-power", f"sleep 1000 & echo $! >{tmp_path}/pid; wait")
    with pytest.raises(CommandError, match=r"did not end in 1 s$"):
        repair("command", command=(path,))
    sleep = int((tmp_path / "pid").read_text())
    wait_for(lambda: not is_running(sleep), what="the end of what it began")


def is_running(pid: int) -> bool:
    """One that has ended stays listed until its parent asks, whoever that is."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_command_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"/none: No such file or directory$"):
        repair("command", command=(str(tmp_path / "none"),))


@pytest.fixture
def switch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The kernel's, of the device at 1-1.3."""
    monkeypatch.setattr(usb_power, "_DEVICES", str(tmp_path))
    monkeypatch.setattr(usb_power, "_OFF", 0.1)
    path = tmp_path / "1-1.3" / "authorized"
    path.parent.mkdir()
    path.write_text("1\n")
    return path


def test_a_replug_takes_the_device_off_the_bus_and_back(switch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    monkeypatch.setattr(usb_power, "_write", lambda path, text: written.append(f"{path} {text}"))
    repair("replug")
    assert written == [f"{switch} 0", f"{switch} 1"]


def test_a_replug_that_is_stopped_puts_the_device_back(switch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usb_power, "_OFF", 1000.0)

    async def stop() -> None:
        doing = Performing(Daemons(None, None), None, None, f"{HUB}/1-1.3")
        task = asyncio.create_task(doing.perform(Repair("replug", 0, "it hangs"), ()))
        await asyncio.sleep(0)
        was.append(switch.read_text())  # noqa: ASYNC240
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    was: list[str] = []
    asyncio.run(stop())
    assert was == ["0"]
    assert switch.read_text() == "1"


@pytest.mark.parametrize("was", ["0\n", "1\n"])
def test_a_replug_whose_process_was_killed_is_finished_by_the_next(switch: Path, was: str) -> None:
    switch.write_text(was)
    usb_power.finish_replug(f"{HUB}/1-1.3")
    assert switch.read_text().strip() == "1"


def test_a_device_that_is_gone_meanwhile_is_told_of(switch: Path) -> None:
    switch.unlink()
    switch.parent.rmdir()
    usb_power.finish_replug(f"{HUB}/1-1.3")
    with pytest.raises(CommandError, match=r"authorized: No such file or directory$"):
        repair("replug")
