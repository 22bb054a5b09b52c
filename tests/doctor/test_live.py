"""A machine that is looked at: trees of files as kernels and udev show them, below a root of their own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from nm_cellular.doctor import redaction, saving
from nm_cellular.doctor.diagnosing import diagnose
from nm_cellular.doctor.evidence import Evidence
from nm_cellular.doctor.facts.modem import NoModems
from nm_cellular.doctor.facts.network import Link, Profile
from nm_cellular.doctor.facts.system import Process, UdevProperties
from nm_cellular.doctor.facts.usb import UsbBound, UsbDevice
from nm_cellular.doctor.finding import Severity
from nm_cellular.doctor.live.looking import look
from nm_cellular.doctor.path import steps
from nm_cellular.doctor.source import Source
from nm_cellular.layout import Layout

RELEASE = "6.6.20+rpt-rpi-v8"
KERNEL = {"/proc/sys/kernel/osrelease": RELEASE, "/proc/device-tree/model": "Raspberry Pi 4 Model B Rev 1.4\0"}
MODULES = {
    "/proc/modules": "option 61440 0 - Live 0x0\nusb_wwan 24576 1 option, Live 0x0\n",
    f"/lib/modules/{RELEASE}/modules.dep": "kernel/drivers/usb/serial/option.ko.xz: kernel/drivers/usb/core/x.ko\n",
    f"/lib/modules/{RELEASE}/modules.builtin": "kernel/drivers/usb/core/usbcore.ko\n",
}
EC25 = {"idVendor": "2c7c", "idProduct": "0125", "manufacturer": "Quectel", "product": "EC25"}


def write(root: Path, files: Mapping[str, str]) -> None:
    for path, content in files.items():
        file = root / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)


def plug(root: Path, place: str, device: Mapping[str, str], interfaces: Mapping[int, tuple[str, str]]) -> None:
    """interfaces: class, subclass and protocol in hexadecimal, and the driver, by number."""
    base = f"/sys/bus/usb/devices/{place}"
    write(root, {f"{base}/{name}": f"{value}\n" for name, value in device.items()})
    for number, (codes, driver) in interfaces.items():
        here = f"{base}/{place}:1.{number}"
        values = (*codes.split(), f"{number:02x}", "03")
        names = ("bInterfaceClass", "bInterfaceSubClass", "bInterfaceProtocol", "bInterfaceNumber", "bNumEndpoints")
        write(root, {f"{here}/{name}": value for name, value in zip(names, values, strict=True)})
        if driver:
            (root / f"sys/bus/usb/drivers/{driver}").mkdir(parents=True, exist_ok=True)
            os.symlink(f"/sys/bus/usb/drivers/{driver}", root / here.lstrip("/") / "driver")
        os.symlink(f"{place}/{place}:1.{number}", root / f"sys/bus/usb/devices/{place}:1.{number}")


def seen(root: Path) -> Evidence:
    return look(Layout(str(root)))


def first(root: Path) -> str:
    causes = diagnose(seen(root)).causes
    return causes[0].check if causes else ""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path, KERNEL | {"/sys/bus/usb/devices/usb1/product": "xHCI Host Controller"})
    return tmp_path


SERIAL = dict.fromkeys(range(4), ("ff 00 00", "option"))


def test_a_modem_with_its_drivers_is_well(root: Path) -> None:
    plug(root, "1-1.2", EC25, {**SERIAL, 4: ("ff ff ff", "qmi_wwan")})
    (root / "sys/bus/usb/devices/1-1.2/1-1.2:1.4/net/wwan0").mkdir(parents=True)
    evidence = seen(root)
    assert first(root) == ""
    [device] = evidence.of(UsbDevice)
    assert (device.id, device.place, device.product) == ("2c7c:0125", "1-1.2", "EC25")
    assert [bound.node for bound in evidence.of(UsbBound) if bound.driver == "qmi_wwan"] == ["wwan0"]


def test_no_driver_for_the_network_side_and_none_in_modules_dep(root: Path) -> None:
    write(root, MODULES)
    plug(root, "1-1.2", EC25, {**SERIAL, 4: ("ff ff ff", "")})
    assert first(root) == "kernel-module-missing"


def test_a_port_in_gadget_mode(root: Path) -> None:
    udc = "/sys/class/udc/20980000.usb"
    write(root, {f"{udc}/function": "g_ether\n", f"{udc}/state": "configured\n"})
    assert first(root) == "usb-gadget-mode"


def test_a_controller_that_could_be_a_device_and_is_none(root: Path) -> None:
    write(root, {"/sys/class/udc/fe980000.usb/state": "not attached\n", "/sys/class/udc/fe980000.usb/function": "\n"})
    plug(root, "1-1.2", EC25, {**SERIAL, 4: ("ff ff ff", "qmi_wwan")})
    assert first(root) == ""


def test_a_stick_that_still_shows_its_storage(root: Path) -> None:
    stick = {"idVendor": "12d1", "idProduct": "14fe", "manufacturer": "HUAWEI", "product": "HUAWEI Mobile"}
    plug(root, "1-1.3", stick, {0: ("08 06 50", "usb-storage"), 1: ("08 06 50", "usb-storage")})
    assert first(root) == "not-switched"


@pytest.mark.parametrize(("soft", "hard"), [("1", "0"), ("0", "1")])
def test_a_radio_that_is_switched_off(root: Path, soft: str, hard: str) -> None:
    switch = "/sys/class/rfkill/rfkill1"
    write(root, {f"{switch}/type": "wwan\n", f"{switch}/soft": f"{soft}\n", f"{switch}/hard": f"{hard}\n"})
    assert first(root) == "rfkill"


def test_another_radio_that_is_switched_off_is_no_matter(root: Path) -> None:
    switch = "/sys/class/rfkill/rfkill0"
    write(root, {f"{switch}/type": "wlan\n", f"{switch}/soft": "1\n", f"{switch}/hard": "0\n"})
    assert first(root) == ""


def process(root: Path, pid: int, argv: list[str], port: str = "") -> None:
    write(root, {f"/proc/{pid}/cmdline": "\0".join(argv) + "\0"})
    (root / f"proc/{pid}/fd").mkdir()
    if port:
        os.symlink(port, root / f"proc/{pid}/fd/7")


def test_two_dialers_at_one_port(root: Path) -> None:
    process(root, 301, ["/usr/sbin/ModemManager"], "/dev/ttyUSB2")
    process(root, 812, ["/usr/bin/wvdial", "carrier"], "/dev/ttyUSB2")
    assert first(root) == "another-dialer"


def test_a_terminal_program_holds_modemmanagers_port(root: Path) -> None:
    process(root, 301, ["/usr/sbin/ModemManager"], "/dev/ttyUSB2")
    process(root, 812, ["minicom", "-D", "/dev/ttyUSB2"], "/dev/ttyUSB2")
    assert first(root) == "port-busy"


@pytest.mark.parametrize(
    "argv",
    [
        ["/usr/libexec/qmi-proxy"],
        ["/usr/sbin/pppd", "nodetach", "plugin", "rp-pppoe.so", "eth0"],
        ["/usr/sbin/pppd", "nodetach", "plugin", "/usr/lib/pppd/2.4.9/nm-pppd-plugin.so"],
    ],
)
def test_helpers_of_the_daemons_and_dsl_are_no_second_dialer(root: Path, argv: list[str]) -> None:
    process(root, 301, ["/usr/sbin/ModemManager"], "/dev/cdc-wdm0")
    process(root, 812, argv, "/dev/cdc-wdm0" if "proxy" in argv[0] else "")
    assert first(root) == ""


def test_a_password_on_a_command_line_is_hidden(root: Path) -> None:
    process(root, 812, ["pppd", "user", "me", "password", "hunter2", "call", "carrier"])
    [found] = seen(root).of(Process)
    assert "hunter2" not in str(found)


PROFILE = """\
[connection]
id=home
uuid=0a6e2a70-8a35-4d3c-8f43-07e7b8ffbf3b
type=gsm
[gsm]
apn=internet
password=s3cret
"""


def test_a_profile_that_others_may_read(root: Path) -> None:
    path = "/etc/NetworkManager/system-connections/home.nmconnection"
    write(root, {path: PROFILE})
    (root / path.lstrip("/")).chmod(0o644)
    [profile] = seen(root).of(Profile)
    assert (profile.path, profile.mode, profile.get("gsm", "apn")) == (path, 0o644, "internet")
    assert "s3cret" not in str(profile)
    assert first(root) == "keyfile-permissions"


def test_the_supply_voltage_of_a_raspberry_pi(root: Path) -> None:
    write(root, {"/sys/class/hwmon/hwmon0/name": "rpi_volt\n", "/sys/class/hwmon/hwmon0/in0_lcrit_alarm": "1\n"})
    assert first(root) == "power"


def test_a_mistake_in_a_boot_file(root: Path) -> None:
    write(root, {"/boot/firmware/cellular.conf": "[home]\napn = internet\npasword = x\n"})
    causes = diagnose(seen(root)).causes
    assert [(cause.check, cause.because[0].where) for cause in causes] == [
        ("boot-file", "/boot/firmware/cellular.conf:3:1")
    ]


@pytest.mark.parametrize("odd", ["", "9" * 5000, "a\0b", "-1", "0x10", "٣", "\n\n"], ids=repr)
def test_files_that_no_kernel_writes_raise_nothing(root: Path, odd: str) -> None:
    names = ("idVendor", "idProduct", "speed", "bNumConfigurations")
    plug(root, "1-1", dict.fromkeys(names, odd), {0: ("ff ff ff", "option")})
    write(root, {f"/sys/bus/usb/devices/1-1/1-1:1.0/{name}": odd for name in ("bInterfaceNumber", "bNumEndpoints")})
    write(root, dict.fromkeys(("/proc/sys/kernel/osrelease", "/proc/modules", "/proc/7/cmdline"), odd))
    evidence = redaction.redacted(seen(root))
    assert saving.from_text(json.dumps(saving.as_document(evidence)), "saved") == evidence


def test_a_root_with_nothing_in_it_raises_no_alarm(tmp_path: Path) -> None:
    assert first(tmp_path) == ""


TREE = """\
P: /devices/usb1/1-1
E: DEVTYPE=usb_device
E: SUBSYSTEM=usb
E: ID_MM_DEVICE_IGNORE=1

P: /devices/usb1/1-2/tty/ttyUSB0
E: SUBSYSTEM=tty
E: ID_MM_CANDIDATE=1

"""


@pytest.mark.skipif(not shutil.which("umockdev-run"), reason="there is no umockdev")
def test_what_a_rule_told_modemmanager_and_not_what_every_port_has(tmp_path: Path) -> None:
    (tmp_path / "tree").write_text(TREE)
    script = "from nm_cellular.doctor.live import tags; print(*(each.source.text for each in tags.look()), sep='\\n')"
    argv = ["umockdev-run", "-d", str(tmp_path / "tree"), "--", "/usr/bin/python3", "-c", script]
    done = subprocess.run(argv, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)
    assert done.stdout == "1-1: ID_MM_DEVICE_IGNORE=1\n"


@pytest.mark.parametrize(("place", "check"), [("1-1.2", "mm-ignores-device"), ("1-1.4", "")])
def test_a_tag_matters_where_it_is_a_modems(root: Path, place: str, check: str) -> None:
    plug(root, "1-1.2", EC25, {**SERIAL, 4: ("ff ff ff", "qmi_wwan")})
    plug(root, "1-1.4", {"idVendor": "067b", "idProduct": "2303"}, {0: ("ff 00 00", "pl2303")})
    told = (
        UdevProperties(Source("udev", 0, "tagged"), place, "usb", (("ID_MM_DEVICE_IGNORE", "1"),)),
        NoModems(Source("ModemManager", 0, "it lists no modem")),
    )
    causes = diagnose(Evidence(seen(root).facts + told, live=True)).causes
    certain = [cause.check for cause in causes if cause.severity is Severity.ERROR]
    assert certain == ([check] if check else [])


@pytest.mark.parametrize(("addresses", "worst"), [(("192.168.8.100/24",), Severity.NOTE), ((), Severity.WARNING)])
def test_a_router_stick_with_an_address_is_well_though_it_is_no_modem(
    root: Path, addresses: tuple[str, ...], worst: Severity
) -> None:
    stick = {"idVendor": "12d1", "idProduct": "14dc", "product": "HUAWEI_MOBILE"}
    plug(root, "1-1.3", stick, {0: ("02 06 00", "cdc_ether"), 1: ("0a 00 00", "cdc_ether")})
    told = (
        NoModems(Source("ModemManager", 0, "it lists no modem")),
        Link(Source("ip address", 0, "eth1: up"), "eth1", up=True, addresses=addresses),
    )
    causes = diagnose(Evidence(seen(root).facts + told, live=True)).causes
    assert [(cause.check, cause.severity) for cause in causes] == [("hilink-is-ethernet", worst)]


def test_a_phone_is_no_modem_whose_path_is_ticked(root: Path) -> None:
    plug(root, "1-1.2", {"idVendor": "18d1", "idProduct": "4ee3"}, {0: ("e0 01 03", "rndis_host")})
    evidence = seen(root)
    assert steps(evidence, diagnose(evidence)) == ()
