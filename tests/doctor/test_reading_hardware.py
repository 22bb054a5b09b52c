"""What the readers of kernel messages, lsusb, usb_modeswitch and the like make of a line."""

from __future__ import annotations

from typing import TypeVar

import pytest

from nm_cellular.doctor import reading
from nm_cellular.doctor.facts import Fact
from nm_cellular.doctor.facts.message import Message
from nm_cellular.doctor.facts.system import (
    Container,
    DeviceNode,
    KernelModule,
    KernelOption,
    MissingModule,
    RadioSwitch,
    SupplyVoltage,
    Version,
)
from nm_cellular.doctor.facts.usb import (
    ModeSwitchRun,
    UsbBound,
    UsbController,
    UsbDevice,
    UsbFault,
    UsbInterface,
    UsbTreeEntry,
    UsbUnbound,
)

Kind = TypeVar("Kind", bound=Fact)

DISCONNECT = "usb 1-1.3: USB disconnect, device number 5"


def facts(kind: type[Kind], text: str) -> tuple[Kind, ...]:
    return reading.read([("log", text)]).of(kind)


@pytest.mark.parametrize(
    "line",
    [
        f"[   45.101233] {DISCONNECT}",
        f"[45.101233] {DISCONNECT}",
        f"<6>[   45.101233] {DISCONNECT}",
        f"kern  :info  : [   45.101233] {DISCONNECT}",
        f"[   45.101233][  T123] {DISCONNECT}",
        f"Jun 26 01:05:24 raspberrypi kernel: [   45.101233] {DISCONNECT}",
        f"Mon Jan  1 00:00:00 2024 kern.info kernel: [   45.101233] {DISCONNECT}",
        f"2024-01-01T00:00:00+0000 host kernel: [   45.101233] {DISCONNECT}",
        f"[   45.101233] raspberrypi kernel: {DISCONNECT}",
        f"> [   45.101233] {DISCONNECT}",
    ],
)
def test_the_kernels_clock_is_read_in_each_form_of_log(line: str) -> None:
    (message,) = facts(Message, line)
    assert (message.program, message.text, message.time) == ("kernel", DISCONNECT, 45.101233)


@pytest.mark.parametrize(
    "line",
    [
        f"Jun 26 01:05:24 raspberrypi kernel: {DISCONNECT}",
        f"2024-01-01T00:00:00.123456+00:00 host kernel: {DISCONNECT}",
        f"Mon 2024-01-01 00:00:00 UTC host kernel: {DISCONNECT}",
        f"[Mon Jan  1 00:00:00 2024] {DISCONNECT}",
        f"[Jan 1 00:00] {DISCONNECT}",
        f"[  +0.000012] {DISCONNECT}",
        f"kernel: {DISCONNECT}",
        DISCONNECT,
    ],
)
def test_a_kernel_message_is_known_without_its_clock(line: str) -> None:
    (message,) = facts(Message, line)
    assert (message.program, message.text) == ("kernel", DISCONNECT)


def test_a_service_in_a_log_with_the_kernels_clock_is_not_the_kernel() -> None:
    (message,) = facts(Message, "[   45.101233] gw ModemManager[345]: <info>  [modem0] state changed")
    assert message.program == "ModemManager"


def test_two_messages_that_were_joined_to_one_line_are_two() -> None:
    first, second = facts(Message, f"[   44.000001] usb 1-1: reset [   45.101233] {DISCONNECT}")
    assert (first.time, second.time) == (44.000001, 45.101233)


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("usb 1-1.4: device descriptor read/64, error -71", "enumeration", "1-1.4"),
        ("usb 1-1-port4: unable to enumerate USB device", "enumeration", "1-1-port4"),
        ("usb usb1-port1: Cannot enable. Maybe the USB cable is bad?", "enumeration", "usb1-port1"),
        ("hub 1-1:1.0: unable to enumerate USB device on port 2", "enumeration", "1-1-port2"),
        ("usb usb1-port1: over-current change #1", "over-current", "usb1-port1"),
        ("usb 1-1-port3: disabled by hub (EMI?), re-enabling...", "interference", "1-1-port3"),
        ("qmi_wwan 1-1:1.4: nonzero urb status received: -71", "transfer", "1-1"),
    ],
)
def test_what_the_kernel_complains_of(text: str, kind: str, place: str) -> None:
    (fault,) = facts(UsbFault, f"[    1.000000] {text}")
    assert (fault.kind, fault.place) == (kind, place)


@pytest.mark.parametrize(
    ("text", "driver", "interface", "node"),
    [
        ("usb 1-1.2: GSM modem (1-port) converter now attached to ttyUSB2", "option", -1, "ttyUSB2"),
        ("usb 1-1.2: Qualcomm USB modem converter now attached to ttyUSB0", "qcserial", -1, "ttyUSB0"),
        ("qmi_wwan 1-1.2:1.4: cdc-wdm0: USB WDM device", "qmi_wwan", 4, "cdc-wdm0"),
        ("qmi_wwan 1-1.2:1.4 wwan0: register 'qmi_wwan' at usb-x-1.2, WWAN/QMI device, 0", "qmi_wwan", 4, "wwan0"),
        ("cdc_ether 1-1.2:1.0 usb0: register 'cdc_ether' at usb-x-1.2, CDC Ethernet Device", "cdc_ether", 0, "usb0"),
        ("cdc_acm 1-1.2:1.0: ttyACM0: USB ACM device", "cdc_acm", 0, "ttyACM0"),
        ("usb-storage 1-1.2:1.0: USB Mass Storage device detected", "usb_storage", 0, ""),
    ],
)
def test_which_driver_took_what(text: str, driver: str, interface: int, node: str) -> None:
    (bound,) = facts(UsbBound, f"[    1.000000] {text}")
    assert (bound.driver, bound.place, bound.interface, bound.node) == (driver, "1-1.2", interface, node)


def test_a_driver_that_lets_go_is_no_driver_that_takes() -> None:
    log = "[    1.000000] qmi_wwan 1-1.2:1.4 wwan0: unregister 'qmi_wwan' usb-x-1.2, WWAN/QMI device"
    assert not facts(UsbBound, log)
    assert facts(UsbUnbound, log)[0].driver == "qmi_wwan"


def test_a_root_hub_is_no_device() -> None:
    assert not facts(UsbDevice, "[    1.0] usb usb1: New USB device found, idVendor=1d6b, idProduct=0002")


def test_lsusb_in_one_line_is_several_devices() -> None:
    text = "Bus 001 Device 004: ID 2C7C:0125 Quectel EC25 Bus 001 Device 001: ID 1d6b:0002 Linux Foundation"
    assert [(each.id, each.bus, each.address, each.product) for each in facts(UsbDevice, text)] == [
        ("2c7c:0125", 1, 4, "Quectel EC25"),
        ("1d6b:0002", 1, 1, "Linux Foundation"),
    ]


def test_descriptors_tell_of_interfaces_and_their_first_setting() -> None:
    text = """\
Bus 001 Device 008: ID 12d1:155e
Device Descriptor:
  bDeviceClass            2
  idVendor           0x12d1
  idProduct          0x155e
  iManufacturer           1 HUAWEI
  bNumConfigurations      1
    Interface Descriptor:
      bInterfaceNumber        4
      bAlternateSetting       0
      bNumEndpoints           0
      bInterfaceClass        10
      bInterfaceSubClass      0
      bInterfaceProtocol      1
    Interface Descriptor:
      bInterfaceNumber        4
      bAlternateSetting       1
      bNumEndpoints           2
"""
    (device,) = facts(UsbDevice, text)
    assert (device.manufacturer, device.configurations) == ("HUAWEI", 1)
    assert device.interfaces == (UsbInterface(4, 10, 0, 1, 0),)


@pytest.mark.parametrize(
    ("row", "driver"),
    [
        ("    |__ Port 3: Dev 5, If 4, Class=Vendor Specific Class, Driver=qmi_wwan, 480M", "qmi_wwan"),
        ("    |__ Port 3: Dev 5, If 4, Class=Vendor Specific Class, Driver=, 480M", ""),
        ("    |__ Port 003: Dev 005, If 4, Class=Vendor Specific Class, Driver=[none], 480M", ""),
        ("> |__ Port 3: Dev 5, If 4, Class=Mass Storage, Driver=usb-storage, 480M", "usb_storage"),
    ],
)
def test_the_tree_names_drivers(row: str, driver: str) -> None:
    (entry,) = facts(UsbTreeEntry, f"/:  Bus 001.Port 001: Dev 001, Class=root_hub, Driver=xhci_hcd/1p, 480M\n{row}")
    assert (entry.bus, entry.address, entry.interface, entry.driver) == (1, 5, 4, driver)


def test_usb_devices_tells_of_drivers() -> None:
    text = """\
T:  Bus=01 Lev=02 Prnt=02 Port=02 Cnt=01 Dev#=  5 Spd=480 MxCh= 0
P:  Vendor=2c7c ProdID=0125 Rev=03.18
S:  Product=EC25-A
I:  If#= 3 Alt= 0 #EPs= 3 Cls=ff(vend.) Sub=00 Prot=00 Driver=option
I:* If#=0x4 Alt= 0 #EPs= 3 Cls=ff(vend.) Sub=ff Prot=ff Driver=(none)
"""
    (device,) = facts(UsbDevice, text)
    assert (device.id, device.product, device.bus, device.address) == ("2c7c:0125", "EC25-A", 1, 5)
    assert device.interfaces == (UsbInterface(3, 255, 0, 0, 3, "option"), UsbInterface(4, 255, 255, 255, 3, ""))


def test_a_modeswitch_command_and_its_output_are_one_run() -> None:
    text = """\
$ sudo usb_modeswitch -v 0x12d1 -p 0x155e -V 0x12d1 -P 0x1506 -M "5553"
Look for target devices ...
 Found devices in default mode (1)
 with class 255
Error: can't use storage command in MessageContent with interface 0; interface class is 2, expected 8. Abort
"""
    (run,) = facts(ModeSwitchRun, text)
    assert (run.device, run.targets, run.message, run.interface_class) == ("12d1:155e", ("12d1:1506",), "5553", 2)
    assert "can't use storage command" in run.error


def test_an_output_far_from_a_command_is_another_run() -> None:
    prose = "It worked, thank you.\n" * 6
    text = f"usb_modeswitch -v 12d1 -p 14fe -J\n{prose}Look for target devices ...\nMode switch has failed. Bye!\n"
    assert [(run.device, run.outcome) for run in facts(ModeSwitchRun, text)] == [("12d1:14fe", ""), ("", "failed")]


@pytest.mark.parametrize(
    ("text", "name", "state"),
    [
        ("option                 57344  0", "option", "loaded"),
        ("cdc_wdm                24576  3 qmi_wwan", "cdc_wdm", "loaded"),
        ("kernel/drivers/net/usb/qmi_wwan.ko.xz: kernel/drivers/usb/class/cdc-wdm.ko.xz", "qmi_wwan", "available"),
        ("[    5.8] usbcore: registered new interface driver option", "option", "loaded"),
    ],
)
def test_modules(text: str, name: str, state: str) -> None:
    assert (name, state) in [(each.name, each.state) for each in facts(KernelModule, text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("modprobe: FATAL: Module qmi_wwan not found in directory /lib/modules/5.10.17-v8+", "qmi_wwan"),
        ("modprobe: FATAL: Module cdc-wdm not found.", "cdc_wdm"),
        ("modprobe: module option not found in modules.dep", "option"),
        ("# modinfo: ERROR: Module option not found.", "option"),
        ("Please load the ppp_generic kernel module.", "ppp_generic"),
    ],
)
def test_modules_that_were_not_found(text: str, name: str) -> None:
    assert name in [each.name for each in facts(MissingModule, text)]


def test_a_configuration_says_what_is_not_set() -> None:
    options = facts(KernelOption, "CONFIG_PPP=m\n# CONFIG_USB_WDM is not set\n")
    assert [(each.name, each.value) for each in options] == [("CONFIG_PPP", "m"), ("CONFIG_USB_WDM", "n")]


@pytest.mark.parametrize(
    ("text", "soft", "hard"),
    [
        ("0: tpacpi_wwan_sw: Wireless WAN\n\tSoft blocked: yes\n\tHard blocked: no\n", True, False),
        (" 0 wwan      tpacpi_wwan_sw  unblocked   blocked", False, True),
        ("Software radio state: 'off'", True, False),
    ],
)
def test_radio_switches(text: str, *, soft: bool, hard: bool) -> None:
    (switch,) = facts(RadioSwitch, text)
    assert (switch.kind, switch.soft_blocked, switch.hard_blocked) == ("wwan", soft, hard)


def test_what_a_board_says_of_its_supply() -> None:
    log = "throttled=0x50000\nthrottled=0x0\n[    1.0] Under-voltage detected! (0x00050005)\n"
    assert [each.low for each in facts(SupplyVoltage, log)] == [True, False, True]


def test_device_nodes() -> None:
    nodes = facts(
        DeviceNode, "/dev/ttyUSB0  /dev/ttyUSB1\nls: cannot access '/dev/cdc-wdm*': No such file or directory\n"
    )
    assert [(node.path, node.exists) for node in nodes] == [
        ("/dev/ttyUSB0", True),
        ("/dev/ttyUSB1", True),
        ("/dev/cdc-wdm*", False),
    ]


def test_a_container_is_known_by_its_prompt() -> None:
    assert facts(Container, "root@3fa81c0d2e77:/app# pppd call provider")
    assert not facts(Container, "root@raspberrypi:~# pppd call provider")


def test_the_kernels_version() -> None:
    (version,) = facts(Version, "Linux raspberrypi 5.10.17-v8+ #1403 SMP PREEMPT Mon Feb 22 11:37:54 GMT 2021 aarch64")
    assert (version.program, version.version) == ("kernel", "5.10.17-v8+")


def test_a_gadget_is_seen_in_vintage_nets_properties() -> None:
    text = '  {["interface", "usb0", "hw_path"],\n   "/devices/platform/soc/20980000.usb/gadget"},\n'
    (controller,) = facts(UsbController, text)
    assert (controller.name, controller.role) == ("20980000.usb", "device")
