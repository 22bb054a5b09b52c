"""Profiles: names that stay, several APNs, secrets that hide."""

from __future__ import annotations

import pytest

from nm_cellular.profile import CellularProfile, Secret, Source, candidates

from . import pipeline

CONF = "[home]\napn = first.example, second.example, third.example\n"


def uuids(file: str, text: str = CONF) -> list[str]:
    return [each.profile.uuid for each in pipeline.make(text, file).wanted]


def test_a_section_has_the_same_uuid_wherever_the_boot_partition_is_mounted() -> None:
    mounts = ["/boot/firmware", "/mnt/boot", "/media/card", "/mnt/image/boot"]
    assert len({tuple(uuids(f"{mount}/cellular.conf")) for mount in mounts}) == 1


def test_a_keyfile_without_a_uuid_has_the_same_one_wherever_it_is_mounted() -> None:
    found = {tuple(uuids(f"{mount}/system-connections/modem", "[gsm]\n")) for mount in ("/boot", "/mnt/boot")}
    assert len(found) == 1


def test_a_uuid_does_not_change_from_release_to_release() -> None:
    """Or every profile out there would be doubled by an update."""
    assert uuids(pipeline.CONF) == [
        "e270e48f-ad33-5e69-bb27-af2fed7bdd10",
        "5244f54b-a5a3-5956-85f6-6099b9908321",
        "4a672df9-9cb2-509f-aa84-9ab03d0665bf",
    ]


def test_vfat_may_show_the_file_name_in_upper_case() -> None:
    assert uuids("/boot/CELLULAR.CONF") == uuids("/boot/cellular.conf")


def test_sections_and_files_have_uuids_of_their_own() -> None:
    names = [("cellular.conf", "a"), ("cellular.conf", "b"), ("system-connections/a", ""), ("cellular.conf", "")]
    found = [Source("f", name, section).uuid(number) for name, section in names for number in (1, 2, 3)]
    assert len(set(found)) == len(found)


def test_several_apns_are_tried_in_their_order() -> None:
    wanted = [each.profile for each in pipeline.make(CONF).wanted]
    assert [each.apn for each in wanted] == ["first.example", "second.example", "third.example"]
    assert [each.priority for each in wanted] == [2, 1, 0]


def test_none_of_several_apns_is_retried_for_ever() -> None:
    assert [each.profile.retries for each in pipeline.make(CONF).wanted] == [1, 1, 1]
    assert [each.profile.retries for each in pipeline.make(f"{CONF}retries = 3\n").wanted] == [3, 3, 3]


def test_the_only_apn_is_retried_for_ever() -> None:
    assert pipeline.profile("[home]\napn = a\n").profile.retries == 0
    assert pipeline.profile("[home]\napn = a\nretries = 4\n").profile.retries == 4


def test_where_roaming_is_off_networkmanager_pauses_as_abroad_it_is_refused_at_once() -> None:
    assert pipeline.profile("[home]\napn = a\nroaming = no\n").profile.retries == 1
    assert pipeline.profile("[home]\napn = a\nroaming = yes\n").profile.retries == 0
    assert pipeline.profile("[home]\napn = a\nroaming = no\nretries = 0\n").profile.retries == 0


def test_the_priority_of_several_apns_starts_above_the_given_one() -> None:
    assert [each.profile.priority for each in pipeline.make(f"{CONF}priority = -5\n").wanted] == [-3, -4, -5]


def test_where_there_is_no_room_above_the_given_priority_the_others_go_below() -> None:
    assert [each.profile.priority for each in pipeline.make(f"{CONF}priority = 998\n").wanted] == [999, 998, 997]


def test_names_tell_several_apns_apart() -> None:
    assert [each.profile.id for each in pipeline.make(CONF).wanted] == [
        "home",
        "home (second.example)",
        "home (third.example)",
    ]


def test_every_candidate_has_the_credentials() -> None:
    text = f"{CONF}username = joe\npassword = hunter2\npin = 1234\n"
    assert {
        (each.profile.username, each.profile.password, each.profile.pin) for each in pipeline.make(text).wanted
    } == {("joe", Secret("hunter2"), Secret("1234"))}


def test_a_candidate_without_an_apn_is_named() -> None:
    both = CellularProfile(Source("f", "f"), "x", "u", apns=("a", ""))
    assert [each.id for each in candidates(both)] == ["x", "x (default APN)"]


def test_a_given_uuid_is_that_of_the_first_candidate() -> None:
    given = "3b8f359e-4df2-4997-99d8-04e15742d38f"
    found = uuids(pipeline.CONF, f"{CONF}uuid = {given.upper()}\n")
    assert found == [given, *uuids(pipeline.CONF)[1:]]


@pytest.mark.parametrize("show", [repr, str, "{}".format, "{!r}".format])
def test_a_secret_does_not_show_itself(show: object) -> None:
    assert callable(show)
    assert "hunter2" not in show(Secret("hunter2"))
    assert "hunter2" not in show(CellularProfile(Source("f", "f"), "x", "u", password=Secret("hunter2")))


def test_a_secret_reveals_itself_when_asked() -> None:
    assert Secret("hunter2").reveal() == "hunter2"
    assert Secret("a") == Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a")}) == 1
