"""Secrets leave the boot file, and nothing else does."""

from __future__ import annotations

import codecs

import pytest

from nm_cellular import keyfile, moving
from nm_cellular.pins import kept_pins
from nm_cellular.pins.kept_pins import Kept
from nm_cellular.plan import Installed, Scope
from nm_cellular.profile import Secret

from . import pipeline
from .pipeline import CONF, KEYFILE

TEXT = "[home]\napn = internet\npassword = hunter2 \n# pin = 1234\npin = 4711\n\n[away]\npassword = other\n"
BOTH = ("password", "pin")


def moved(text: str | bytes, *sections: str, file: str = CONF) -> str:
    data = text.encode() if isinstance(text, str) else text
    left = moving.without_secrets(file, data, {f"{file}#{section}": BOTH for section in sections} or {file: BOTH})
    assert left is not None
    return left.decode()


def installed(text: str, file: str = CONF) -> list[Installed]:
    wanted = pipeline.make(text, file).wanted
    return [Installed("/etc/x", here=True, text=each.text, keyfile=each.keyfile) for each in wanted]


def kept(text: str, file: str = CONF, before: Kept | None = None, *, moving: bool = True) -> Kept:
    """What is kept once that file has been applied, with the PINs moved out of it."""
    made = pipeline.make(text, file, kept=before)
    profiles = [each.profile for each in made.wanted]
    return kept_pins.after(before or {}, profiles, Scope(("/boot",), ()), moving=moving)


def test_a_comment_stands_where_a_secret_stood() -> None:
    before, after = TEXT.splitlines(), moved(TEXT, "home").splitlines()
    assert [number for number, line in enumerate(after) if line != before[number]] == [2, 4]
    assert after[2].startswith("# password was moved into NetworkManager's profile; write password = ...")
    assert after[4].startswith("# pin was moved")
    assert "hunter2" not in "".join(after)


def test_the_comment_of_a_version_that_put_pins_into_profiles_is_corrected() -> None:
    old = "# pin was moved into NetworkManager's profile; write pin = ... to replace it\r\n"
    left = moved(f"[home]\r\napn = internet\r\n{old}", "home").splitlines()
    assert left[:2] == ["[home]", "apn = internet"]
    assert left[2].startswith("# pin was moved into a file of nm-cellular's for root alone; write pin = ...")
    assert moving.without_secrets(CONF, "\r\n".join(left).encode(), {f"{CONF}#home": BOTH}) is None


def test_only_the_installed_sections_lose_theirs() -> None:
    assert "password = other" in moved(TEXT, "home")
    assert "hunter2" in moved(TEXT, "away")
    assert moving.without_secrets(CONF, TEXT.encode(), {}) is None
    assert moving.without_secrets(CONF, TEXT.encode(), {"/boot/other.conf#home": BOTH}) is None


def test_a_secret_that_is_not_installed_stays() -> None:
    left = moving.without_secrets(CONF, TEXT.encode(), {f"{CONF}#home": ("password",)})
    assert left is not None
    assert b"pin = 4711" in left


@pytest.mark.parametrize(
    "line", ["gsm.password = hunter2", "PASSWORD=hunter2", "\tpassword\t= “hunter2”", 'password="hunter2"']
)
def test_a_secret_is_found_however_it_was_written(line: str) -> None:
    assert moved(f"[home]\napn = a\n{line}\n", "home").splitlines()[2].startswith("# password was moved")


def test_nothing_to_move_is_no_change() -> None:
    for text in ("[home]\napn = a\n", "[home]\npassword =\n", "", "[home]\ngsm.password-flags = 1\n"):
        assert moving.without_secrets(CONF, text.encode(), {f"{CONF}#home": BOTH}) is None
    assert moving.without_secrets(CONF, b"\xff", {f"{CONF}#home": BOTH}) is None


def test_a_keyfile_loses_those_of_its_gsm_section_only() -> None:
    text = "[connection]\nid=x\n[gsm]\npassword=hunter2\nPin=4711\npin-flags=0\n[802-1x]\npassword=other\n"
    left = moved(text, file=KEYFILE)
    assert "password=other" in left
    assert "pin-flags=0" in left
    assert "hunter2" not in left
    assert "4711" not in left


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [(b"", "utf-8"), (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (b"", "utf-16-be")],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_file_keeps_its_encoding_and_line_ends(bom: bytes, encoding: str, end: str) -> None:
    data = bom + TEXT.replace("\n", end).encode(encoding)
    left = moving.without_secrets(CONF, data, {f"{CONF}#home": BOTH})
    assert left is not None
    assert left.startswith(bom)
    assert left[len(bom) :].decode(encoding).split(end) == moved(TEXT, "home").split("\n")


@pytest.mark.parametrize(
    ("text", "file"),
    [(TEXT, CONF), ("[connection]\nid=x\n[gsm]\napn=a\npassword=hunter2\npin=4711\n", KEYFILE)],
)
def test_what_was_moved_comes_back_from_the_installed_profile(text: str, file: str) -> None:
    sections = ("home", "away") if file == CONF else ()
    first = pipeline.make(text, file)
    again = pipeline.make(
        moved(text, *sections, file=file), file, installed=installed(text, file), kept=kept(text, file)
    )
    assert [each.text for each in again.wanted] == [each.text for each in first.wanted]
    assert moving.without_secrets(file, moved(text, *sections, file=file).encode(), {file: BOTH}) is None


def test_a_new_secret_goes_before_the_moved_one() -> None:
    text = moved(TEXT, "home", "away").replace("[away]", "password = newer\n[away]")
    home, _ = pipeline.make(text, installed=installed(TEXT), kept=kept(TEXT)).wanted
    assert home.profile.password == Secret("newer")
    assert home.profile.pin == Secret("4711")


def test_without_the_comment_the_secret_is_forgotten() -> None:
    lines = [line for line in moved(TEXT, "home", "away").splitlines() if "was moved" not in line]
    home, _ = pipeline.make("\n".join([*lines, ""]), installed=installed(TEXT), kept=kept(TEXT)).wanted
    assert home.profile.password is None
    assert home.profile.pin is None


def test_a_moved_secret_that_no_profile_holds_is_said() -> None:
    made = pipeline.make(moved(TEXT, "home"))
    home, _ = made.wanted
    assert home.profile.lost == ("password", "pin")
    assert [problem.message for problem in home.profile.problems] == [
        "the password of `home` was moved out of this file, but no installed profile holds it",
        "the pin of `home` was moved out of this file, but nm-cellular does not have it",
    ]


def test_somebody_elses_profile_of_that_uuid_lends_no_secret() -> None:
    theirs = [
        Installed("/etc/x", here=True, text="", keyfile=keyfile.parse(each.text.partition("[user]")[0]))
        for each in installed(TEXT)
    ]
    home, _ = pipeline.make(moved(TEXT, "home"), installed=theirs).wanted
    assert home.profile.password is None


def pins(found: Kept) -> list[str]:
    return [each.pin.reveal() for each in found.values()]


def test_a_moved_pin_is_kept_as_long_as_its_comment_is_there() -> None:
    text = moved(TEXT, "home")
    first = kept(TEXT)
    assert pins(first) == ["4711"]
    assert kept(text, before=first, moving=False) == first
    assert kept(text.replace("# pin was moved", "# it was moved"), before=first, moving=False) == {}


def test_a_section_takes_its_pin_along_when_it_goes() -> None:
    assert kept("[away]\napn = a\n", before=kept(TEXT), moving=False) == {}


def test_a_new_pin_replaces_the_kept_one_only_when_it_is_moved_too() -> None:
    text = moved(TEXT, "home").replace("\n[away]", "pin = 0815\n[away]")
    assert kept(text, before=kept(TEXT), moving=False) == {}
    assert pins(kept(text, before=kept(TEXT))) == ["0815"]


def test_pins_of_another_card_and_of_files_with_errors_stay() -> None:
    first = kept(TEXT)
    assert kept_pins.after(first, (), Scope(("/media/card",), ()), moving=False) == first
    assert kept_pins.after(first, (), Scope(("/boot",), (CONF,)), moving=False) == first
    assert kept_pins.after(first, (), Scope(("/boot",), ()), moving=False) == {}


def test_a_pin_that_an_earlier_version_moved_into_the_profile_is_handed_over() -> None:
    text = moved(TEXT, "home", "away")
    former = [
        Installed("/etc/x", here=True, keyfile=keyfile.parse(each.text.replace("[gsm]\n", "[gsm]\npin=4711\n")))
        for each in installed(TEXT)
    ]
    home, _ = pipeline.make(text, installed=former).wanted
    assert home.profile.pin == Secret("4711")
    assert home.keyfile.get("gsm", "pin") is None
    assert pins(kept_pins.after({}, [home.profile], Scope(("/boot",), ()), moving=False)) == ["4711"]


def test_what_is_kept_is_read_as_it_was_written() -> None:
    first = kept(TEXT)
    assert kept_pins.parse(kept_pins.serialise(first)) == first
    for text in ("", "[]", "{", '{"x": 1}', '{"x": {"source": "a"}}', "\0"):
        assert kept_pins.parse(text) == {}
