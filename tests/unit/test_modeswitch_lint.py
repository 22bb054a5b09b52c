"""Profiles taken together; those that are shipped are judged as strictly as a user's."""

from __future__ import annotations

import pytest

from nm_cellular.layout import Layout
from nm_cellular.modeswitch import configuration, sources
from nm_cellular.modeswitch.known import profiles
from nm_cellular.modeswitch.lint import lint
from nm_cellular.modeswitch.reading import read

PACKED = configuration.parse(
    "pack/19d2:0146", '# ZTE\nTargetVendor=0x19d2\nTargetProductList="0142,0143"\nStandardEject=1\n'
)


def complaints(content: str) -> list[str]:
    known = profiles(read("mine.conf", content.encode()))
    assert known.problems == ()
    assert PACKED
    return [problem.message for problem in lint(known.profiles, (PACKED,))]


def section(usb_id: str, targets: str, by: str = "StandardEject") -> str:
    return f"[{usb_id}]\nmodem = {targets}\nmodem-by = {by}\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (section("12d1:1", "12d1:2") + section("12d1:2", "12d1:1"), "12d1:0001 → 12d1:0002 → 12d1:0001"),
        (
            section("12d1:1", "12d1:2") + section("12d1:2", "12d1:3") + section("12d1:3", "12d1:1"),
            "for ever: 12d1:0001 → 12d1:0002 → 12d1:0003 → 12d1:0001",
        ),
        (section("12d1:1", "12d1:1"), "12d1:0001 is what it is before"),
        (section("12d1:1", "12d1:2") + "interface-class = ff\n", "interface of class 08 only"),
        (section("12d1:1", "12d1:2") + section("12d1:1", "12d1:3"), "12d1:0001 is described in mine.conf:1:1 too"),
        (section("19d2:0146", "19d2:0143"), "19d2:0146: pack/19d2:0146 says the same"),
    ],
)
def test_what_cannot_work_is_found(content: str, message: str) -> None:
    assert any(message in found for found in complaints(content))


@pytest.mark.parametrize(
    "content",
    [
        section("12d1:1", "12d1:2") + section("12d1:2", "12d1:3"),
        section("12d1:1", "12d1:1 class:ff"),
        section("19d2:0146", "19d2:0143 19d2:0999"),
        section("19d2:0146", "19d2:0143", "HuaweiNewMode"),
        section("12d1:1", "12d1:2") + "product = A*\n" + section("12d1:1", "12d1:3") + "product = B*\n",
    ],
)
def test_what_works_is_not_complained_of(content: str) -> None:
    assert complaints(content) == []


def test_the_shipped_profiles_are_flawless_and_add_to_debians_pack() -> None:
    known = profiles(sources.shipped())
    assert known.problems == ()
    assert lint(known.profiles, sources.configurations(Layout())) == ()


def test_each_shipped_profile_names_its_source_and_what_it_becomes() -> None:
    for profile in profiles(sources.shipped()).profiles:
        assert profile.name, profile.initial
        assert profile.source, profile.initial
        assert all(mode.ids for mode in profile.modes), profile.initial


def test_each_port_hint_names_its_source() -> None:
    hints, problems = sources.shipped_port_hints()
    assert problems == ()
    assert all(hint.name and hint.source for hint in hints)


def test_debians_pack_is_read_whole() -> None:
    pack = {str(each.id): each for each in sources.configurations(Layout())}
    if not pack:
        pytest.skip("usb-modeswitch-data is not installed")
    assert len(pack) > 400
    assert [str(each) for each in pack["12d1:14fe"].targets] == ["12d1:1506", "12d1:150f", "12d1:151d", "12d1:1c1e"]
    assert pack["1410:9020"].settings == (("Configuration", "4"),)
    assert [str(each) for each in pack["19d2:2000"].targets][:2] == ["19d2:0001", "19d2:0002"]
    assert "modeswitch" not in pack


@pytest.mark.parametrize("name", ["12d1:14fe:uMa=Option", "12d1:14fe"])
def test_a_configuration_is_named_after_its_device(name: str) -> None:
    found = configuration.parse(f"/etc/usb_modeswitch.d/{name}", "# X\nHuaweiNewMode=1\nMisspelt=1\n")
    assert found
    assert found.settings == (("HuaweiNewMode", "1"),)
    assert found.match == name.partition("fe:")[2]


@pytest.mark.parametrize("name", ["README", "12d1:#android", "", ":::", "12d1:14fe.dpkg-old"])
def test_other_files_are_no_configurations(name: str) -> None:
    assert configuration.parse(name, "HuaweiNewMode=1\n") is None
