"""`nm-cellular doctor` on a real kernel, udev and systemd: one thing is broken at a time, and that comes first."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.lab import SimLock
from tests.vm.system import System
from tests.vm.usb.qmi import QmiModem, Registration
from tests.vm.usb.qmi.modem import OperatingMode
from tests.vm.usb.sticks import E3131, EC25_QMI, huawei_modem

INSTALLED = ()

HOME = "[home]\napn = internet\n"

SWITCHING = Path("/etc/usb_modeswitch.conf")
BLACKLIST = Path("/etc/modprobe.d/blacklist-qmi.conf")


@pytest.fixture(autouse=True)
def _nothing_has_happened(system: System) -> Iterator[None]:
    """What another scenario left in the journal is no evidence."""
    system.run("journalctl", "--rotate", "--vacuum-size=1")
    system.apply(HOME)
    yield
    system.apply("")


def causes(system: System) -> list[str]:
    """What is worse than a note, the first cause first."""
    done = subprocess.run(["nm-cellular", "doctor", "--json"], capture_output=True, text=True)
    return [each["check"] for each in json.loads(done.stdout)["findings"] if each["severity"] != "note"]


def finds(system: System, check: str) -> None:
    try:
        system.wait_for(lambda: causes(system)[:1] == [check], f"{check} comes first")
    finally:
        print(subprocess.run(["nm-cellular", "doctor"], capture_output=True, text=True).stdout)


@contextmanager
def unit_stopped(system: System, unit: str) -> Iterator[None]:
    system.run("systemctl", "stop", unit)
    try:
        yield
    finally:
        system.run("systemctl", "start", unit)


@contextmanager
def replaced(file: Path, content: str) -> Iterator[None]:
    before = file.read_text() if file.exists() else ""
    file.write_text(content)
    try:
        yield
    finally:
        file.write_text(before)


@contextmanager
def dialer() -> Iterator[None]:
    """A program of that name that has the modem's port, and nothing more."""
    program = Path("/run/quectel-CM")
    program.write_bytes(Path("/usr/bin/sleep").read_bytes())
    program.chmod(0o755)
    with open("/dev/cdc-wdm0", "rb") as port:
        running = subprocess.Popen([program, "infinity"], stdin=port)
    try:
        yield
    finally:
        running.kill()
        running.wait()


def test_nothing_is_wrong_with_a_modem_that_is_connected(system: System) -> None:
    system.plug(EC25_QMI, QmiModem())
    system.wait_until_connected("home")
    system.wait_for(lambda: not causes(system), "no cause")


def test_a_sim_that_wants_its_pin(system: System) -> None:
    system.plug(EC25_QMI, QmiModem(lock=SimLock("1234")))
    finds(system, "sim-pin")


def test_a_modem_without_a_sim(system: System) -> None:
    system.plug(EC25_QMI, QmiModem(has_sim=False))
    finds(system, "sim-missing")


def test_a_network_that_refuses_the_sim(system: System) -> None:
    system.plug(EC25_QMI, QmiModem(registration=Registration.DENIED))
    finds(system, "registration-denied")


def test_an_apn_that_is_not_the_sims(system: System) -> None:
    system.plug(EC25_QMI, QmiModem(apns={"other"}))
    finds(system, "apn-wrong")


def test_firmware_of_another_region(system: System) -> None:
    """A thread of a forum: an EC25-A with an EC25-E's firmware, which never goes online."""
    system.plug(EC25_QMI, QmiModem(operating_mode=OperatingMode.OFFLINE, can_go_online=False))
    finds(system, "firmware-variant")


def test_modemmanager_does_not_run(system: System) -> None:
    with unit_stopped(system, "ModemManager"):
        system.plug(EC25_QMI, QmiModem())
        finds(system, "mm-not-running")


def test_a_second_dialer_where_nothing_is_connected(system: System) -> None:
    system.plug(EC25_QMI, QmiModem())
    system.wait_until_connected("home")
    system.run("nmcli", "connection", "down", "home")
    with dialer():
        finds(system, "another-dialer")


def test_the_driver_is_on_a_blacklist(system: System) -> None:
    with replaced(BLACKLIST, "blacklist qmi_wwan\n"):
        system.run("udevadm", "control", "--reload")
        subprocess.run(["modprobe", "--remove", "qmi_wwan"], check=False)
        system.plug(EC25_QMI, QmiModem())
        finds(system, "kernel-module-missing")


def test_a_stick_that_nobody_switches(system: System) -> None:
    with replaced(SWITCHING, "DisableSwitching=1\n"):
        system.plug(E3131, huawei_modem())
        finds(system, "not-switched")
