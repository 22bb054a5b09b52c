"""What is done about a device: a table of devices as they are seen, and what is said of each."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nm_cellular.modeswitch import configuration, sources
from nm_cellular.modeswitch.decide import LeaveAlone, SwitchPlan, decide
from nm_cellular.modeswitch.known import profiles
from nm_cellular.modeswitch.profile import Wish
from nm_cellular.modeswitch.reading import read
from nm_cellular.modeswitch.usb import UsbDevice, UsbInterface, device, parse_id

KNOWN = profiles(sources.shipped())
PACK = tuple(
    filter(
        None,
        (
            configuration.parse("19d2:2000", '# ZTE devices\nTargetVendor= 0x19d2\nTargetProductList="0001,0031"\n'),
            configuration.parse("12d1:1573", "# Huawei ME909u-521\nConfiguration=0\n"),
        ),
    )
)
STORAGE, VENDOR, COMMUNICATION, RNDIS = 0x08, 0xFF, 0x02, 0xE0


def plugged(usb_id: str, *classes: int, configuration: int = 1, configurations: int = 1) -> UsbDevice:
    interfaces = tuple(UsbInterface(number, each, 0, 0) for number, each in enumerate(classes))
    return UsbDevice(
        "1-1", parse_id(usb_id), 1, 5, "HUAWEI", "Mobile", "0102", configuration, configurations, interfaces
    )


def planned(found: UsbDevice, wish: Wish | None = None) -> SwitchPlan:
    decided = decide(found, KNOWN, PACK, wish)
    assert isinstance(decided, SwitchPlan)
    return decided


def left(found: UsbDevice, wish: Wish | None = None, *, in_container: bool = False) -> LeaveAlone:
    decided = decide(found, KNOWN, PACK, wish, in_container=in_container)
    assert isinstance(decided, LeaveAlone)
    return decided


def test_an_e3131_is_switched_by_bus_and_address() -> None:
    ids = ("-v", "0x12d1", "-p", "0x14fe")
    assert planned(plugged("12d1:14fe", STORAGE)).argv == (
        *("usb_modeswitch", "-D", "-u", "-1", "-b", "1", "-g", "5", *ids),
        *("-f", "HuaweiNewMode=1\n"),
    )


@pytest.mark.parametrize("came_up_as", ["12d1:1506", "12d1:1c05"])
def test_it_is_done_when_the_e3131_is_there_by_any_of_its_ids(came_up_as: str) -> None:
    assert planned(plugged("12d1:14fe", STORAGE)).is_done(plugged(came_up_as, VENDOR, VENDOR))


def test_it_is_not_done_while_the_device_is_what_it_was_or_something_else() -> None:
    plan = planned(plugged("12d1:14fe", STORAGE))
    assert not plan.is_done(plugged("12d1:14fe", STORAGE))
    assert not plan.is_done(plugged("12d1:14dc", COMMUNICATION))


def test_an_e3372_becomes_a_stick_or_by_wish_a_hilink_card() -> None:
    assert "HuaweiNewMode=1\n" in planned(plugged("12d1:15ca", STORAGE)).argv
    by_wish = planned(plugged("12d1:15ca", STORAGE), Wish.ETHERNET)
    assert by_wish.argv[-1] == 'MessageContent="55534243123456780000000000000011063000000100010000000000000000"\n'
    assert by_wish.is_done(plugged("12d1:14dc", COMMUNICATION))


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (plugged("12d1:155e", VENDOR, VENDOR, VENDOR), "12d1:155e is a modem already"),
        (plugged("12d1:1506", VENDOR), "12d1:1506 is a modem already"),
        (plugged("12d1:14dc", COMMUNICATION), "12d1:14dc is an Ethernet card already"),
        (plugged("12d1:14fe", VENDOR), "interface 0 of 12d1:14fe has class ff, and only one of class 08 can be"),
        (plugged("12d1:14fe"), "12d1:14fe has no interfaces yet"),
        (plugged("19d2:2000", STORAGE), "usb_modeswitch's own rules switch 19d2:2000 (ZTE devices)"),
        (plugged("19d2:0031", VENDOR), "19d2:0031 is what usb_modeswitch makes of 19d2:2000"),
        (plugged("12d1:1573", VENDOR), "12d1:1573 needs no switching"),
        (plugged("046d:c077", 0x03), "nothing is known of 046d:c077"),
        (plugged("3566:2001", RNDIS), "3566:2001 is an Ethernet card already"),
        (plugged("1410:9020", COMMUNICATION, configuration=4), "1410:9020 is an Ethernet card already"),
    ],
)
def test_what_is_left_alone_and_why(found: UsbDevice, reason: str) -> None:
    assert left(found).reason.startswith(reason)


def test_only_usb_modeswitchs_own_devices_are_said_to_be_others() -> None:
    assert left(plugged("19d2:2000", STORAGE)).by_others
    assert not left(plugged("12d1:155e", VENDOR)).by_others


def test_a_container_cannot_switch_and_is_told_where_to_go() -> None:
    assert "host" in left(plugged("12d1:14fe", STORAGE), in_container=True).hint


def test_a_wish_that_nobody_knows_to_fulfil_is_refused() -> None:
    assert left(plugged("12d1:14fe", STORAGE), Wish.ETHERNET).hint == "it can become: modem"


def test_a_stick_that_is_in_its_other_mode_has_to_be_plugged_in_again() -> None:
    assert "plug it in again" in left(plugged("3566:2001", RNDIS), Wish.MODEM).hint


def test_a_stick_that_keeps_its_id_is_told_by_its_class() -> None:
    plan = planned(plugged("3566:2001", STORAGE), Wish.MODEM)
    assert plan.profile.keeps_id
    assert plan.is_done(plugged("3566:2001", VENDOR))
    assert not plan.is_done(plugged("3566:2001", RNDIS))


def test_a_u620l_is_told_by_its_configuration() -> None:
    plan = planned(plugged("1410:9020", COMMUNICATION, configurations=4))
    assert plan.argv[-1] == "Configuration=4\n"
    assert "-1" not in plan.argv
    assert not plan.is_done(plugged("1410:9020", COMMUNICATION, configuration=2))
    assert plan.is_done(plugged("1410:9020", COMMUNICATION, configuration=4))


def test_what_a_user_wants_left_as_it_is_stays_so() -> None:
    known = profiles(sources.shipped(), read("mine.conf", b"[12d1:14fe]\nprefer = none\n"))
    decided = decide(plugged("12d1:14fe", STORAGE), known, PACK)
    assert isinstance(decided, LeaveAlone)
    assert "prefer = none" in decided.reason


def test_a_stick_that_says_nothing_of_what_it_becomes_is_done_when_it_is_another_device() -> None:
    known = profiles(read("mine.conf", b"[dead:beef]\nmodem-by = StandardEject\n"))
    plan = decide(plugged("dead:beef", STORAGE), known)
    assert isinstance(plan, SwitchPlan)
    assert plan.is_done(plugged("dead:0001", VENDOR))
    assert not plan.is_done(plugged("dead:beef", STORAGE))
    assert not plan.is_done(plugged("dead:0002", STORAGE))


NAMED = b"[05c6:1000]\nproduct = *GT*\nmodem = 05c6:1001\nmodem-by = StandardEject\n"


@pytest.mark.parametrize(
    ("product", "kind"), [(b"GT", SwitchPlan), (b"My GT 5", SwitchPlan), (b"gt", LeaveAlone), (b"", LeaveAlone)]
)
def test_a_profile_may_be_for_one_product_of_an_id(product: bytes, kind: type) -> None:
    attributes = {"idVendor": b"05c6", "idProduct": b"1000", "product": product}
    found = device("1-1", attributes, [{"bInterfaceNumber": b"00", "bInterfaceClass": b"08"}])
    assert isinstance(decide(found, profiles(read("mine.conf", NAMED))), kind)


@given(st.binary(), st.binary(), st.lists(st.binary(max_size=4), max_size=4))
def test_a_device_may_claim_what_it_likes(manufacturer: bytes, product: bytes, classes: Sequence[bytes]) -> None:
    """Descriptors are the stick's own words."""
    attributes = {"idVendor": b"12d1\n", "idProduct": b"14fe\n", "manufacturer": manufacturer, "product": product}
    found = device("1-1", attributes, [{"bInterfaceNumber": b"00", "bInterfaceClass": each} for each in classes])
    assert found.product.isprintable()
    assert len(found.product) <= 126
    decided = decide(found, KNOWN)
    words = decided.argv if isinstance(decided, SwitchPlan) else (decided.reason, decided.hint)
    assert all(found.product not in word for word in words if len(found.product) > 12)
