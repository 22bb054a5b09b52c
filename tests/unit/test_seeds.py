"""The keyfiles of a real forum thread, taken out of its prose as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nm_cellular.profile import Secret

from . import pipeline

THREAD = next((Path(__file__).resolve().parents[3] / "shared/seeds").glob("004_*.txt"), None)

pytestmark = pytest.mark.skipif(THREAD is None, reason="the threads are not beside this checkout")


def keyfiles() -> list[str]:
    """From [connection] to the first line that is none of a keyfile's."""
    assert THREAD is not None
    line = r"(?:\[[\w-]+\]|[\w-]+=[^\n]*|)\n"
    return re.findall(rf"^\[connection\]\n(?:{line})+", THREAD.read_text(), re.MULTILINE)


def rendered(text: str) -> pipeline.Made:
    return pipeline.make(text, "/mnt/boot/system-connections/resin-cellular")


def test_the_thread_has_two_keyfiles() -> None:
    assert [re.findall("^id=(.*)$", text, re.MULTILINE) for text in keyfiles()] == [
        ["giffgaff Mobile Broadband"],
        ["Soracom"],
    ]


def test_giffgaff_is_rendered_faithfully() -> None:
    made = rendered(keyfiles()[0])
    assert made.problems == ()
    (wanted,) = made.wanted
    sections = wanted.keyfile.sections
    assert sections["connection"] == {
        "id": "giffgaff Mobile Broadband",
        "uuid": "3b8f359e-4df2-4997-99d8-04e15742d38f",
        "type": "gsm",
        "autoconnect": "true",
        "autoconnect-retries": "0",
        "permissions": "",
        "secondaries": "",
    }
    assert sections["gsm"] == {
        "apn": "giffgaff.com",
        "username": "giffgaff",
        "password": "password",
        "number": "*99#",
    }
    assert sections["serial"] == {"baud": "115200"}
    assert sections["ipv4"] == {"method": "auto", "dns-search": ""}
    assert sections["ipv6"] == {"method": "ignore", "addr-gen-mode": "stable-privacy", "dns-search": ""}
    assert wanted.profile.password == Secret("password")


def test_soracom_is_mended_and_rendered() -> None:
    made = rendered(keyfiles()[1])
    assert [(problem.where.line, problem.is_error) for problem in made.problems] == [(7, False), (8, False)]
    number, flags = made.problems
    assert "`99**1#` was read as *99#" in number.message
    assert "gsm.password-flags" in flags.message
    (wanted,) = made.wanted
    assert wanted.keyfile.sections["gsm"] == {"apn": "soracom.io", "number": "*99#", "password-flags": "1"}
    assert wanted.keyfile.sections["connection"].keys() >= {"uuid", "autoconnect-retries"}


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-8"])
def test_both_survive_a_windows_editor(end: str, encoding: str) -> None:
    for text in keyfiles():
        made = pipeline.make(text.replace("\n", end).encode(encoding), "/mnt/boot/system-connections/resin-cellular")
        assert made.wanted[0].text == rendered(text).wanted[0].text
