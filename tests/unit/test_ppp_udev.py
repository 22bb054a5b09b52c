"""The rules of `port =`, as udev reads them: a USB port by its interface, a serial line by its name."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from nm_cellular.ppp import port

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or not all(map(shutil.which, ("umockdev-run", "unshare", "udevadm"))),
    reason="needs root, umockdev and udev",
)

USB = "/devices/usb1/1-1/1-1.2/1-1.2:1.3/ttyUSB0/tty/ttyUSB0"
UART = "/devices/platform/soc/fe201000.serial/tty/ttyAMA0"
TREE = f"""\
P: /devices/usb1/1-1/1-1.2
E: DEVTYPE=usb_device
E: SUBSYSTEM=usb

P: /devices/usb1/1-1/1-1.2/1-1.2:1.3
E: DEVTYPE=usb_interface
E: SUBSYSTEM=usb

P: {USB}
N: ttyUSB0
E: DEVNAME=/dev/ttyUSB0
E: MAJOR=188
E: MINOR=0
E: SUBSYSTEM=tty

P: {UART}
N: ttyAMA0
E: DEVNAME=/dev/ttyAMA0
E: MAJOR=204
E: MINOR=64
E: SUBSYSTEM=tty
"""


def told(directory: Path, rule: str, path: str) -> set[str]:
    """What udev then knows of the port."""
    rules = directory / "udev/rules.d"
    rules.mkdir(parents=True, exist_ok=True)
    (rules / "70-nm-cellular-home.rules").write_text(rule)
    (directory / "tree").write_text(TREE)
    # udevadm makes the links that it says, and umockdev wants a terminal.
    script = f"""set -e
        mount -t tmpfs none /run
        mount --bind {directory}/udev /etc/udev
        mkdir -p {directory}/dev
        mount -t tmpfs none {directory}/dev
        mknod -m 666 {directory}/dev/null c 1 3
        mknod -m 666 {directory}/dev/ptmx c 5 2
        mkdir {directory}/dev/pts
        mount --bind /dev/pts {directory}/dev/pts
        mount --rbind {directory}/dev /dev
        umockdev-run -d {directory}/tree -- udevadm test -a add /sys{path} 2>&1
    """
    done = subprocess.run(["unshare", "--mount", "sh", "-c", script], check=True, capture_output=True, text=True)
    return {line.strip() for line in done.stdout.splitlines()}


@pytest.mark.parametrize(("text", "path", "other"), [("1-1.2:1.3", USB, UART), ("/dev/ttyAMA0", UART, USB)])
def test_pppd_is_started_at_that_port_and_no_other(text: str, path: str, other: str, tmp_path: Path) -> None:
    rule = port.rule_for_pppd(text, "home", starts=True)
    found = told(tmp_path, rule, path)
    assert {"SYSTEMD_WANTS=nm-cellular-ppp@home.service", "ID_MM_PORT_IGNORE=1"} <= found
    assert any("DEVLINKS=" in line and "/dev/cellular-home" in line for line in found)
    assert not any("nm-cellular" in line and "WANTS" in line for line in told(tmp_path, rule, other))


def test_an_interface_is_not_taken_for_one_whose_number_begins_alike(tmp_path: Path) -> None:
    rule = port.rule_for_pppd("1-1.2:1.30", "home", starts=True)
    assert not any("WANTS=nm" in line for line in told(tmp_path, rule, USB))


def test_modemmanager_is_told_of_the_serial_line(tmp_path: Path) -> None:
    rule = port.rule_for_modemmanager("/dev/ttyAMA0", "9600")
    assert {"ID_MM_DEVICE_PROCESS=1", "ID_MM_TTY_BAUDRATE=9600"} <= set(told(tmp_path, rule, UART))
    assert "ID_MM_DEVICE_PROCESS=1" not in told(tmp_path, rule, USB)
