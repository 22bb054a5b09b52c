"""`nm-cellular doctor` on a real kernel, udev and systemd: one thing is broken at a time, and that comes first."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.lab import SimLock
from tests.vm.isp import demand_login
from tests.vm.system import System
from tests.vm.usb.qmi import QmiModem, Registration
from tests.vm.usb.qmi.modem import OperatingMode
from tests.vm.usb.sticks import E3131, EC25, EC25_QMI, huawei_modem, quectel_modem

INSTALLED = ()

HOME = "[home]\napn = internet\n"

SWITCHING = Path("/etc/usb_modeswitch.conf")
BLACKLIST = Path("/etc/modprobe.d/blacklist-qmi.conf")
RESOLVER = Path("/etc/resolv.conf")
PROFILE = Path("/etc/NetworkManager/system-connections/home.nmconnection")


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
        print(f"{RESOLVER}: {RESOLVER.read_text() if RESOLVER.exists() else None}")


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


def connect(system: System) -> None:
    system.plug(EC25_QMI, QmiModem())
    system.wait_until_connected("home")


def test_nothing_is_wrong_with_a_modem_that_is_connected(system: System) -> None:
    connect(system)
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
    """A thread of a forum: an EC25-A with an EC25-E's firmware, and NetworkManager that tries for ever."""
    system.plug(EC25_QMI, QmiModem(operating_mode=OperatingMode.OFFLINE, can_go_online=False))
    finds(system, "firmware-variant")
    assert "DeviceNotReady" in system.journal("ModemManager")


def test_a_network_that_is_out_of_reach(system: System) -> None:
    system.plug(EC25_QMI, QmiModem(registration=Registration.SEARCHING))
    finds(system, "no-signal")


def test_a_password_that_the_network_does_not_take(system: System) -> None:
    system.apply(f"{HOME}username = me\npassword = guessed\n")
    with demand_login("me", "secret", "chap"):
        system.plug(EC25, quectel_modem())
        finds(system, "apn-auth")


def test_a_profile_that_others_may_read(system: System) -> None:
    PROFILE.chmod(0o644)
    system.run("nmcli", "connection", "reload")
    system.plug(EC25_QMI, QmiModem())
    finds(system, "keyfile-permissions")


def test_mobile_broadband_is_switched_off(system: System) -> None:
    system.run("nmcli", "radio", "wwan", "off")
    try:
        system.plug(EC25_QMI, QmiModem())
        finds(system, "rfkill")
    finally:
        system.run("nmcli", "radio", "wwan", "on")


def test_connected_and_no_name_server(system: System) -> None:
    connect(system)
    with replaced(RESOLVER, ""):
        finds(system, "dns")


@contextmanager
def cable_that_leads_nowhere(system: System) -> Iterator[None]:
    """With a default route of its own, which goes before the modem's."""
    system.run("ip", "link", "add", "eth9", "type", "veth", "peer", "name", "eth8")
    system.wait_for(lambda: "eth9" in system.run("nmcli", "--terse", "--fields", "DEVICE", "device"), "eth9")
    system.run("nmcli", "device", "set", "eth9", "managed", "no")
    for words in ("link set eth8 up", "link set eth9 up", "route add default dev eth9 metric 5", "link set eth8 down"):
        system.run("ip", *words.split())
    try:
        yield
    finally:
        system.run("ip", "link", "delete", "eth9")


def test_connected_and_the_default_route_is_a_dead_cables(system: System) -> None:
    connect(system)
    with cable_that_leads_nowhere(system):
        finds(system, "route-metric")


def test_modemmanager_does_not_run(system: System) -> None:
    with unit_stopped(system, "ModemManager"):
        system.plug(EC25_QMI, QmiModem())
        finds(system, "mm-not-running")


def test_a_second_dialer_where_nothing_is_connected(system: System) -> None:
    connect(system)
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
