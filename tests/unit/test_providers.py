"""The provider database: its XML, sound and unsound, and the index that is kept of it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nm_cellular.apns import providers, serviceproviders
from nm_cellular.apns.serviceproviders import Malformed, rows_by_mcc
from nm_cellular.layout import Layout

from .provider_database import EXCERPT, install

BOMB = """\
<!DOCTYPE serviceproviders [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<serviceproviders format="2.0"><country code="x"><provider><name>&b;</name></provider></country></serviceproviders>
"""


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "var/cache"))
    return Layout(str(tmp_path))


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "var/cache/nm-cellular/providers.index"


@pytest.fixture
def no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_data: bytes) -> None:
        raise AssertionError("the database was parsed")

    monkeypatch.setattr(serviceproviders, "rows_by_mcc", refuse)


def apns(layout: Layout, mcc: str) -> list[str]:
    _, theirs, problem = providers.rows(mcc, layout)
    assert problem is None
    return [row["apn"] for row in theirs]


def complaint(layout: Layout) -> str:
    ours, theirs, problem = providers.rows("234", layout)
    assert ours
    assert theirs == []
    assert problem is not None
    assert problem.hint
    return problem.message


def test_a_country_s_rows_are_found(tmp_path: Path, layout: Layout) -> None:
    install(tmp_path)
    assert apns(layout, "730") == ["web.gtdmovil.cl", "imovil.virginmobile.cl"]
    assert apns(layout, "999") == []


def test_the_second_lookup_parses_nothing_and_finds_the_same(
    tmp_path: Path, layout: Layout, index: Path, request: pytest.FixtureRequest
) -> None:
    install(tmp_path)
    mccs = ["", "234", "302", "722", "999"]
    cold = [providers.rows(mcc, layout) for mcc in mccs]
    assert index.exists()
    request.getfixturevalue("no_parser")
    assert [providers.rows(mcc, layout) for mcc in mccs] == cold


def test_everybody_may_read_the_index_and_only_its_owner_write_it(tmp_path: Path, layout: Layout, index: Path) -> None:
    install(tmp_path)
    providers.rows("234", layout)
    assert index.stat().st_mode & 0o777 == 0o644


def test_an_upgraded_database_is_read_anew(tmp_path: Path, layout: Layout) -> None:
    install(tmp_path)
    assert "internet.wind" in apns(layout, "222")
    new = install(tmp_path / "new", EXCERPT.replace("internet.wind", "internet.w1nd"))
    os.replace(new, tmp_path / providers.DATABASE.removeprefix("/"))
    assert "internet.w1nd" in apns(layout, "222")


@pytest.mark.parametrize("damage", [b"", b"\0", b"{}", b"garbage", b"\xe9\xff\xff\xff\xff"])
def test_a_damaged_index_is_replaced(tmp_path: Path, layout: Layout, index: Path, damage: bytes) -> None:
    install(tmp_path)
    index.parent.mkdir(parents=True)
    index.write_bytes(damage)
    assert apns(layout, "460") == ["3gnet", "3gwap"]
    assert len(index.read_bytes()) > 100


def test_a_cut_off_index_is_replaced(tmp_path: Path, layout: Layout, index: Path) -> None:
    install(tmp_path)
    expected = providers.rows("460", layout)
    whole = index.read_bytes()
    for size in range(0, len(whole), 7):
        index.write_bytes(whole[:size])
        assert providers.rows("460", layout) == expected


def test_where_no_index_can_be_kept_the_lookup_works_all_the_same(tmp_path: Path, layout: Layout, index: Path) -> None:
    install(tmp_path)
    index.parent.parent.parent.mkdir()
    index.parent.parent.write_text("a file is in the way")
    assert apns(layout, "222") == ["mms.wind", "internet.wind"]


def test_without_the_database_our_table_is_left(layout: Layout) -> None:
    assert complaint(layout).endswith("serviceproviders.xml is not here")


def test_a_directory_in_its_place_is_said(tmp_path: Path, layout: Layout) -> None:
    install(tmp_path).unlink()
    (tmp_path / providers.DATABASE.removeprefix("/")).mkdir()
    assert "irectory" in complaint(layout)


def test_a_pipe_in_its_place_does_not_hang(tmp_path: Path, layout: Layout) -> None:
    path = install(tmp_path)
    path.unlink()
    os.mkfifo(path)
    assert complaint(layout).endswith("it is not a regular file")


def test_a_huge_database_is_not_read(tmp_path: Path, layout: Layout) -> None:
    path = install(tmp_path)
    os.truncate(path, providers.MAX_SIZE + 1)
    assert "MiB" in complaint(layout)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no element found"),
        ("<serviceproviders format='2.0'>", "line 1: no element found"),
        ("<serviceproviders format='2.0'>\n<country></serviceproviders>", "line 2: mismatched tag"),
        ("<html/>", "it is no list of service providers, but <html>"),
        ("<serviceproviders format='3.0'/>", "its format is 3.0, and only 2.0 is known"),
        ("<serviceproviders/>", "its format is not said, and only 2.0 is known"),
        (BOMB, "it declares entities of its own"),
    ],
)
def test_a_malformed_database_is_refused_with_a_sentence(tmp_path: Path, layout: Layout, text: str, why: str) -> None:
    install(tmp_path, text)
    assert why in complaint(layout)


def test_what_cannot_be_an_apn_is_left_out() -> None:
    assert [row["apn"] for row in rows_by_mcc(EXCERPT.encode())["722"]] == ["two.digits", "three.digits"]


def test_a_provider_s_other_names_are_kept_and_those_of_its_plans_and_cdma_are_not() -> None:
    by_apn = {row["apn"]: row for rows in rows_by_mcc(EXCERPT.encode()).values() for row in rows}
    virgin = by_apn["imovil.virginmobile.cl"]
    assert (virgin["provider"], virgin["names"]) == ("Virgin Mobile", ["Virgen"])
    assert "username" not in virgin
    assert by_apn["mobile.o2.co.uk"]["provider"] == "O2"
    assert by_apn["three.digits"]["provider"] == "Personal & more"


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_rows_or_malformed(data: bytes) -> None:
    with suppress(Malformed):
        rows_by_mcc(data)


@given(st.data())
def test_a_database_with_a_hole_in_it_is_rows_or_malformed(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(EXCERPT)))
    end = data.draw(st.integers(start, len(EXCERPT)))
    with suppress(Malformed):
        rows_by_mcc((EXCERPT[:start] + EXCERPT[end:]).encode())


@pytest.mark.skipif(not Path(providers.DATABASE).exists(), reason=f"{providers.PACKAGE} is not installed")
def test_the_installed_database_has_all_that_an_independent_count_finds() -> None:
    from xml.etree import ElementTree as ET

    data = Path(providers.DATABASE).read_bytes()
    expected = {
        (network.attrib["mcc"] + network.attrib["mnc"], apn.attrib["value"].strip())
        for gsm in ET.fromstring(data).iter("gsm")
        for network in gsm.iter("network-id")
        for apn in gsm.iter("apn")
    }
    rows = [row for country in rows_by_mcc(data).values() for row in country]
    got = {(code, row["apn"]) for row in rows for code in row["codes"]}
    assert {apn for _, apn in expected - got} == {"http://172.18.83.129"}
    assert got <= expected
