"""`apply --for ppp` where there is no ModemManager: systemd, pppd and chat, and PPP of a real kernel."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.lab import Modem
from tests.vm.conftest import AT_LOG
from tests.vm.isp import SERVER_IPV4, SERVER_IPV6, calls, demand_login
from tests.vm.system import System
from tests.vm.usb import Stick
from tests.vm.usb.sticks import EC25, quectel_modem

INSTALLED = ()

UNIT = "nm-cellular-ppp@home.service"
DIAL = "D*99***1#"
SECRETS = [Path("/etc/ppp/chap-secrets"), Path("/etc/ppp/pap-secrets")]


@pytest.fixture(scope="module", autouse=True)
def _no_modemmanager(system: System) -> None:
    system.run("systemctl", "mask", "--now", "ModemManager.service")


@pytest.fixture(autouse=True)
def _unplug(system: System, _no_modemmanager: None) -> Iterator[None]:
    """As of all scenarios, without ModemManager to ask; and no connection stays."""
    yield
    apply(system, "")
    with AT_LOG.open("a") as log:
        print(*(command for stick in system.sticks for command in stick.modem.commands), sep="\n", file=log)
    for stick in tuple(system.sticks):
        system.unplug(stick)


def apply(system: System, cellular_conf: str) -> None:
    system.write_boot_file(cellular_conf)
    system.run("nm-cellular", "apply", "--for", "ppp")


def section(stick: Stick, more: str = "") -> str:
    return f"[home]\napn = internet\nport = {stick.sysname}:1.2\n{more}"


def dial(system: System, modem: Modem, more: str = "") -> Stick:
    stick = system.plug(EC25, modem)
    apply(system, section(stick, more))
    return stick


def wait_for_packets(system: System, *addresses: str) -> None:
    for address in addresses:
        system.wait_for(partial(system.reaches, address), address)
        assert " dev ppp0 " in system.run("ip", "route", "get", address)


def wait_until_said(system: System, sentence: str, stick: Stick) -> None:
    since = stick.modes[0].since
    system.wait_for(lambda: sentence in system.journal(UNIT, since=since), sentence)


def property_of(system: System, name: str, unit: str = UNIT) -> str:
    return system.run("systemctl", "show", f"--property={name}", "--value", unit).strip()


def command_lines() -> str:
    """Of all processes."""
    return "\n".join(_command_line(process) for process in Path("/proc").glob("[0-9]*"))


def _command_line(process: Path) -> str:
    try:
        return (process / "cmdline").read_text().replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def test_packets_of_both_families_pass_over_ppp0(system: System) -> None:
    stick = dial(system, quectel_modem(), "metric = 50\n")
    wait_for_packets(system, SERVER_IPV4, SERVER_IPV6)
    assert "dev ppp0 scope link metric 50" in system.run("ip", "-4", "route", "show", "default")
    assert f"nameserver {SERVER_IPV4}\n" in Path("/etc/resolv.conf").read_text()
    assert stick.modem.commands.count(DIAL) == 1
    assert '+CGDCONT=1,"IPV4V6","internet"' in stick.modem.commands


@pytest.fixture
def unit_for_pppd(system: System) -> Iterator[str]:
    """The unit of the boot partition, as docs/ppp.md changes it."""
    unit = "nm-cellular-apply.service"
    drop_in = Path(f"/etc/systemd/system/{unit}.d/ppp.conf")
    drop_in.parent.mkdir()
    drop_in.write_text("[Service]\nExecStart=\nExecStart=/usr/bin/nm-cellular apply --quiet --for ppp\n")
    system.run("systemctl", "daemon-reload")
    yield unit
    shutil.rmtree(drop_in.parent)
    system.run("systemctl", "daemon-reload")


def test_it_is_installed_at_boot_where_the_unit_is_told_to(system: System, unit_for_pppd: str) -> None:
    stick = system.plug(EC25, quectel_modem())
    system.write_boot_file(section(stick, "username = me\npassword = secret\n"))
    system.run("systemctl", "start", unit_for_pppd)
    wait_for_packets(system, SERVER_IPV4)
    assert [file.stat().st_mode & 0o777 for file in SECRETS] == [0o600, 0o600]


def test_a_section_that_goes_takes_its_connection_with_it(system: System) -> None:
    dial(system, quectel_modem(), "username = me\npassword = secret\n")
    wait_for_packets(system, SERVER_IPV4)
    apply(system, "")
    system.wait_for(lambda: not Path("/sys/class/net/ppp0").exists(), "ppp0 is gone")
    assert property_of(system, "ActiveState") == "inactive"
    assert not [file for file in ("/etc/ppp/peers/home", "/etc/chatscripts/home") if os.path.exists(file)]
    assert not list(Path("/etc/udev/rules.d").glob("*nm-cellular-home*"))
    assert not [file for file in SECRETS if file.exists() and "nm-cellular" in file.read_text()]


def test_one_that_is_plugged_in_again_is_dialled_again(system: System) -> None:
    stick = dial(system, quectel_modem())
    wait_for_packets(system, SERVER_IPV4)
    system.unplug(stick)
    again = system.plug(EC25, quectel_modem())
    wait_for_packets(system, SERVER_IPV4)
    assert again.modem.commands.count(DIAL) == 1


def test_a_call_that_the_network_ends_is_dialled_again(system: System) -> None:
    stick = dial(system, quectel_modem())
    wait_for_packets(system, SERVER_IPV4)
    for call in calls():
        os.kill(call, signal.SIGTERM)
    system.wait_for(lambda: stick.modem.commands.count(DIAL) == 2, "it dials again")
    wait_for_packets(system, SERVER_IPV4, SERVER_IPV6)


def test_a_network_that_falls_silent_is_noticed(system: System) -> None:
    stick = dial(system, quectel_modem(), "ppp.lcp-echo-interval = 2\nppp.lcp-echo-failure = 3\n")
    wait_for_packets(system, SERVER_IPV4)
    silent = calls()
    for call in silent:
        os.kill(call, signal.SIGSTOP)
    wait_until_said(system, "No response to 3 echo-requests", stick)
    for call in silent:
        os.kill(call, signal.SIGKILL)
    wait_for_packets(system, SERVER_IPV4)
    assert stick.modem.commands.count(DIAL) == 2


def test_a_network_that_refuses_is_asked_five_times_and_then_left_in_peace_for_a_minute(system: System) -> None:
    modem = quectel_modem()
    modem.apns = {"another"}
    dial(system, modem)
    system.wait_for(lambda: property_of(system, "SubState") == "auto-restart", "it rests")
    assert modem.commands.count(DIAL) == 5
    modem.apns = None
    wait_for_packets(system, SERVER_IPV4)
    assert modem.commands.count(DIAL) == 6


@pytest.mark.parametrize("method", ["chap", "pap"])
def test_the_password_is_told_to_the_network_and_to_nobody_else(system: System, method: str) -> None:
    with demand_login("me", 's#cr t"1\\', method):
        stick = dial(system, quectel_modem(), 'username = me\npassword = s#cr t"1\\\n')
        wait_for_packets(system, SERVER_IPV4)
        assert "s#cr" not in command_lines()
        assert "s#cr" not in system.journal(UNIT, since=stick.modes[0].since)
        assert "s#cr" not in Path("/etc/ppp/peers/home").read_text()
        assert [file.stat().st_mode & 0o777 for file in SECRETS] == [0o600, 0o600]


def test_a_wrong_password_is_told_of(system: System) -> None:
    with demand_login("me", "secret", "chap"):
        stick = dial(system, quectel_modem(), "username = me\npassword = guessed\n")
        wait_until_said(system, "CHAP authentication failed", stick)
    assert "guessed" not in system.journal(UNIT, since=stick.modes[0].since)


PUBLISHED = """\
cat << EOF
noauth
connect '/usr/sbin/chat -s -v -f /etc/ppp/peers/guide-chat-connect'
{port}
115200
defaultroute
noipdefault
nodetach
crtscts
usepeerdns
EOF | sudo tee /etc/ppp/peers/guide

cat << EOF
TIMEOUT 15
ABORT   "BUSY"
ABORT   "ERROR"
ABORT   "NO CARRTER"
""AT
OK \\rATZ
OK \\rAT+CGDCONT=1,"IP",""
OK-AT-OK ATDT#777
CONNECT \\d\\c
EOF | sudo tee /etc/ppp/peers/guide-chat-connect
"""
"""With the mistakes of a guide that many follow."""


def test_a_published_recipe_fails_where_what_import_makes_of_it_connects(system: System, tmp_path: Path) -> None:
    stick = system.plug(EC25, quectel_modem())
    page = tmp_path / "page"
    page.write_text(PUBLISHED.format(port=port_of(system, stick)))
    subprocess.run(["sh", page], stdout=subprocess.DEVNULL, check=False)
    assert not list(Path("/etc/ppp/peers").glob("guide*"))

    write_as_meant(page.read_text())
    called = subprocess.run(["pppd", "call", "guide", "nodetach", "maxfail", "1"], capture_output=True, text=True)
    assert called.returncode == 8, called.stdout  # its chat script failed
    assert stick.modem.commands[-1] == "DT#777"

    imported = subprocess.run(["nm-cellular", "import", page], capture_output=True, text=True)
    for complaint in ("is never written", "NO CARRTER", "CDMA", "APN"):
        assert complaint in imported.stderr
    # A connection of that name is there already; apply says so, and leaves it alone until somebody deletes it.
    for written in Path("/etc/ppp/peers").glob("guide*"):
        written.unlink()
    apply(system, imported.stdout.replace("apn =\n", f"apn = internet\nport = {stick.sysname}:1.2\n"))
    wait_for_packets(system, SERVER_IPV4, SERVER_IPV6)


def port_of(system: System, stick: Stick) -> str:
    interface = Path(f"/sys/bus/usb/devices/{stick.sysname}:1.2")
    (port,) = system.wait_for(lambda: list(interface.glob("ttyUSB*")), "its port")
    system.wait_for(lambda: Path(f"/dev/{port.name}").exists(), "the port's file")
    return f"/dev/{port.name}"


def write_as_meant(page: str) -> None:
    """The files that its here-documents do not write."""
    for content, path in re.findall(r"<< EOF\n(.*?)EOF \| sudo tee (\S+)", page, re.DOTALL):
        Path(path).write_text(content)
