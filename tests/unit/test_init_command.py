"""`nm-cellular init` by its options alone, and what it writes."""

from __future__ import annotations

import io
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nm_cellular import formats
from nm_cellular.__main__ import main
from nm_cellular.init import seeing
from nm_cellular.init.answers import Answers
from nm_cellular.modeswitch import sources
from nm_cellular.modeswitch.profile import Wish
from nm_cellular.modeswitch.usb import UsbDevice, UsbId, parse_id
from nm_cellular.profile import Secret

STICK = parse_id("12d1:1f01")

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    monkeypatch.setattr("nm_cellular.commands.init.look", lambda _layout: seeing.Seen(why="none is here"))

    def call(*options: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["nm-cellular", "init", "--boot", str(tmp_path), *options])
        code = main()
        return int(code), "".join(capsys.readouterr())

    return call


def test_options_are_all_that_it_needs(run: Run, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hunter2\n")
    code, said = run("--apn", "web", "--username", "me", "--password-file", str(tmp_path / "secret"), "--roaming", "no",
                     "--port", "/dev/ttyAMA0", "--name", "my [operator]")  # fmt: skip
    assert code == 0
    assert "hunter2" not in said
    file = tmp_path / "cellular.conf"
    assert file.read_text() == (
        "[my operator]\napn = web\nusername = me\npassword = hunter2\nroaming = no\nport = /dev/ttyAMA0\n"
    )
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_without_options_and_terminal_it_takes_what_the_sim_will_want(run: Run, tmp_path: Path) -> None:
    assert run()[0] == 0
    assert (tmp_path / "cellular.conf").read_text() == "[cellular]\napn = auto\n"


def test_a_file_stays_unless_forced(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "CELLULAR.CONF"
    file.write_text("[mine]\n")
    code, said = run("--apn", "web", "--yes")
    assert code == 1
    assert "stays as it is" in said
    assert file.read_text() == "[mine]\n"
    assert run("--apn", "web", "--yes", "--force")[0] == 0
    assert file.read_text() == "[web]\napn = web\n"


@pytest.mark.parametrize("options", [("--apn", "a b"), ("--port", "/dev/ttyUSB2"), ("--apn", "web\x1b[31m")])
def test_a_wrong_option_is_refused_and_nothing_written(run: Run, tmp_path: Path, options: tuple[str, ...]) -> None:
    code, said = run(*options)
    assert code == 2
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("wish", ["modem", "ethernet"])
def test_a_stick_that_can_be_either_gets_its_section_where_it_is_not_what_it_would_be(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wish: str
) -> None:
    known = next(each for each in _known() if len(each.modes) > 1)
    stick = UsbDevice("1-1", known.initial[0])
    seen = seeing.Seen(why="none", sticks=((stick, known),))
    monkeypatch.setattr("nm_cellular.commands.init.look", lambda _layout: seen)
    assert run("--apn", "web", "--stick", wish)[0] == 0
    section = f"\n[modeswitch {stick.id}]\nprefer = {wish}\n"
    text = (tmp_path / "cellular.conf").read_text()
    assert text.endswith(section) == (Wish(wish) is not known.prefer)
    assert formats.parse("cellular.conf", text.encode()).problems == ()


def _known() -> tuple[seeing.Profile, ...]:
    from nm_cellular.modeswitch.known import profiles

    return profiles(sources.shipped()).profiles


TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=30)


@given(name=TEXT, username=TEXT, password=TEXT)
def test_what_is_written_is_read_as_it_was_meant(name: str, username: str, password: str) -> None:
    answers = Answers(name, "web", username, Secret(password), sticks=((UsbId(0x12D1, 0x14FE), Wish.ETHERNET),))
    parsed = formats.parse("cellular.conf", answers.text().encode())
    sound = [profile for profile in parsed.profiles if profile.username is not None]
    for profile in sound:
        assert profile.password == Secret(password)
        assert profile.username == username
    assert len(parsed.profiles) + len(parsed.broken) >= 1
    assert "\npassword = <hidden>\n" in answers.text(hide=True)


def test_nothing_is_asked_where_the_answers_could_not_be_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda path, _mode: path != str(tmp_path))
    monkeypatch.setattr("nm_cellular.commands.init.look", lambda _layout: pytest.fail("it looked"))
    code, said = run("--apn", "web")
    assert code == 1
    assert f"nothing can be written to {tmp_path}\n    run it as root" in said
