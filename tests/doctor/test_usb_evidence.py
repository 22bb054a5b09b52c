"""What is made of evidence about USB: boots, devices, drivers; and the tables of ids."""

from __future__ import annotations

from nm_cellular.doctor import kernel_options, reading, sticks, usb_ids
from nm_cellular.doctor.boots import boots
from nm_cellular.doctor.drivers import unbound
from nm_cellular.doctor.facts.usb import UsbDevice
from nm_cellular.doctor.usb_devices import devices, modems
from nm_cellular.modeswitch import sources
from nm_cellular.modeswitch.known import profiles

FOUND = "usb 1-1: New USB device found, idVendor={}, idProduct={}"


def found(time: float, usb_id: str) -> str:
    return f"[{time:12.6f}] {FOUND.format(*usb_id.split(':'))}\n"


def test_a_clock_that_starts_anew_is_another_boot() -> None:
    first, second = boots(reading.read([("log", found(100, "2c7c:0125") + found(3, "12d1:1506"))]))
    assert [each.id for each in first.of(UsbDevice)] == ["2c7c:0125"]
    assert [each.id for each in second.of(UsbDevice)] == ["12d1:1506"]


def test_a_boot_that_was_pasted_twice_is_one() -> None:
    log = found(3, "2c7c:0125") + found(100, "12d1:1506") + "and again:\n" + found(3, "2c7c:0125")
    assert len(boots(reading.read([("log", log)]))) == 1


def test_another_device_at_a_place_means_that_the_first_left() -> None:
    first, second = devices(reading.read([("log", found(3, "12d1:14fe") + found(5, "12d1:1506"))]))
    assert first.gone
    assert not second.gone


def test_a_list_and_the_messages_tell_of_one_device() -> None:
    log = found(3, "2c7c:0125") + "Bus 001 Device 004: ID 2c7c:0125 Quectel\n"
    (device,) = devices(reading.read([("log", log)]))
    assert (device.place, device.bus, device.address) == ("1-1", 1, 4)


def test_a_tree_of_another_moment_is_that_of_the_only_modem() -> None:
    log = """\
Bus 001 Device 004: ID 2c7c:0125 Quectel
/:  Bus 01.Port 1: Dev 1, Class=root_hub, Driver=xhci_hcd/1p, 480M
    |__ Port 1: Dev 7, If 3, Class=Vendor Specific Class, Driver=option, 480M
    |__ Port 1: Dev 7, If 4, Class=Vendor Specific Class, Driver=, 480M
"""
    (device,) = modems(reading.read([("log", log)]))
    assert [(each.number, each.wanted) for each in unbound(device)] == [(4, "qmi_wwan")]


def test_a_stick_that_switched_waits_no_more() -> None:
    assert not list(sticks.waiting(reading.read([("log", found(3, "12d1:14fe") + found(5, "12d1:1506"))])))
    assert [each.id for each, _ in sticks.waiting(reading.read([("log", found(3, "12d1:14fe"))]))] == ["12d1:14fe"]


def test_an_id_that_is_also_a_modems_waits_only_where_it_is_storage() -> None:
    storage = found(3, "12d1:1001") + "[    4.0] usb-storage 1-1:1.0: USB Mass Storage device detected\n"
    assert not list(sticks.waiting(reading.read([("log", found(3, "12d1:1001"))])))
    assert list(sticks.waiting(reading.read([("log", storage)])))


def test_the_tables_know_what_everybody_has() -> None:
    assert {"option", "qmi_wwan"} <= usb_ids.drivers_of("2c7c:0125")
    assert usb_ids.by_class((2, 0x0E, 0)) == "cdc_mbim"
    assert usb_ids.stick("12d1:14fe")
    assert not usb_ids.is_modem("046d:c52b")
    assert "CONFIG_USB_WDM" in kernel_options.options(["qmi_wwan"])


def test_the_table_of_sticks_has_all_that_are_switched() -> None:
    shipped = {str(usb_id) for profile in profiles(sources.shipped()).profiles for usb_id in profile.initial}
    lacking = {usb_id for usb_id in shipped if not usb_ids.stick(usb_id)}
    assert not lacking, "run packaging/generate-usb-tables sticks > nm_cellular/doctor/usb-sticks.json"
