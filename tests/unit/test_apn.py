"""Which access points a SIM may want: by what the SIM says, from our table and the provider database."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nm_cellular
from nm_cellular.apns import apn, serviceproviders
from nm_cellular.apns.sim_identity import SimIdentity, identity

from .provider_database import EXCERPT

if TYPE_CHECKING:
    from nm_cellular.apns.apn import Candidate, Row

TABLE: list[Row] = json.loads((Path(nm_cellular.__file__).parent / "apns/sim-apns.json").read_text())
DATABASE = serviceproviders.rows_by_mcc(EXCERPT.encode())

GIFFGAFF_GID1 = "508FFFFF"
TEXTS = {"provider", "apn", "source", "username", "password", "authentication", "usage", "note"}
LISTS = {"plans", "codes", "shared", "gid1", "iccid", "names"}
SOMEBODYS_ICCID = "0123456789012345678"


def found(**said: str) -> list[Candidate]:
    sim = SimIdentity(**said)
    return apn.candidates(sim, TABLE, DATABASE.get(sim.mcc, []))


def names(candidates: list[Candidate]) -> list[str]:
    return [candidate["apn"] for candidate in candidates]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({"mccmnc": "302720"}, "ltemobile.apn"),
        ({"mccmnc": "23410", "gid1": GIFFGAFF_GID1}, "giffgaff.com"),
        ({"mccmnc": "23410", "spn": "giffgaff"}, "giffgaff.com"),
        ({"imsi": "730070000000000", "spn": "Virgin Mobile CL"}, "imovil.virginmobile.cl"),
        ({"mccmnc": "22288"}, "internet.wind"),
        ({"mccmnc": "46001"}, "3gnet"),
        ({"imsi": "295050910000000", "iccid": "8942310017000000000"}, "soracom.io"),
        ({"imsi": "295050905643977", "iccid": "89883030000111825060"}, "em"),
        ({"mccmnc": "29505", "spn": "SORACOM"}, "soracom.io"),
        ({"imsi": "901405100000018"}, "iot.1nce.net"),
        ({"imsi": "310260000000000", "iccid": "8988307000000000000"}, "super"),
        ({"spn": "hologram"}, "hologram"),
        ({"spn": "Things Mobile"}, "TM"),
        ({"spn": "EasyM2M"}, "internet.easym2m.eu"),
        ({"spn": "T-Mobile M2M"}, "m2m-net.sa.t-mobile"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_users_sim_gets_its_apn_first(said: dict[str, str], wanted: str) -> None:
    assert names(found(**said))[0] == wanted


def test_without_gid1_a_resellers_and_the_networks_apns_are_offered_with_reasons() -> None:
    candidates = found(mccmnc="23410")
    reasons = {candidate["apn"]: candidate["reason"] for candidate in candidates}
    assert reasons["mobile.o2.co.uk"] == "O2 uses 234-10"
    assert reasons["giffgaff.com"].startswith("giffgaff is one of those that use 234-10; its SIMs have GID1 508…")


def test_a_gid1_that_is_not_the_resellers_rules_its_row_out() -> None:
    users = {candidate["username"] for candidate in found(mccmnc="23410", gid1="FFFFFFFF")}
    assert "gg" not in users
    assert "o2web" in users


def test_what_the_database_has_of_a_recognised_reseller_follows_at_once() -> None:
    first, second, third = found(mccmnc="23410", gid1=GIFFGAFF_GID1)[:3]
    assert (first["username"], second["username"]) == ("gg", "giffgaff")
    assert third["provider"] == "O2"


def test_a_gid1_means_nothing_on_another_operators_network() -> None:
    assert "giffgaff.com" not in names(found(mccmnc="22288", gid1=GIFFGAFF_GID1))


def test_the_lte_apn_of_rogers_goes_before_the_old_one_and_says_why() -> None:
    first, second = found(mccmnc="302720")[:2]
    assert (first["apn"], second["apn"]) == ("ltemobile.apn", "internet.com")
    assert "no internet.com" in first["reason"]


def test_mms_and_wap_are_last() -> None:
    assert names(found(mccmnc="302720"))[-1] == "media.com"
    assert names(found(mccmnc="23410"))[-1] == "wap.o2.co.uk"


def test_att_has_internet_in_a_longer_usage() -> None:
    row: Row = {
        "provider": "AT&T",
        "apn": "broadband",
        "source": "x",
        "codes": ["310410"],
        "usage": "mms-internet-hipri",
    }
    bare: Row = {"provider": "AT&T", "apn": "unsaid", "source": "x", "codes": ["310410"]}
    assert names(apn.candidates(SimIdentity(mccmnc="310410"), [], [bare, row])) == ["broadband", "unsaid"]


def test_login_authentication_and_plans_are_carried_over() -> None:
    o2 = next(each for each in found(mccmnc="23410") if each["apn"] == "mobile.o2.co.uk")
    assert (o2["username"], o2["password"], o2["authentication"]) == ("o2web", "password", "chap")
    plans = {each["apn"]: each["plans"] for each in found(mccmnc="23410")}
    assert plans["mobile.o2.co.uk"] == ["postpaid"]
    assert plans["payandgo.o2.co.uk"] == ["prepaid", "postpaid"]


def test_the_owner_of_a_network_goes_before_those_who_resell_it() -> None:
    reseller: Row = {"provider": "B", "apn": "b", "source": "x", "codes": ["00101"], "usage": "internet"}
    owner: Row = {"provider": "A", "apn": "a", "source": "x", "codes": ["00101"], "usage": "internet", "primary": True}
    assert names(apn.candidates(SimIdentity(mccmnc="00101"), [], [reseller, owner])) == ["a", "b"]


def test_the_same_login_is_offered_once() -> None:
    row: Row = {"provider": "A", "apn": "a", "source": "x", "codes": ["00101"]}
    again: Row = {**row, "provider": "B", "apn": "A"}
    other: Row = {**row, "username": "u"}
    candidates = apn.candidates(SimIdentity(mccmnc="00101"), [row], [again, other])
    assert [(each["provider"], each["username"]) for each in candidates] == [("A", ""), ("A", "u")]


def test_the_sim_says_how_long_its_mnc_is() -> None:
    assert names(found(mccmnc="72234", imsi="722341234567890")) == ["two.digits"]


def test_where_only_the_database_can_tell_the_longer_mnc_goes_first() -> None:
    assert names(found(imsi="722341234567890")) == ["three.digits", "two.digits"]
    assert names(found(imsi="722349234567890")) == ["two.digits"]
    assert apn.home_codes(SimIdentity(imsi="302720123456789"), DATABASE["302"]) == ("302720",)


def test_a_sim_that_nobody_knows_gets_nothing() -> None:
    assert found(mccmnc="99999", iccid=SOMEBODYS_ICCID, gid1="00", spn="nobody") == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["23410"], {"mccmnc": "23410"}),
        (["302-720"], {"mccmnc": "302720"}),
        (["302 720"], {"mccmnc": "302720"}),
        (["234101234567890"], {"imsi": "234101234567890"}),
        (["8942310017000000000F"], {"iccid": "8942310017000000000"}),
        (["8942310017000000000", "295050910000000"], {"iccid": "8942310017000000000", "imsi": "295050910000000"}),
        (["things", "mobile"], {"spn": "things mobile"}),
        (["1NCE"], {"spn": "1NCE"}),
    ],
)
def test_what_a_user_types_is_recognised(words: list[str], said: dict[str, str]) -> None:
    sim = identity(words)
    assert {key: getattr(sim, key) for key in SimIdentity.__slots__ if getattr(sim, key)} == said


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["730"], "a number of 3 digits is no MCC and MNC"),
        (["123456789"], "a number of 9 digits"),
        (["0042310017000000000"], "a number of 19 digits"),
        (["23410", "22288"], "22288 is a second MCCMNC, and a SIM has one"),
    ],
)
def test_a_number_that_can_be_nothing_is_refused(words: list[str], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        identity(words)


@given(st.lists(st.text() | st.text("0123456789-F", max_size=22)), st.text())
def test_any_text_is_a_sim_or_refused_with_a_sentence(words: list[str], gid1: str) -> None:
    with suppress(ValueError):
        sim = identity(words, gid1)
        apn.candidates(sim, TABLE, [row for rows in DATABASE.values() for row in rows])


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["provider"])
def test_a_row_of_our_table_is_sourced_and_well_formed(row: Row) -> None:
    assert all(isinstance(value, str) for key, value in row.items() if key in TEXTS)
    assert all(isinstance(value, list) for key, value in row.items() if key in LISTS)
    assert row.keys() <= TEXTS | LISTS
    assert row["source"]
    assert all(len(code) in (5, 6) and code.isdigit() for code in (*row.get("codes", ()), *row.get("shared", ())))
    assert all(prefix.isdigit() and prefix.startswith("89") for prefix in row.get("iccid", ()))
    assert all(set(prefix) <= set("0123456789ABCDEF") for prefix in row.get("gid1", ()))
    assert row.get("usage") == "internet"


def test_each_brand_of_our_table_is_found_by_its_name() -> None:
    for row in TABLE:
        assert row["apn"] in names(found(spn=row["provider"])), row["provider"]


def test_no_two_providers_claim_the_same_iccids() -> None:
    prefixes = [prefix for row in TABLE for prefix in row.get("iccid", ())]
    assert not [(a, b) for a in prefixes for b in prefixes if a is not b and a.startswith(b)]
