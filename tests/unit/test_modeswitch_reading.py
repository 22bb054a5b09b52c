"""What files may say about sticks, and what is answered to what they may not say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nm_cellular import ini
from nm_cellular.formats import parse
from nm_cellular.modeswitch import settings, sources
from nm_cellular.modeswitch.known import Profiles, profiles
from nm_cellular.modeswitch.profile import Profile, Wish
from nm_cellular.modeswitch.reading import read, read_cellular_conf
from nm_cellular.modeswitch.usb import UsbId, parse_id
from nm_cellular.problem import Problem, ValueRefused
from nm_cellular.text import Text

OLD_HUAWEI = "55534243123456780000000000000011060000000000000000000000000000"
E3131 = UsbId(0x12D1, 0x14FE)


def written(content: str) -> Profiles:
    """The shipped profiles, as changed by a file of the user's."""
    return profiles(sources.shipped(), read("mine.conf", content.encode()))


def stick(known: Profiles, usb_id: str) -> Profile:
    (found,) = known.of(parse_id(usb_id))
    return found


def only_error(content: str) -> Problem:
    (problem,) = (problem for problem in written(content).problems if problem.is_error)
    return problem


def test_a_preference_changes_a_shipped_profile_and_nothing_else_of_it() -> None:
    before, after = stick(written(""), "12d1:15ca"), stick(written("[12d1:15ca]\nprefer = ethernet\n"), "12d1:15ca")
    assert (before.prefer, after.prefer) == (Wish.MODEM, Wish.ETHERNET)
    assert after.modes == before.modes


def test_what_is_preferred_for_one_id_leaves_others_of_its_family_alone() -> None:
    both = "[12d1:aaaa 12d1:bbbb]\nmodem = 12d1:1506\nmodem-by = HuaweiNewMode\n"
    known = profiles(read("shipped.conf", both.encode()), read("mine.conf", b"[12d1:bbbb]\nprefer = none\n"))
    assert stick(known, "12d1:aaaa").prefer is Wish.MODEM
    assert stick(known, "12d1:bbbb").prefer is None


def test_a_message_of_the_users_own_is_sent_instead_of_the_shipped_one() -> None:
    mode = stick(written(f"[12d1:14fe]\nmessage = {OLD_HUAWEI}\n"), "12d1:14fe").mode(Wish.MODEM)
    assert mode is not None
    assert mode.settings == (("MessageContent", OLD_HUAWEI),)
    assert UsbId(0x12D1, 0x1C05) in mode.ids


def test_a_stick_that_nobody_knows_needs_no_more_than_how_it_is_switched() -> None:
    profile = stick(written("[dead:beef]\nethernet-by = StandardEject\n"), "dead:beef")
    assert profile.prefer is Wish.ETHERNET
    assert profile.keeps_id


def test_cellular_conf_says_the_same_under_another_heading() -> None:
    document = ini.parse(Text("cellular.conf", "[home]\napn = a\n[modeswitch 12d1:15ca]\nprefer = ethernet\n"))
    known = profiles(sources.shipped(), read_cellular_conf(document))
    assert stick(known, "12d1:15ca").prefer is Wish.ETHERNET
    assert known.problems == ()


def test_a_mistake_about_a_stick_is_told_by_check_and_hurts_no_connection() -> None:
    parsed = parse("cellular.conf", b"[home]\napn = a\n[modeswitch 12d1:15ca]\nprefer = ethrnet\n")
    assert [profile.id for profile in parsed.profiles] == ["home"]
    assert [str(problem.where) for problem in parsed.problems] == ["cellular.conf:4:10"]


@pytest.mark.parametrize(
    ("lines", "place", "message", "hint"),
    [
        (f"message = “{OLD_HUAWEI}”", "2:11", "curly quotes", "bare"),
        (f"message = {OLD_HUAWEI[:-1]}", "2:11", "61 digits", "again"),
        (f"message = {OLD_HUAWEI[:20]}O{OLD_HUAWEI[21:]}", "2:31", "`O` is no hexadecimal digit", "0-9"),
        (f"message = {'0' * 62}", "2:11", "does not begin with 55534243", "no storage command"),
        (f"modem-by = MessageContent=”{OLD_HUAWEI}”", "2:27", "curly quotes", "bare"),
        ("modem-by = HuaweNewMode", "2:12", "no setting `HuaweNewMode`", "HuaweiNewMode"),
        ("modem-by = HuaweiNewMode=2", "2:26", "not `2`", "HuaweiNewMode alone"),
        ("modem-by = StandardEject StandardEject", "2:26", "twice", "delete"),
        ("modem-by = Configuration", "2:12", "takes a number", "Configuration=4"),
        ("modem-by = TargetVendor=0x12d1", "2:12", "not written here", "modem ="),
        ("HuaweiNewMode = 1", "2:1", "HuaweiNewMode: there is no such key", "modem-by = HuaweiNewMode"),
        ("TargetProductList = 1506", "2:1", "there is no such key", "modem ="),
        ("prefre = modem", "2:1", "there is no such key", "`prefer`"),
        ("prefer = hilink", "2:10", "`hilink` is not known", "ethernet"),
        ("modem = 1506", "2:9", "no USB id", "12d1:14fe"),
        ("modem = 12d1:1506 class:08", "2:25", "storage", "class"),
        ("modem = class:1506", "2:15", "no interface class", "ff"),
        ("timeout = 5m", "2:11", "seconds", "2 or 0.5"),
        ("tries = 9", "2:9", "from 1 to 5", "2"),
        ("product = HUAWEI“*”", "2:11", "cannot be matched", "letters"),
        ("prefer = none\nprefer = modem", "3:1", "decided in line 2", "delete"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place_and_what_to_write(
    lines: str, place: str, message: str, hint: str
) -> None:
    problem = only_error(f"[12d1:14fe]\n{lines}\n")
    assert str(problem.where) == f"mine.conf:{place}"
    assert message in problem.message
    assert hint in problem.hint


@pytest.mark.parametrize("heading", ["modeswitch", "12d1", "12d1:14fe x", "12d1-14fe", "12345:1"])
def test_a_heading_names_usb_ids(heading: str) -> None:
    assert "12d1:14fe" in only_error(f"[{heading}]\nprefer = none\n").hint


def test_to_prefer_what_is_not_known_is_no_wish_that_can_be_met() -> None:
    assert "how dead:beef becomes a modem" in only_error("[dead:beef]\nprefer = modem\n").message


def test_a_broken_section_counts_as_not_written() -> None:
    assert stick(written("[12d1:15ca]\nprefer = ethernet\ntries = 9\n"), "12d1:15ca").prefer is Wish.MODEM


@pytest.mark.parametrize("text", ["HuaweiNewMode", "huaweinewmode", "HuaweiNewMode=1", "huawei-new-mode"])
def test_a_setting_is_known_in_whatever_case(text: str) -> None:
    assert settings.parse(text) == (("HuaweiNewMode", "1"),)


@given(st.text())
def test_whatever_is_written_as_a_setting_is_read_or_refused(text: str) -> None:
    refusal = None
    try:
        assert settings.parse(text)
    except ValueRefused as refused:
        refusal = refused
    assert refusal is None or (refusal.hint and 0 <= refusal.offset <= len(text))


@given(st.binary())
def test_no_bytes_make_the_reader_fail(data: bytes) -> None:
    found = read("x", b"[12d1:14fe]\n" + data)
    assert all(problem.message for problem in found.problems)


@given(st.sampled_from(["prefer", "modem", "modem-by", "message", "settle", "product", "interface-class"]), st.text())
def test_no_value_makes_the_reader_fail(key: str, value: str) -> None:
    read("x", f"[12d1:14fe]\n{key} = {value}\n".encode("utf-8", "replace"))
