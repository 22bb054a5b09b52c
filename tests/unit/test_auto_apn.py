"""`apn = auto`: from what a SIM says to the profiles that NetworkManager tries."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nm_cellular import build, formats
from nm_cellular.apns import auto_apn
from nm_cellular.apns.apn_memory import NOTHING, AccessPoint, Memory, seen, won
from nm_cellular.apns.sim_access_points import identity, resolve
from nm_cellular.modems.modem import Sim
from nm_cellular.modems.modem_enums import SimType
from nm_cellular.plan import Installed, Wanted
from nm_cellular.profile import CellularProfile, Secret

from .pipeline import CONF, NM, templates
from .test_apn import DATABASE, TABLE

ICCID = "8944110065300000009"
OTHER = "8942310017000000000"
AUTO = "[home]\napn = auto\n"
FIRST = AccessPoint("giffgaff.com", "gg", "p", "pap")
SECOND = AccessPoint("giffgaff.com", "giffgaff", "password")
THIRD = AccessPoint("mobile.o2.co.uk", "o2web", "password", "chap")
GIFFGAFF = seen(NOTHING, ICCID, "23410", (FIRST, SECOND, THIRD))
SORACOM = AccessPoint("soracom.io", "sora", "sora")
BOTH = seen(GIFFGAFF, OTHER, "29505", (SORACOM,))

SIM = Sim(
    "/",
    active=True,
    iccid=ICCID,
    imsi="234103000000009",
    eid="",
    operator_code="23410",
    operator_name="",
    gid1="508fffff",
    type=SimType(0),
)


def resolved(sim: Sim) -> tuple[AccessPoint, ...] | None:
    known = identity(sim)
    return resolve(known, TABLE, DATABASE.get(known.mcc, []))


def parsed(text: str) -> CellularProfile:
    (profile,) = build.merged([formats.parse(CONF, text.encode())]).profiles
    return profile


def profiles(memory: Memory, text: str = AUTO) -> tuple[CellularProfile, ...]:
    return auto_apn.profiles(parsed(text), memory)


def wanted(memory: Memory, text: str = AUTO) -> list[Wanted]:
    made, problems = build.wanted([parsed(text)], NM, templates().keyfile, memory=memory)
    assert not [problem for problem in problems if problem.is_error]
    return made


def order(found: tuple[CellularProfile, ...]) -> list[tuple[str, str | None]]:
    first_first = sorted(found, key=lambda each: -(each.priority or 0))
    return [(each.apn, each.username) for each in first_first]


def test_a_resellers_sim_is_resolved_by_its_gid1() -> None:
    found = resolved(SIM) or ()
    assert [each.name for each in found[:3]] == [FIRST.name, SECOND.name, THIRD.name]
    assert found[0].authentication == "pap"
    assert "GID1 508" in found[0].reason
    assert found[0].source


def test_only_the_internet_counts() -> None:
    assert "wap.o2.co.uk" not in {each.apn for each in resolved(SIM) or ()}


def test_a_sim_that_no_list_knows_has_no_access_point() -> None:
    assert resolved(replace(SIM, imsi="999990000000000", operator_code="99999", gid1="")) == ()


@pytest.mark.parametrize(("iccid", "apns"), [(ICCID, None), (OTHER, ["soracom.io"]), (f"{OTHER}F", ["soracom.io"])])
def test_a_locked_sim_is_resolved_where_its_iccid_tells_whose_it_is(iccid: str, apns: list[str] | None) -> None:
    locked = replace(SIM, iccid=iccid, imsi="", operator_code="", gid1="")
    found = resolved(locked)
    assert (found and [each.apn for each in found]) == apns


def test_each_access_point_is_a_profile_for_that_sim_alone() -> None:
    found = profiles(GIFFGAFF)
    assert order(found) == [FIRST.name, SECOND.name, THIRD.name]
    assert {each.sim_id for each in found} == {ICCID}
    assert [each.retries for each in found] == [1, 1, 1]
    assert [each.id for each in found] == [
        "home",
        "home (giffgaff.com, giffgaff)",
        "home (mobile.o2.co.uk, o2web)",
    ]
    assert [each.problems for each in found] == [(), (), ()]


def test_the_login_and_its_authentication_are_in_the_keyfile() -> None:
    first, second, third = (each.keyfile for each in wanted(GIFFGAFF))
    assert [first.get("gsm", key) for key in ("apn", "username", "password", "auto-config")] == [
        *("giffgaff.com", "gg", "p"),
        None,
    ]
    assert set(first.sections["ppp"]) == {"refuse-eap", "refuse-chap", "refuse-mschap", "refuse-mschapv2"}
    assert "ppp" not in second.sections
    assert "refuse-pap" in third.sections["ppp"]


def test_what_the_user_says_of_authentication_stays() -> None:
    (first, *_) = wanted(GIFFGAFF, f"{AUTO}ppp.refuse-eap = yes\nppp.mtu = 1400\n")
    assert first.keyfile.sections["ppp"] == {"refuse-eap": "true", "mtu": "1400"}


def test_what_has_worked_is_first_at_the_next_boot_and_gets_more_tries() -> None:
    found = profiles(won(GIFFGAFF, ICCID, THIRD.name, "2026-11-20"))
    assert order(found) == [THIRD.name, FIRST.name, SECOND.name]
    assert (found[0].id, found[0].apn) == ("home", "mobile.o2.co.uk")
    assert [each.retries for each in found] == [4, 1, 1]


def test_a_profile_keeps_its_uuid_when_the_order_changes() -> None:
    def uuids(memory: Memory) -> dict[tuple[str, str | None], str]:
        return {(each.apn, each.username): each.uuid for each in profiles(memory)}

    assert uuids(won(GIFFGAFF, ICCID, THIRD.name, "2026-11-20")) == uuids(GIFFGAFF)
    assert len(set(uuids(BOTH).values())) == 4
    assert parsed(AUTO).uuid not in uuids(BOTH).values()


def test_a_uuid_does_not_change_from_release_to_release() -> None:
    """Or every profile out there would be doubled by an update."""
    assert [each.uuid for each in profiles(GIFFGAFF)] == [
        "9b7fcc75-3bfb-5767-8717-a897369dffa9",
        "8fc2786f-263e-5bce-9a55-1c53286c0deb",
        "1f72849c-c990-553f-adf3-54f456ab5c2a",
    ]


def test_five_are_tried_at_most() -> None:
    many = [AccessPoint(f"apn{number}") for number in range(20)]
    memory = won(seen(NOTHING, ICCID, "23410", many), ICCID, many[-1].name, "2026-11-20")
    assert [apn for apn, _ in order(profiles(memory))] == ["apn19", "apn0", "apn1", "apn2", "apn3"]


def test_the_users_own_login_goes_before_that_of_the_list() -> None:
    found = profiles(GIFFGAFF, f"{AUTO}username = me\npassword = mine\n")
    assert order(found) == [("giffgaff.com", "me"), ("mobile.o2.co.uk", "me")]
    assert {each.password for each in found} == {Secret("mine")}
    assert not any(each.more("ppp") for each in found)
    assert [each.id for each in found] == ["home", "home (mobile.o2.co.uk)"]


def test_the_users_own_priority_retries_and_ppp_settings_hold() -> None:
    found = profiles(won(GIFFGAFF, ICCID, FIRST.name, ""), f"{AUTO}priority = 10\nretries = 2\n")
    assert [(each.priority, each.retries) for each in found] == [(12, 2), (11, 2), (10, 2)]


def test_the_only_access_point_is_retried_for_ever() -> None:
    (only,) = profiles(seen(NOTHING, OTHER, "29505", (SORACOM,)))
    assert (only.id, only.apn, only.retries, only.priority) == ("home", "soracom.io", 0, None)


def test_of_two_sims_each_has_profiles_of_its_own_and_their_names_tell_which() -> None:
    found = profiles(BOTH)
    assert [each.id for each in found] == [
        "home, SIM 0000",
        "home, SIM 0009",
        "home, SIM 0009 (giffgaff.com, giffgaff)",
        "home, SIM 0009 (mobile.o2.co.uk, o2web)",
    ]
    assert [each.sim_id for each in found] == [OTHER, ICCID, ICCID, ICCID]


def test_the_sim_that_was_seen_last_goes_before_others_because_networkmanager_dials_before_it_has_asked() -> None:
    again = seen(BOTH, ICCID, "23410", (FIRST, SECOND, THIRD))
    assert [(each.id, each.priority, each.retries) for each in profiles(again, f"{AUTO}priority = 10\n")] == [
        ("home, SIM 0009", 13, 1),
        ("home, SIM 0009 (giffgaff.com, giffgaff)", 12, 1),
        ("home, SIM 0009 (mobile.o2.co.uk, o2web)", 11, 1),
        ("home, SIM 0000", 10, 0),
    ]


@pytest.mark.parametrize(
    ("line", "sims"),
    [
        ("", {ICCID, OTHER}),
        (f"sim = {ICCID}", {ICCID}),
        (f"sim = {OTHER}F", {OTHER}),
        ("sim = 23410", {ICCID}),
        ("sim = 295-05", {OTHER}),
    ],
)
def test_a_section_gets_the_sims_that_it_names(line: str, sims: set[str]) -> None:
    assert {each.sim_id for each in profiles(BOTH, f"{AUTO}{line}\n")} == sims


@pytest.mark.parametrize("line", ["", "sim = 8931000000000000000", "sim = 22288"])
def test_until_its_sim_is_known_networkmanager_guesses_with_a_warning(line: str) -> None:
    (only,) = wanted(NOTHING if not line else BOTH, f"{AUTO}{line}\n")
    assert only.keyfile.get("gsm", "auto-config") == "true"
    (problem,) = only.profile.problems
    assert problem.where.line == 2
    assert "nm-cellular setup" in problem.hint


def test_until_its_sim_is_known_a_login_is_kept_with_the_networks_default_apn() -> None:
    (only,) = wanted(NOTHING, f"{AUTO}username = me\npassword = mine\n")
    assert [only.keyfile.get("gsm", key) for key in ("auto-config", "apn", "username", "password")] == [
        *(None, None),
        *("me", "mine"),
    ]


def test_a_sim_that_no_list_knows_gets_the_networks_default_with_a_warning() -> None:
    (only,) = wanted(seen(NOTHING, ICCID, "99999", ()))
    assert [only.keyfile.get("gsm", key) for key in ("auto-config", "apn", "sim-id")] == [None, None, ICCID]
    (problem,) = only.profile.problems
    assert "no APN is known for this SIM" in problem.message


def test_a_password_that_was_moved_out_of_the_boot_file_is_found_in_any_of_its_profiles() -> None:
    installed = [
        Installed(f"/{each.profile.id}", here=True, text=each.text, keyfile=each.keyfile)
        for each in wanted(GIFFGAFF, f"{AUTO}username = me\npassword = mine\n")
    ]
    moved = formats.moved_comment("password")
    (profile,) = build.with_installed_secrets([parsed(f"{AUTO}username = me\n{moved}\n")], installed, {})
    assert profile.password == Secret("mine")
    assert profile.problems == ()


def test_an_ordinary_section_is_what_it_was() -> None:
    assert profiles(BOTH, "[home]\napn = a, b\n") == profiles(NOTHING, "[home]\napn = a, b\n")


def test_a_running_profile_tells_which_access_point_has_won() -> None:
    sections = [parsed("[other]\napn = a\n"), parsed(AUTO)]
    for each in profiles(BOTH):
        found = auto_apn.winner(sections, BOTH, each.uuid)
        assert found
        assert (found[0], found[1].name) == (each.sim_id, (each.apn, each.username))
    assert auto_apn.winner(sections, BOTH, sections[0].uuid) is None
